// SPDX-License-Identifier: Apache-2.0
// Walks resolved files along paths with stars.
#include "scenarios/language/tree_path.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

constexpr std::size_t kMostPieces = 16;

bool is_piece(std::string_view text) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*';
  };
  return !text.empty() && text.find("**") == std::string_view::npos && std::all_of(text.begin(), text.end(), legal);
}

using Found = std::vector<TreeMatch>;

void step(const TreeMatch& from, std::string_view piece, Found& out) {
  const auto visit = [&](const Resolved& map) {
    for (const auto& [key, value] : map.entries) {
      if (!fits(piece, key)) continue;
      out.push_back({from.keys, &value});
      out.back().keys.push_back(key);
    }
  };
  visit(*from.node);
  for (const Resolved& item : from.node->items) visit(item);
}

}  // namespace

std::optional<TreePath> parse_tree_path(std::string_view text) {
  TreePath path;
  if (!text.empty() && text.front() == '/') {
    path.from_top = true;
    text.remove_prefix(1);
  }
  while (true) {
    const auto dot = text.find('.');
    if (!is_piece(text.substr(0, dot)) || path.keys.size() == kMostPieces) return std::nullopt;
    path.keys.emplace_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return path;
    text.remove_prefix(dot + 1);
  }
}

std::vector<TreeMatch> find_all(const Resolved& top, const Resolved& from, const TreePath& path) {
  Found found{{{}, path.from_top ? &top : &from}};
  for (const std::string& piece : path.keys) {
    Found next;
    for (const TreeMatch& match : found) step(match, piece, next);
    found = std::move(next);
  }
  return found;
}

std::string nearest_path(const Resolved& top, const TreePath& path) {
  Found found{{{}, &top}};
  std::vector<std::string> mended;
  for (const std::string& piece : path.keys) {
    const auto step_all = [&](std::string_view by) {
      Found next;
      for (const TreeMatch& match : found) step(match, by, next);
      return next;
    };
    Found next = step_all(piece);
    mended.push_back(piece);
    if (next.empty()) {
      std::vector<std::string> keys;
      for (const TreeMatch& there : step_all("*")) keys.push_back(there.keys.back());
      mended.back() = nearest(piece, keys);
      if (mended.back().empty()) return {};
      next = step_all(mended.back());
    }
    found = std::move(next);
  }
  return dotted(mended);
}

bool fits(std::string_view piece, std::string_view key) {
  std::size_t p = 0, k = 0, star = std::string_view::npos, mark = 0;
  while (k < key.size()) {
    if (p < piece.size() && piece[p] == '*') {
      star = p++;
      mark = k;
    } else if (p < piece.size() && piece[p] == key[k]) {
      ++p, ++k;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      k = ++mark;
    } else {
      return false;
    }
  }
  while (p < piece.size() && piece[p] == '*') ++p;
  return p == piece.size();
}

std::string dotted(const std::vector<std::string>& keys) {
  return fmt::format("{}", fmt::join(keys, "."));
}

}  // namespace bulkhead
