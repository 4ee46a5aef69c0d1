// SPDX-License-Identifier: Apache-2.0
// Collects, sorts and prints what is wrong with a user's file, and finds the nearest name.
#include "scenarios/language/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/utf8.hpp"

namespace bulkhead {

namespace {

constexpr std::size_t kShownWidth = 100;      // characters of a source line that are shown at most
constexpr std::size_t kShownSentence = 1000;  // bytes of a sentence: a key may be as long as its file
constexpr std::size_t kShownProblems = 100;

bool before(const Diagnostic& a, const Diagnostic& b) {
  return std::tie(a.at, a.sentence) < std::tie(b.at, b.sentence);
}

// One shown character per element, so that a caret can be counted out below.
std::vector<std::string> shown_characters(std::string_view line) {
  std::vector<std::string> shown;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = utf8_length(line, at);
    shown.push_back(printable(line.substr(at, std::max<std::size_t>(length, 1))));
    at += std::max<std::size_t>(length, 1);
  }
  return shown;
}

struct Window {
  std::size_t first;
  std::size_t last;
};

Window window_around(std::size_t caret, std::size_t length) {
  if (length <= kShownWidth) return {0, length};
  const std::size_t half = kShownWidth / 2;
  const std::size_t first = std::min(caret > half ? caret - half : 0, length - kShownWidth);
  return {first, first + kShownWidth};
}

std::string underline(const TextSpan& at, std::size_t caret, const Window& window) {
  if (at.end_line != at.line || at.end_column <= at.column + 1) return "^";
  const std::size_t end = std::min(static_cast<std::size_t>(at.end_column - 1), window.last);
  return "^" + std::string(end > caret + 1 ? end - caret - 1 : 0, '~');
}

std::string excerpt(const TextSpan& at, const Sources& sources) {
  const auto shown = shown_characters(sources.line(at.source, at.line));
  if (shown.empty()) return {};
  const std::size_t caret = std::min(static_cast<std::size_t>(at.column - 1), shown.size());
  const Window window = window_around(caret, shown.size());
  std::string text = window.first > 0 ? "..." : "";
  std::string indent(text.size(), ' ');
  for (std::size_t i = window.first; i < window.last; ++i) {
    text += shown[i];
    if (i < caret) indent += std::string(characters(shown[i]), ' ');
  }
  if (window.last < shown.size()) text += "...";
  return fmt::format("    {}\n    {}{}\n", text, indent, underline(at, caret, window));
}

std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "                   ";
  }
  return out;
}

// Optimal string alignment; row i, column j of the matrix is the distance of the first i and j letters.
std::size_t distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  for (std::size_t j = 0; j <= b.size(); ++j) cost[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t* row = &cost[i * width];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t* above = row - width;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], *(above - width + j - 2) + 1);
    }
  }
  return cost.back();
}

std::size_t line_start(std::string_view text, int number) {
  std::size_t at = 0;
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  return at;
}

std::string shortened(std::string text) {
  if (text.size() <= kShownSentence) return text;
  std::size_t end = kShownSentence;
  while (utf8_length(text, end) == 0) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

int Sources::add(std::string name, std::string text) {
  texts_.push_back({std::move(name), std::make_shared<const std::string>(std::move(text))});
  return size() - 1;
}

const std::string* Sources::provided(const std::string& path) const {
  const auto found = provided_.find(path);
  return found == provided_.end() ? nullptr : &found->second;
}

std::string_view Sources::line(int source, int number) const {
  const std::string_view text = this->text(source);
  const std::size_t begin = line_start(text, number);
  std::size_t end = std::min(text.find('\n', begin), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  return text.substr(begin, end - begin);
}

void Diagnostics::error(TextSpan at, std::string sentence, std::string instead, std::string hint) {
  if (!known_.emplace(at, sentence).second) return;
  found_.push_back({at, std::move(sentence), std::move(instead), std::move(hint)});
}

void Diagnostics::add(const Diagnostics& others) {
  for (const auto& d : others.found_) error(d.at, d.sentence, d.instead, d.hint);
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  auto result = found_;
  std::stable_sort(result.begin(), result.end(), before);
  return result;
}

std::string print(const Diagnostic& d, const Sources& sources) {
  if (d.at.source < 0) return fmt::format("error: {}\n", shortened(printable(d.sentence)));
  std::string out = fmt::format("{}:{}:{}: error: {}\n", printable(sources.name(d.at.source)), d.at.line, d.at.column,
                                shortened(printable(d.sentence)));
  out += excerpt(d.at, sources);
  if (!d.instead.empty()) out += fmt::format("    write instead: {}\n", indented(d.instead));
  if (!d.hint.empty()) out += fmt::format("    hint: {}\n", printable(d.hint));
  return out;
}

std::string print(const Diagnostics& diagnostics, const Sources& sources) {
  std::string out;
  std::size_t shown = 0;
  for (const auto& d : diagnostics.sorted()) {
    if (++shown > kShownProblems) continue;
    out += print(d, sources);
  }
  if (shown > kShownProblems) out += fmt::format("and {} more errors\n", shown - kShownProblems);
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\t')
      out += ' ';
    else if (length == 0 || byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += text.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string nearest(std::string_view wanted, const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 200;  // beyond it nothing is a slip of the pen
  if (wanted.size() > kLongest) return {};
  const std::string small = in_small_letters(wanted);
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const auto& name : names) {
    if (name.size() > kLongest || name == wanted) continue;
    const std::size_t at_least =
        name.size() > wanted.size() ? name.size() - wanted.size() : wanted.size() - name.size();
    if (at_least > best_distance) continue;
    const std::size_t d = distance(small, in_small_letters(name));
    if (d < best_distance || (d == best_distance && !best.empty() && name < best)) {
      best = name;
      best_distance = d;
    }
  }
  return best;
}

std::size_t byte_of_column(std::string_view line, int column) {
  std::size_t at = 0;
  for (int c = 1; c < column && at < line.size(); ++c) at += std::max<std::size_t>(utf8_length(line, at), 1);
  return at;
}

std::string apply_fixes(const Sources& sources, int source, const std::vector<Diagnostic>& diagnostics) {
  std::string text = sources.text(source);
  std::vector<Diagnostic> fixes;
  for (const auto& d : diagnostics) {
    if (d.at.source == source && !d.instead.empty()) fixes.push_back(d);
  }
  std::stable_sort(fixes.begin(), fixes.end(), before);
  std::size_t untouched = text.size();
  for (auto fix = fixes.rbegin(); fix != fixes.rend(); ++fix) {
    const auto offset = [&](int line, int column) {
      return line_start(sources.text(source), line) + byte_of_column(sources.line(source, line), column);
    };
    const std::size_t begin = offset(fix->at.line, fix->at.column);
    const std::size_t end = offset(fix->at.end_line, fix->at.end_column);
    if (end > untouched) continue;
    text.replace(begin, end - begin, fix->instead);
    untouched = begin;
  }
  return text;
}

}  // namespace bulkhead
