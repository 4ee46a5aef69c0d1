// SPDX-License-Identifier: Apache-2.0
// Free text made harmless: one pass over characters for all formats, then a table of replacements for each.
#include "analysis/report/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "scenarios/language/utf8.hpp"

namespace bulkhead {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::uint32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  std::uint32_t point = first & (0xFFU >> (character.size() + 1));
  for (const char c : character.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return point;
}

bool is_blank(std::uint32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_harmful(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool turns =
      c == 0x61C || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || turns || (c & 0xFFFEU) == 0xFFFE;
}

template <typename Replace>
std::string each(std::string_view text, Replace replace) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view other = replace(at);
    out += other.empty() ? text.substr(at, 1) : other;
  }
  return out;
}

bool is_word(std::string_view text, std::size_t at) {
  return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

bool is_inside_word(std::string_view text, std::size_t at) {
  return at > 0 && is_word(text, at - 1) && is_word(text, at + 1);
}

std::string_view entity(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '|':
      return "&#124;";
    case '`':
      return "&#96;";
    case '*':
      return "&#42;";
    case '_':
      return is_inside_word(text, at) ? "" : "&#95;";
    case '[':
      return "&#91;";
    case ']':
      return "&#93;";
    case '\\':
      return "&#92;";
    case '~':
      return "&#126;";
    case '!':
      return "&#33;";
    case '$':
      return "&#36;";
    default:
      return "";
  }
}

bool begins_www(std::string_view text, std::size_t at) {
  const auto is = [&](std::size_t i) { return i < text.size() && (text[i] == 'w' || text[i] == 'W'); };
  return text[at] == '.' && at >= 3 && is(at - 3) && is(at - 2) && is(at - 1);
}

/// Mentions, issues and addresses become links without any markup, but not with a character of no width inside.
std::string_view text_entity(std::string_view text, std::size_t at) {
  if (text[at] == '@') return "@&#8203;";
  if (text[at] == '#') return "&#35;&#8203;";
  if (text.substr(at, 3) == "://") return ":&#8203;";
  return begins_www(text, at) ? "&#8203;." : entity(text, at);
}

/// In <code> only addresses do; it is there to be copied and gets no such character.
std::string_view code_entity(std::string_view text, std::size_t at) {
  if (text[at] == '@') return "&#64;";
  if (text.substr(at, 3) == "://") return "&#58;";
  return begins_www(text, at) ? "&#46;" : entity(text, at);
}

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0, run = 0;
  for (const char other : text) longest = std::max(longest, run = other == c ? run + 1 : 0);
  return longest;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const std::string_view character = text.substr(at, std::max<std::size_t>(length, 1));
    at += character.size();
    if (character == "\r" && at < text.size() && text[at] == '\n') continue;
    if (length == 0)
      out += kReplacement;
    else if (const std::uint32_t c = code_point(character); is_blank(c))
      out += ' ';
    else
      out += is_harmful(c) ? kReplacement : character;
  }
  out.resize(out.find_last_not_of(' ') + 1);
  return out;
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string line = one_line(text);
  if (characters(line) <= limit) return line;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < limit; ++i) at += utf8_length(line, at);
  return line.substr(0, at) + "…";
}

std::string without_commands(std::string_view line) {
  return each(line, [&](std::size_t at) -> std::string_view {
    if (line.substr(at, 3) == "##[") return "# ";
    const bool begins = at == 0 || line[at - 1] == ' ';
    return begins && line.substr(at, 2) == "::" ? ": " : "";
  });
}

std::string xml_escaped(std::string_view line) {
  return each(line, [&](std::size_t at) -> std::string_view {
    switch (line[at]) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return "&quot;";
      case '\'':
        return "&#39;";
      default:
        return "";
    }
  });
}

std::string markdown_text(std::string_view line) {
  return each(line, [&](std::size_t at) { return text_entity(line, at); });
}

std::string markdown_code(std::string_view line) {
  return "<code>" + each(line, [&](std::size_t at) { return code_entity(line, at); }) + "</code>";
}

std::string markdown_block(const std::vector<std::string>& lines, std::string_view language) {
  std::size_t longest = 2;
  for (const std::string& line : lines) longest = std::max(longest, longest_run(line, '`'));
  const std::string fence(longest + 1, '`');
  std::string out = fmt::format("{}{}\n", fence, language);
  for (const std::string& line : lines) out += line + "\n";
  return out + fence + "\n";
}

std::string command_data(std::string_view text) {
  return each(text, [&](std::size_t at) -> std::string_view {
    if (text[at] == '%') return "%25";
    if (text[at] == '\r') return "%0D";
    return text[at] == '\n' ? "%0A" : "";
  });
}

std::string command_property(std::string_view text) {
  const std::string data = command_data(text);
  return each(data, [&](std::size_t at) -> std::string_view {
    if (data[at] == ':') return "%3A";
    return data[at] == ',' ? "%2C" : "";
  });
}

std::string shell_quoted(std::string_view word) {
  const std::string safe = one_line(word);
  const bool plain =
      safe.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=-+:,%@") ==
      std::string::npos;
  if (plain && !safe.empty()) return safe;
  std::string out = "'";
  for (const char c : safe) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string uri_of(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0) ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace bulkhead
