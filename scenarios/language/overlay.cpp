// SPDX-License-Identifier: Apache-2.0
// Overlays, includes and settings on composed trees.
#include "scenarios/language/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/language/utf8.hpp"
#include "scenarios/language/values.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

// Without links and `..`, also of a file that is not there.
fs::path real_path(const fs::path& path) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

std::vector<std::string> keys_of(const YamlNode& map) {
  std::vector<std::string> keys;
  for (const auto& entry : map.entries) keys.push_back(entry.key);
  return keys;
}

void remove(YamlNode& base, const YamlEntry& entry, Diagnostics& diagnostics) {
  const auto found =
      std::find_if(base.entries.begin(), base.entries.end(), [&](const YamlEntry& e) { return e.key == entry.key; });
  if (found != base.entries.end()) {
    base.entries.erase(found);
    return;
  }
  const std::string near = nearest(entry.key, keys_of(base));
  diagnostics.error(
      entry.key_at,
      fmt::format("`{}` is to be removed here, but there is none below this overlay", printable(entry.key)), near);
}

// Reads files below one folder, each inside the ones that include it.
class Includer {
 public:
  Includer(fs::path folder, Sources& sources, Diagnostics& diagnostics)
      : folder_(std::move(folder)), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<YamlNode> read(const std::string& path, TextSpan at) {
    if (++files_ > kMaxFiles) {
      diagnostics_.error(at, fmt::format("more than {} files are included", kMaxFiles));
      return std::nullopt;
    }
    const auto source = read_source(path, sources_, diagnostics_, at);
    if (!source) return std::nullopt;
    auto tree = compose(sources_, *source, diagnostics_);
    if (!tree) return std::nullopt;
    if (!tree->is_mapping()) {
      diagnostics_.error(tree->at, fmt::format("a scenario is a mapping of keys, not {}", describe(*tree)));
      return std::nullopt;
    }
    return with_includes(std::move(*tree), path);
  }

 private:
  std::optional<YamlNode> with_includes(YamlNode tree, const std::string& path) {
    const YamlNode* include = tree.find("include");
    if (!include) return tree;
    YamlNode merged;
    merged.kind = YamlNode::Kind::mapping;
    merged.at = tree.at;
    open_.push_back(real_path(path));
    const bool list = include->is_sequence();
    const std::vector<YamlNode> files = list ? include->items : std::vector<YamlNode>{*include};
    bool good = true;
    for (const auto& file : files) good = lay_under(merged, file, path) && good;
    open_.pop_back();
    if (!good) return std::nullopt;
    std::erase_if(tree.entries, [](const YamlEntry& entry) { return entry.key == "include"; });
    overlay(merged, tree, diagnostics_);
    return merged;
  }

  bool lay_under(YamlNode& merged, const YamlNode& file, const std::string& includer) {
    if (!file.is_scalar() || file.is_null())
      return refuse(file, fmt::format("`include` names a file or a list of files, not {}", describe(file)));
    if (fs::path(file.text).is_absolute())
      return refuse(file, fmt::format("`{}`: an include is named relative to its file", file.text));
    const fs::path target = fs::path(includer).parent_path() / file.text;
    const fs::path real = real_path(target);
    const auto parts = std::mismatch(folder_.begin(), folder_.end(), real.begin(), real.end());
    if (parts.first != folder_.end())
      return refuse(file, fmt::format("`{}` lies outside the folder of the scenario file", file.text));
    if (std::find(open_.begin(), open_.end(), real) != open_.end())
      return refuse(file, fmt::format("`{}` includes itself", file.text));
    const auto tree = read(target.string(), file.at);
    if (!tree) return false;
    overlay(merged, *tree, diagnostics_);
    return true;
  }

  bool refuse(const YamlNode& at, std::string sentence) {
    diagnostics_.error(at.at, std::move(sentence));
    return false;
  }

  static constexpr int kMaxFiles = 100;  // assumed: far above any scenario; bounds what circles and doublings can cost

  int files_ = 0;
  fs::path folder_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<fs::path> open_;
};

bool good_path(std::string_view path) {
  constexpr std::ptrdiff_t kDeepest = 20;  // assumed: far below any key of the language
  if (std::count(path.begin(), path.end(), '.') > kDeepest) return false;
  if (path.empty() || path.front() == '.' || path.back() == '.') return false;
  return path.find("..") == std::string::npos && path.find('\n') == std::string::npos;
}

}  // namespace

void overlay(YamlNode& base, const YamlNode& over, Diagnostics& diagnostics) {
  if (!base.is_mapping() || !over.is_mapping() || looks_like_distribution(over)) {
    base = over;
    return;
  }
  for (const auto& entry : over.entries) {
    if (entry.value.is_null()) {
      remove(base, entry, diagnostics);
    } else if (YamlEntry* below = base.entry(entry.key)) {
      overlay(below->value, entry.value, diagnostics);
      below->key_at = entry.key_at;
    } else {
      base.entries.push_back(entry);
    }
  }
}

void drop_nulls(YamlNode& node) {
  std::erase_if(node.entries, [](const YamlEntry& entry) { return entry.value.is_null(); });
  for (auto& entry : node.entries) drop_nulls(entry.value);
}

std::optional<YamlNode> read_with_includes(const std::string& path, Sources& sources, Diagnostics& diagnostics) {
  return Includer(real_path(path).parent_path(), sources, diagnostics).read(path, {});
}

std::optional<YamlNode> parse_setting(const std::string& setting, Sources& sources, Diagnostics& diagnostics) {
  const int source = sources.add("--set", setting);
  const std::size_t equals = setting.find('=');
  const TextSpan whole{source, 1, 1, 1, 1};
  const KeyPath keys = split_path(std::string_view(setting).substr(0, equals), whole);
  if (equals == std::string::npos || keys.empty()) {
    diagnostics.error(whole, "a setting is written a.b.c=VALUE, like services.web.replicas.per_zone=4");
    return std::nullopt;
  }
  auto value = compose(sources, source, diagnostics, equals + 1);
  if (!value) return std::nullopt;
  return nest(keys, std::move(*value));
}

KeyPath split_path(std::string_view text, TextSpan at) {
  KeyPath keys;
  if (!good_path(text)) return keys;
  int column = at.column;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    const std::string_view key = text.substr(begin, end - begin);
    const int width = static_cast<int>(characters(key));
    keys.push_back({std::string(key), {at.source, at.line, column, at.line, column + width}});
    column += width + 1;
    begin = end + 1;
  }
  return keys;
}

YamlNode nest(const KeyPath& keys, YamlNode value) {
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    YamlNode map;
    map.kind = YamlNode::Kind::mapping;
    map.at = key->at;
    map.entries.push_back({key->key, key->at, std::move(value)});
    value = std::move(map);
  }
  return value;
}

}  // namespace bulkhead
