// SPDX-License-Identifier: Apache-2.0
// Composes libyaml's events into a tree with places, bounded and strict.
#include "scenarios/language/yaml.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <map>
#include <set>

#include "scenarios/language/utf8.hpp"
#include "scenarios/language/yaml_problems.hpp"

namespace bulkhead {

namespace {

class Event {
 public:
  Event() = default;
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  yaml_event_t* get() { return &event_; }
  const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_{};
};

class Composer {
 public:
  Composer(const Sources& sources, int source, Diagnostics& diagnostics, std::size_t from_byte);
  ~Composer() { yaml_parser_delete(&parser_); }
  Composer(const Composer&) = delete;
  Composer& operator=(const Composer&) = delete;

  std::optional<YamlNode> document();

 private:
  struct Stop {};  // ends the composition after an error that nothing can follow

  void next(Event& event);
  YamlNode node(const yaml_event_t& event, std::size_t depth);
  YamlNode scalar(const yaml_event_t& event);
  YamlNode sequence(const yaml_event_t& event, std::size_t depth);
  YamlNode mapping(const yaml_event_t& event, std::size_t depth);
  using Index = std::map<std::string, std::size_t>;  // where in a long mapping each key stands
  static const YamlEntry* earlier(const YamlNode& map, Index& index, const std::string& key);
  void entry(YamlNode& map, std::vector<YamlNode>& merges, Index& index, const yaml_event_t& key, std::size_t depth);
  void merge(YamlNode& map, const std::vector<YamlNode>& merges);
  YamlNode alias(const yaml_event_t& event, std::size_t depth);
  void open(const yaml_char_t* anchor, const yaml_char_t* tag, const TextSpan& at);
  void close(const yaml_char_t* anchor, const YamlNode& node);
  void count(const TextSpan& at, std::size_t nodes = 1);
  TextSpan span(const yaml_mark_t& from, const yaml_mark_t& to) const;
  TextSpan span(const yaml_event_t& event) const { return span(event.start_mark, event.end_mark); }
  bool at_tab(const yaml_mark_t& mark) const;
  [[noreturn]] void too_deep(const TextSpan& at) {
    stop(at, fmt::format("nested deeper than {} levels", kYamlMaxDepth));
  }
  [[noreturn]] void refused();
  [[noreturn]] void stop(const TextSpan& at, std::string sentence, std::string hint = {});

  yaml_parser_t parser_{};
  const Sources& sources_;
  int source_;
  Diagnostics& diagnostics_;
  int first_column_;
  std::string_view text_;
  yaml_mark_t last_mark_{};  // where the last event began: stands in for places past the end
  std::map<std::string, YamlNode> anchors_;
  std::set<std::string> open_anchors_;
  std::size_t nodes_ = 0;
};

std::string text_of(const yaml_char_t* text) {
  return text ? std::string(reinterpret_cast<const char*>(text)) : std::string();
}

std::size_t depth_of(const YamlNode& node) {
  std::size_t inner = 0;
  for (const auto& item : node.items) inner = std::max(inner, depth_of(item));
  for (const auto& entry : node.entries) inner = std::max(inner, depth_of(entry.value));
  return inner + 1;
}

std::size_t size_of(const YamlNode& node) {
  std::size_t size = 1;
  for (const auto& item : node.items) size += size_of(item);
  for (const auto& entry : node.entries) size += size_of(entry.value);
  return size;
}

Composer::Composer(const Sources& sources, int source, Diagnostics& diagnostics, std::size_t from_byte)
    : sources_(sources),
      source_(source),
      diagnostics_(diagnostics),
      first_column_(static_cast<int>(characters(std::string_view(sources.text(source)).substr(0, from_byte)))),
      text_(std::string_view(sources.text(source)).substr(from_byte)) {
  yaml_parser_initialize(&parser_);
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text_.data()), text_.size());
}

TextSpan Composer::span(const yaml_mark_t& from, const yaml_mark_t& to) const {
  const auto column = [&](const yaml_mark_t& mark) {
    return static_cast<int>(mark.column) + 1 + (mark.line == 0 ? first_column_ : 0);
  };
  return {source_, static_cast<int>(from.line) + 1, column(from), static_cast<int>(to.line) + 1, column(to)};
}

void Composer::stop(const TextSpan& at, std::string sentence, std::string hint) {
  diagnostics_.error(at, std::move(sentence), {}, std::move(hint));
  throw Stop{};
}

bool Composer::at_tab(const yaml_mark_t& mark) const {
  const auto line = sources_.line(source_, static_cast<int>(mark.line) + 1);
  const std::size_t at = byte_of_column(line, span(mark, mark).column);
  return at < line.size() && line[at] == '\t';
}

