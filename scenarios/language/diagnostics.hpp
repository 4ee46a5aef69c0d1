// SPDX-License-Identifier: Apache-2.0
/// What is wrong with a user's file: every problem with its place, its sentence and what to write instead.
///
/// Nothing here throws: problems are collected, so that one run names them all. A problem points at a span of text in
/// one source (a file, an overlay, or an argument of `--set`). `instead` is the literal text that replaces that span;
/// a program can apply it, and a test does. Advice that is not such a text goes into `hint`.
///
/// Units:    lines and columns count from 1; columns count characters (code points), as editors do
/// Shape:    printed sorted by source (in the order of reading), line, column, sentence; equal problems once
/// Errors:   none
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace bulkhead {

/// A place in a source: from (line, column) up to, not including, (end_line, end_column). Source -1: no place.
struct TextSpan {
  int source = -1;
  int line = 1;
  int column = 1;
  int end_line = 1;
  int end_column = 1;

  auto operator<=>(const TextSpan&) const = default;
};

/// The texts that were read, by number; a position refers to one of them. Copies share the texts.
class Sources {
 public:
  int add(std::string name, std::string text);
  /// A text that stands in for the file of that path: it is read instead of the disk.
  void provide(std::string path, std::string text) { provided_[std::move(path)] = std::move(text); }
  /// Null where the path is to be read from the disk.
  const std::string* provided(const std::string& path) const;
  const std::string& name(int source) const { return texts_[static_cast<std::size_t>(source)].name; }
  const std::string& text(int source) const { return *texts_[static_cast<std::size_t>(source)].text; }
  /// The line without its end; empty past the last line.
  std::string_view line(int source, int number) const;
  int size() const { return static_cast<int>(texts_.size()); }

 private:
  struct Text {
    std::string name;
    std::shared_ptr<const std::string> text;
  };
  std::vector<Text> texts_;
  std::map<std::string, std::string> provided_;
};

struct Diagnostic {
  TextSpan at;
  std::string sentence;  ///< what is wrong, with the value found and what was expected
  std::string instead;   ///< text that replaces the span; empty: none is known
  std::string hint;      ///< advice in words; empty: none
};

class Diagnostics {
 public:
  /// Adds a problem. One that has the place and the sentence of an earlier one is dropped.
  void error(TextSpan at, std::string sentence, std::string instead = {}, std::string hint = {});
  void add(const Diagnostics& others);
  bool ok() const { return found_.empty(); }
  std::size_t count() const { return found_.size(); }
  /// Sorted by place, then sentence.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> found_;
  std::set<std::pair<TextSpan, std::string>> known_;
};

/// `file:line:column: error: sentence`, the line, a caret, `write instead:` and `hint:` where there are such.
/// A line longer than 100 characters is cut around the caret; bytes that are no printable UTF-8 appear as \xNN.
std::string print(const Diagnostic&, const Sources&);
/// All problems, sorted; after the first hundred only how many there are.
std::string print(const Diagnostics&, const Sources&);

/// The text with control bytes and broken UTF-8 as \xNN, and tabs as spaces.
std::string printable(std::string_view text);

/// The name nearest to `wanted` by edit distance (insertions, deletions, replacements, swapped neighbours), or an empty
/// text where none is near: more than a third of its letters differ, capitals aside. Ties: the first in sorted order.
std::string nearest(std::string_view wanted, const std::vector<std::string>& names);

/// The text with a to z for A to Z.
std::string in_small_letters(std::string_view text);

/// The offset in bytes of a character column (from 1) in a line; the line's length where the column is past its end.
std::size_t byte_of_column(std::string_view line, int column);

/// The source's text with every `instead` applied, last place first; overlapping replacements after the first are left
/// out.
std::string apply_fixes(const Sources&, int source, const std::vector<Diagnostic>&);

}  // namespace bulkhead
