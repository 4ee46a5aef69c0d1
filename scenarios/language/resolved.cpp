// SPDX-License-Identifier: Apache-2.0
// Finds places in a decoded file and prints it as YAML.
#include "scenarios/language/resolved.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

bool is_flow(const Resolved& node) {
  const auto scalar = [](const Resolved& item) { return item.form == Resolved::Form::scalar; };
  if (node.form == Resolved::Form::map) return node.entries.empty();
  return node.form == Resolved::Form::scalar || std::all_of(node.items.begin(), node.items.end(), scalar);
}

std::string flow(const Resolved& node) {
  if (node.form == Resolved::Form::map) return "{}";
  if (node.form == Resolved::Form::scalar) return node.text;
  std::string out;
  for (const auto& item : node.items) out += (out.empty() ? "" : ", ") + item.text;
  return "[" + out + "]";
}

void block(const Resolved& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  for (const auto& [key, value] : node.entries) {
    out += margin + key + ":";
    if (is_flow(value)) {
      out += " " + flow(value) + "\n";
    } else {
      out += "\n";
      block(value, indent + 2, out);
    }
  }
  for (const auto& item : node.items) {
    std::string inner;
    block(item, indent + 2, inner);
    if (is_flow(item))
      out += margin + "- " + flow(item) + "\n";
    else
      out += margin + "- " + inner.substr(indent + 2);
  }
}

bool is_plain(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto inner = [&](char c) {
    return letter(c) || std::string_view(" _./@%*+-").find(c) != std::string_view::npos;
  };
  if (text.empty() || !letter(text.front()) || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), inner);
}

/// Where the key would stand among sorted entries: named entries are, and there may be thousands.
std::size_t place_if_sorted(const std::vector<ResolvedEntry>& entries, std::string_view key) {
  std::size_t low = 0;
  for (std::size_t high = entries.size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (entries[middle].key < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace

const Resolved* Resolved::find(std::string_view key) const {
  const std::size_t place = place_if_sorted(entries, key);
  if (place < entries.size() && entries[place].key == key) return &entries[place].value;
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

const Resolved* Resolved::find(std::initializer_list<std::string_view> path) const {
  const Resolved* node = this;
  for (const auto key : path) {
    if (node) node = node->find(key);
  }
  return node;
}

void Resolved::remove(std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.key == key; });
  if (found != entries.end()) entries.erase(found);
}

Resolved& Resolved::add(std::string key) {
  ResolvedEntry& entry = entries.emplace_back();
  entry.key = std::move(key);
  return entry.value;
}

std::string to_yaml(const Resolved& node) {
  std::string out;
  block(node, 0, out);
  return out;
}

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace bulkhead