void Composer::refused() {
  const YamlProblem problem = explain_yaml(parser_.problem ? parser_.problem : "the text is no YAML");
  yaml_mark_t mark = parser_.context && problem.at_context ? parser_.context_mark : parser_.problem_mark;
  if (mark.index >= text_.size()) mark = last_mark_;
  if (at_tab(mark)) stop(span(mark, mark), "a tab cannot indent in YAML", "indent with spaces");
  stop(span(mark, mark), problem.sentence, problem.hint);
}

void Composer::next(Event& event) {
  if (!yaml_parser_parse(&parser_, event.get())) refused();
  last_mark_ = event->start_mark;
}

void Composer::count(const TextSpan& at, std::size_t nodes) {
  nodes_ += nodes;
  if (nodes_ > kYamlMaxNodes) {
    stop(at, fmt::format("the file has more than {} nodes once its aliases are expanded", kYamlMaxNodes),
         "split it, or use fewer aliases");
  }
}

void Composer::open(const yaml_char_t* anchor, const yaml_char_t* tag, const TextSpan& at) {
  if (tag) stop(at, "tags (`!...`) are not part of the language", "remove the tag: the key gives its value's type");
  if (anchor) open_anchors_.insert(text_of(anchor));
}

void Composer::close(const yaml_char_t* anchor, const YamlNode& node) {
  if (!anchor) return;
  open_anchors_.erase(text_of(anchor));
  anchors_[text_of(anchor)] = node;
}

YamlNode Composer::alias(const yaml_event_t& event, std::size_t depth) {
  const std::string name = text_of(event.data.alias.anchor);
  if (open_anchors_.count(name)) stop(span(event), fmt::format("the alias `*{}` contains itself", name));
  const auto found = anchors_.find(name);
  if (found == anchors_.end()) {
    std::vector<std::string> names;
    for (const auto& anchor : anchors_) names.push_back(anchor.first);
    const std::string near = nearest(name, names);
    diagnostics_.error(span(event), fmt::format("no anchor `&{}` stands above this alias", name),
                       near.empty() ? "" : "*" + near);
    throw Stop{};
  }
  count(span(event), size_of(found->second));
  if (depth + depth_of(found->second) - 1 > kYamlMaxDepth) too_deep(span(event));
  return found->second;
}

YamlNode Composer::scalar(const yaml_event_t& event) {
  const auto& data = event.data.scalar;
  YamlNode node;
  node.text.assign(reinterpret_cast<const char*>(data.value), data.length);
  node.plain = data.style == YAML_PLAIN_SCALAR_STYLE;
  node.at = span(event);
  open(data.anchor, data.tag, node.at);
  close(data.anchor, node);
  return node;
}

YamlNode Composer::sequence(const yaml_event_t& event, std::size_t depth) {
  YamlNode list;
  list.kind = YamlNode::Kind::sequence;
  list.at = span(event);
  open(event.data.sequence_start.anchor, event.data.sequence_start.tag, list.at);
  for (;;) {
    Event item;
    next(item);
    if (item->type == YAML_SEQUENCE_END_EVENT) {
      if (event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE) list.at = span(event.start_mark, item->end_mark);
      break;
    }
    list.items.push_back(node(*item.get(), depth + 1));
  }
  close(event.data.sequence_start.anchor, list);
  return list;
}

const YamlEntry* Composer::earlier(const YamlNode& map, Index& index, const std::string& key) {
  constexpr std::size_t kShort = 16;
  if (map.entries.size() < kShort) return map.entry(key);
  for (std::size_t i = index.size(); i < map.entries.size(); ++i) index.emplace(map.entries[i].key, i);
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &map.entries[found->second];
}

void Composer::entry(YamlNode& map, std::vector<YamlNode>& merges, Index& index, const yaml_event_t& key,
                     std::size_t depth) {
  Event value;
  if (key.type != YAML_SCALAR_EVENT) stop(span(key), "a key must be plain text", "write `key: value`");
  YamlNode name = scalar(key);
  count(name.at);
  next(value);
  YamlNode node_value = node(*value.get(), depth + 1);
  if (name.plain && name.text == "<<") {
    merges.push_back(std::move(node_value));
  } else if (const YamlEntry* first = earlier(map, index, name.text)) {
    diagnostics_.error(name.at,
                       fmt::format("the key `{}` is here twice (first in line {})", name.text, first->key_at.line), {},
                       "remove one of the two");
  } else {
    map.entries.push_back({std::move(name.text), name.at, std::move(node_value)});
  }
}

