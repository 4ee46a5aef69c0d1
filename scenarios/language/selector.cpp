// SPDX-License-Identifier: Apache-2.0
// Matches target patterns against stable names.
#include "scenarios/language/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/world/names.hpp"
#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

struct Piece {
  char before = 0;  // the separator in front: 0, '/', '@', '.' for "..", '-' for "->"
  std::string_view text;
};

using Pieces = std::vector<Piece>;

std::string_view path_of(std::string_view name) {
  const std::size_t space = name.find(' ');
  return space == std::string_view::npos ? std::string_view() : name.substr(space + 1);
}

Pieces split(std::string_view path) {
  Pieces pieces;
  std::size_t begin = 0;
  char before = 0;
  for (std::size_t at = 0; at <= path.size(); ++at) {
    const bool link = path.substr(at, 2) == names::kBothWays || path.substr(at, 2) == names::kOneWay;
    if (at < path.size() && path[at] != '/' && path[at] != '@' && !link) continue;
    pieces.push_back({before, path.substr(begin, at - begin)});
    if (at == path.size()) break;
    before = path[at];
    begin = at + (link ? 2 : 1);
    if (link) ++at;
  }
  return pieces;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

// `*` stands for any letters; the classic scan that goes back to the last star only.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool piece_matches(const Piece& pattern, const Piece& name) {
  if (pattern.before != name.before) return false;
  if (all_digits(pattern.text) && all_digits(name.text)) return without_zeros(pattern.text) == without_zeros(name.text);
  return glob(pattern.text, name.text);
}

bool matches(const Pieces& pattern, const Pieces& name, bool open_tail) {
  if (pattern.size() != name.size() && !(open_tail && pattern.size() < name.size())) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!piece_matches(pattern[i], name[i])) return false;
  }
  return true;
}

std::vector<std::string> matching(std::string_view kind, std::string_view path, const std::vector<std::string>& names,
                                  bool open_tail) {
  std::vector<std::string> found;
  const Pieces pattern = split(path);
  for (const auto& name : names) {
    if (target_kind(name) == kind && matches(pattern, split(path_of(name)), open_tail)) found.push_back(name);
  }
  return found;
}

// `a..b` -> `R/a..R/b`, `web@a` -> `web@R/a`, `a/01` -> `R/a/01`.
std::string with_region(std::string_view path, const std::string& region) {
  std::string text;
  const Pieces pieces = split(path);
  const bool at = path.find('@') != std::string_view::npos;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (piece.before == '.')
      text += "..";
    else if (piece.before != 0)
      text += piece.before;
    const bool place_begins = piece.before == '@' || piece.before == '.' || (i == 0 && !at);
    if (place_begins) text += region + "/";
    text += piece.text;
  }
  return text;
}

// `net/a`: all links that begin or end at that node, whichever way they go.
std::vector<std::string> links_of_node(std::string_view path, const std::vector<std::string>& names) {
  const Pieces pieces = split(path);
  std::vector<std::string> found;
  if (pieces.size() != 2 || pieces[1].before != '/') return found;
  const auto [net, node] = std::pair(pieces[0].text, pieces[1].text);
  for (const auto between : {names::kBothWays, names::kOneWay})
    for (const auto& pattern :
         {fmt::format("{}/{}{}{}/*", net, node, between, net), fmt::format("{}/*{}{}/{}", net, between, net, node)})
      for (auto& one : matching("link", pattern, names, false)) found.push_back(std::move(one));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// `b..a` for `a..b`: such links have no direction.
std::string reversed(const std::string& path) {
  const std::size_t dots = path.find("..");
  return dots == std::string::npos ? path : path.substr(dots + 2) + ".." + path.substr(0, dots);
}

// `net/a..net/b` for `net/a..b`: both nodes are of one network.
std::string with_network(const std::string& path) {
  const std::size_t between = std::min(path.find(names::kBothWays), path.find(names::kOneWay));
  const std::size_t slash = path.find('/');
  if (between == std::string::npos || slash > between || path.find('/', between) != std::string::npos) return path;
  return path.substr(0, between + 2) + path.substr(0, slash + 1) + path.substr(between + 2);
}

std::string without_region(std::string name, const std::string& region) {
  const std::string prefix = region + "/";
  for (std::size_t at = name.find(prefix); at != std::string::npos; at = name.find(prefix, at)) {
    const char before = at == 0 ? ' ' : name[at - 1];
    if (before == ' ' || before == '@' || before == '.')
      name.erase(at, prefix.size());
    else
      ++at;
  }
  return name;
}

}  // namespace

std::string_view target_kind(std::string_view name) {
  return name.substr(0, name.find(' '));
}

const std::vector<std::string>& target_kinds() {
  static const std::vector<std::string> kinds = {"cell",   "component", "control-plane", "dns",    "entry", "host",
                                                 "link",   "node",      "pool",          "pop",    "power", "rack",
                                                 "region", "router",    "service",       "switch", "tool",  "zone"};
  return kinds;
}

std::vector<std::string> match(std::string_view pattern, const std::vector<std::string>& names,
                               const std::vector<std::string>& regions) {
  const std::string_view kind = target_kind(pattern);
  const std::string_view path = path_of(pattern);
  std::vector<std::string> paths = {std::string(path)};
  if (regions.size() == 1) paths.push_back(with_region(path, regions[0]));
  if (kind == "link") {
    auto found = links_of_node(path, names);
    if (!found.empty()) return found;
  }
  if (kind == "link") {
    for (auto& one : paths) one = with_network(one);
    const auto written = paths;
    for (const auto& one : written) paths.push_back(reversed(one));
  }
  for (const bool open_tail : {false, true}) {
    if (open_tail && kind != "pool" && kind != "component") break;
    for (const auto& candidate : paths) {
      auto found = matching(kind, candidate, names, open_tail);
      if (!found.empty()) return found;
    }
  }
  return {};
}

std::string suggest(std::string_view pattern, const std::vector<std::string>& names,
                    const std::vector<std::string>& regions) {
  std::vector<std::string> candidates;
  for (const auto& name : names) {
    candidates.push_back(name);
    if (regions.size() == 1) candidates.push_back(without_region(name, regions[0]));
  }
  return nearest(pattern, candidates);
}

}  // namespace bulkhead
