// SPDX-License-Identifier: Apache-2.0
// Two trees, walked side by side.
#include "analysis/diff/changes.hpp"

#include <fmt/format.h>

namespace bulkhead {
namespace {

std::string on_one_line(const Resolved& node) {
  if (node.form == Resolved::Form::scalar) return node.text;
  std::string inner;
  for (const Resolved& item : node.items) inner += (inner.empty() ? "" : ", ") + on_one_line(item);
  for (const auto& [key, value] : node.entries) inner += (inner.empty() ? "" : ", ") + key + ": " + on_one_line(value);
  return node.form == Resolved::Form::list ? "[" + inner + "]" : "{" + inner + "}";
}

class Walk {
 public:
  std::vector<Change> changes;

  void both(const std::string& path, const Resolved& before, const Resolved& after) {
    if (before.form != Resolved::Form::map || after.form != Resolved::Form::map) {
      if (on_one_line(before) != on_one_line(after)) add(path, on_one_line(before), on_one_line(after), after.at);
      return;
    }
    for (const auto& [key, value] : before.entries) {
      const Resolved* now = after.find(key);
      if (now)
        both(below(path, key), value, *now);
      else
        add(below(path, key), on_one_line(value), "", after.at);
    }
    for (const auto& [key, value] : after.entries)
      if (!before.find(key)) add(below(path, key), "", on_one_line(value), value.at);
  }

 private:
  static std::string below(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
  }
  void add(const std::string& path, std::string before, std::string after, TextSpan at) {
    changes.push_back({path, std::move(before), std::move(after), at});
  }
};

Resolved design_of(Resolved file) {
  for (const char* title : {"name", "about"}) file.remove(title);
  return file;
}

}  // namespace

std::vector<Change> changes_between(const Resolved& before, const Resolved& after) {
  Walk walk;
  walk.both("", design_of(before), design_of(after));
  return std::move(walk.changes);
}

}  // namespace bulkhead