void Composer::merge(YamlNode& map, const std::vector<YamlNode>& merges) {
  for (const auto& source : merges) {
    if (source.is_sequence()) {
      merge(map, source.items);
    } else if (!source.is_mapping()) {
      diagnostics_.error(source.at, fmt::format("a merge key takes a mapping, not {}", describe(source)), {},
                         "write `<<: *anchor`");
    } else {
      std::set<std::string_view> own;
      for (const auto& entry : map.entries) own.insert(entry.key);
      std::vector<YamlEntry> added;
      for (const auto& entry : source.entries) {
        if (!own.count(entry.key)) added.push_back(entry);
      }
      map.entries.insert(map.entries.end(), added.begin(), added.end());
    }
  }
}

YamlNode Composer::mapping(const yaml_event_t& event, std::size_t depth) {
  YamlNode map;
  std::vector<YamlNode> merges;
  Index index;
  map.kind = YamlNode::Kind::mapping;
  map.at = span(event);
  open(event.data.mapping_start.anchor, event.data.mapping_start.tag, map.at);
  for (;;) {
    Event key;
    next(key);
    if (key->type == YAML_MAPPING_END_EVENT) {
      if (event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE) map.at = span(event.start_mark, key->end_mark);
      break;
    }
    entry(map, merges, index, *key.get(), depth);
  }
  merge(map, merges);
  close(event.data.mapping_start.anchor, map);
  return map;
}

YamlNode Composer::node(const yaml_event_t& event, std::size_t depth) {
  if (depth > kYamlMaxDepth) too_deep(span(event));
  if (event.type == YAML_ALIAS_EVENT) return alias(event, depth);
  count(span(event));
  if (event.type == YAML_SEQUENCE_START_EVENT) return sequence(event, depth);
  if (event.type == YAML_MAPPING_START_EVENT) return mapping(event, depth);
  return scalar(event);
}

std::optional<YamlNode> Composer::document() {
  try {
    const std::size_t before = diagnostics_.count();
    Event stream, document, root, document_end, end;
    next(stream);
    next(document);
    if (document->type == YAML_STREAM_END_EVENT) stop({source_, 1, 1, 1, 1}, "there is nothing here");
    next(root);
    YamlNode tree = node(*root.get(), 1);
    next(document_end);
    next(end);
    if (end->type != YAML_STREAM_END_EVENT)
      stop(span(*end.get()), "a second document begins here", "one file holds one document");
    if (diagnostics_.count() != before) return std::nullopt;
    return tree;
  } catch (const Stop&) {
    return std::nullopt;
  }
}

// Of the character of a text that begins there; 0: none does.
std::size_t length_of_character(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte >= 0x80) return utf8_length(text, at);
  const bool space = byte == '\t' || byte == '\n' || byte == '\r';
  return space || (byte >= 0x20 && byte != 0x7f) ? 1 : 0;
}

std::size_t first_that_is_no_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_character(text, at);
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

// libyaml would refuse these bytes too, but without a line.
bool is_text(const Sources& sources, int source, Diagnostics& diagnostics) {
  const std::string_view text = sources.text(source);
  const std::size_t at = first_that_is_no_text(text);
  if (at == text.size()) return true;
  const std::string_view before = text.substr(0, at);
  const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const int column = 1 + static_cast<int>(characters(before.substr(before.rfind('\n') + 1)));
  diagnostics.error({source, line, column, line, column + 1},
                    fmt::format("byte 0x{:02x} is no UTF-8 text", static_cast<unsigned char>(text[at])), {},
                    "a scenario is a YAML text in UTF-8");
  return false;
}

}  // namespace

bool YamlNode::is_null() const {
  return is_scalar() && plain && (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

const YamlEntry* YamlNode::entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

YamlEntry* YamlNode::entry(std::string_view key) {
  return const_cast<YamlEntry*>(static_cast<const YamlNode*>(this)->entry(key));
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const YamlEntry* found = entry(key);
  return found ? &found->value : nullptr;
}

std::string describe(const YamlNode& node) {
  if (node.is_mapping()) return "a mapping";
  if (node.is_sequence()) return "a list";
  if (node.is_null()) return "nothing";
  constexpr std::size_t kShown = 60;
  const bool long_text = node.text.size() > kShown;
  return fmt::format("`{}{}`", printable(node.text.substr(0, kShown)), long_text ? "..." : "");
}

std::optional<YamlNode> compose(const Sources& sources, int source, Diagnostics& diagnostics, std::size_t from_byte) {
  if (!is_text(sources, source, diagnostics)) return std::nullopt;
  return Composer(sources, source, diagnostics, from_byte).document();
}

}  // namespace bulkhead
