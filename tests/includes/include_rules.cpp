// SPDX-License-Identifier: Apache-2.0
// The tables of the layering and the few functions that read them.
#include "tests/includes/include_rules.hpp"

#include <algorithm>
#include <sstream>

namespace bulkhead::test {
namespace {

using List = std::vector<std::string_view>;

struct Room {
  std::string_view folder;
  List may_include;  // folders, or single files of a folder
};

/// The most specific folder first: a file belongs to the first row that it lies in.
const std::vector<Room>& rooms() {
  static const std::vector<Room> table = {
      {"sim", {"sim"}},
      {"models/topology", {"sim", "models/topology"}},
      {"models/world", {"sim", "models/topology", "models/world"}},
      {"models/traffic", {"sim", "models/topology", "models/world", "models/traffic"}},
      {"models/faults",
       {"sim", "models/topology", "models/world", "models/kind.hpp", "models/value.hpp", "models/faults"}},
      {"models/detection",
       {"sim", "models/topology/spec.hpp", "models/world/signal.hpp", "models/world/feed.hpp",
        "models/world/purpose.hpp", "models/traffic/traffic.hpp", "models/kind.hpp", "models/value.hpp",
        "models/detection"}},
      {"models/response",
       {"sim", "models/topology/spec.hpp", "models/world/signal.hpp", "models/world/vocabulary.hpp",
        "models/world/purpose.hpp", "models/traffic/drain.hpp", "models/traffic/traffic.hpp",
        "models/traffic/network.hpp", "models/kind.hpp", "models/value.hpp", "models/response"}},
      {"models", {"sim", "models"}},
      {"scenarios", {"sim", "models", "scenarios"}},
      {"analysis", {"sim", "models", "scenarios", "analysis"}},
  };
  return table;
}

struct Library {
  std::string_view header;  // a header, or a folder of headers that ends with '/'
  List folders;             // where it may be used
  bool sources_only;        // heavy: never in a header of ours
};

/// The first row that matches decides.
const std::vector<Library>& libraries() {
  static const std::vector<Library> table = {
      {"Random123/", {"sim"}, false},
      {"boost/graph/", {"models/topology"}, true},
      {"boost/property_map/", {"models/topology"}, true},
      {"boost/math/", {"analysis"}, true},
      {"boost/container/", {"analysis"}, false},
      {"boost/sort/", {"analysis"}, true},
      {"boost/program_options/", {"analysis"}, true},
      {"boost/program_options.hpp", {"analysis"}, true},
      {"yaml.h", {"scenarios"}, true},
      {"nlohmann/json_fwd.hpp", {"scenarios", "analysis"}, false},
      {"nlohmann/", {"scenarios", "analysis"}, true},
      {"fmt/", {"scenarios", "analysis"}, false},
      {"sqlite3.h", {"analysis"}, false},
      {"bdd.h", {"analysis/structure"}, true},
      {"unistd.h", {"scenarios", "analysis"}, true},
      {"fcntl.h", {"scenarios", "analysis"}, true},
      {"sys/", {"scenarios", "analysis"}, true},
      // The standard library where it would bring threads, clocks, files or unspecified draws into a layer.
      {"thread", {"analysis"}, false},
      {"mutex", {"analysis"}, false},
      {"atomic", {"analysis"}, false},
      {"condition_variable", {"analysis"}, false},
      {"future", {"analysis"}, false},
      {"chrono", {"analysis"}, false},
      {"filesystem", {"scenarios", "analysis"}, false},
      {"fstream", {"scenarios", "analysis"}, false},
      {"iostream", {"analysis"}, false},
      {"random", {}, false},
  };
  return table;
}

bool lies_in(std::string_view path, std::string_view folder_or_file) {
  return path == folder_or_file || (path.starts_with(folder_or_file) && path[folder_or_file.size()] == '/');
}

bool lies_in_any(std::string_view path, const List& places) {
  return std::any_of(places.begin(), places.end(), [&](std::string_view place) { return lies_in(path, place); });
}

bool is_header_of(std::string_view header, const Library& library) {
  return header == library.header || (library.header.ends_with('/') && header.starts_with(library.header));
}

bool is_standard(std::string_view header) {
  return header.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string_view::npos;
}

std::string sentence(std::string_view file, const Include& include, std::string_view reason) {
  std::ostringstream out;
  out << file << ':' << include.line << ": includes " << include.path << ", but " << reason;
  return out.str();
}

std::optional<std::string> objection_to_own(std::string_view file, const Include& include) {
  const auto& table = rooms();
  const auto room = std::find_if(table.begin(), table.end(), [&](const Room& r) { return lies_in(file, r.folder); });
  if (room == table.end()) return sentence(file, include, "its folder has no row in the table of rooms");
  if (lies_in_any(include.path, room->may_include)) return std::nullopt;
  std::string reason(room->folder);
  reason += " may include only";
  for (const auto place : room->may_include) (reason += ' ') += place;
  return sentence(file, include, reason);
}

std::optional<std::string> objection_to_library(std::string_view file, const Include& include) {
  for (const auto& library : libraries()) {
    if (!is_header_of(include.path, library)) continue;
    if (!lies_in_any(file, library.folders)) return sentence(file, include, "that is not used in this folder");
    if (library.sources_only && !file.ends_with(".cpp"))
      return sentence(file, include, "a heavy header belongs into a source");
    return std::nullopt;
  }
  if (is_standard(include.path)) return std::nullopt;
  return sentence(file, include, "this library has no row in the table of libraries");
}

}  // namespace

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> found;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto skip = [&](std::size_t from) { return std::min(line.find_first_not_of(" \t", from), line.size()); };
    const auto hash = skip(0);
    if (hash == line.size() || line[hash] != '#') continue;
    const auto word = skip(hash + 1);
    if (line.compare(word, 7, "include") != 0) continue;
    const auto open = skip(word + 7);
    if (open == line.size() || (line[open] != '"' && line[open] != '<')) continue;
    const bool quoted = line[open] == '"';
    const auto close = line.find(quoted ? '"' : '>', open + 1);
    found.push_back({number, line.substr(open + 1, close - open - 1), quoted});
  }
  return found;
}

std::optional<std::string> objection(std::string_view file, const Include& include) {
  return include.quoted ? objection_to_own(file, include) : objection_to_library(file, include);
}

}  // namespace bulkhead::test
