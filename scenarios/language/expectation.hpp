// SPDX-License-Identifier: Apache-2.0
/// `expect:`: what a design must keep, one sentence each.
///
///     [variant.]metric[(service [by KIND])] OP value
///     [variant.]metric[(service [by KIND])] OP [factor *] [variant.]metric[(service [by KIND])]
///     [variant.]preset[(service)]
///
/// OP is one of >= > <= <. Without a variant a sentence holds for each of them, without a service for the headline
/// objective's; `by KIND` counts only the incidents that this kind of fault has caused. The short form is the sentence
/// alone; the long one is a mapping with the sentence under `that`, and a level, a confidence, a window and a reason.
///
/// Here a sentence is taken apart; which metrics there are, in which unit, and what is in a preset knows who measures
/// (analysis/gate/expectation.hpp).
///
/// Shape:    in the order of the file
/// Errors:   what is no such sentence, with its place and what to write instead
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/yaml.hpp"
#include "sim/time.hpp"

namespace bulkhead {

enum class Relation { at_least, above, at_most, below };
std::string_view to_string(Relation relation);  ///< ">=", ">", "<=", "<"

/// A word of a sentence; without a place where it is not written.
struct ExpectWord {
  std::string text;
  TextSpan at;
  bool operator==(const ExpectWord& other) const { return text == other.text; }
};

struct ExpectFigure {
  ExpectWord variant;  ///< empty: each
  ExpectWord metric;   ///< or preset
  ExpectWord service;  ///< empty: the headline objective's
  ExpectWord cause;    ///< a kind of fault; empty: all
  bool operator==(const ExpectFigure&) const = default;
};

struct ExpectSentence {
  ExpectFigure left;
  std::optional<Relation> relation;  ///< unset: `left` names a preset
  ExpectWord value;                  ///< with its unit; empty where there is a figure on the right
  double factor = 1;
  std::optional<ExpectFigure> right;
};

/// A part of the run; only what happens in it is measured.
struct ExpectWindow {
  Duration from = Duration::zero();
  Duration to = Duration::never();
  auto operator<=>(const ExpectWindow&) const = default;
};

struct ExpectSpec {
  std::string text;  ///< the sentence as it is written
  TextSpan at;
  ExpectSentence that;
  bool warn = false;  ///< level warn: it is told and makes no check fail
  double confidence = 0.95;
  std::optional<ExpectWindow> window;  ///< unset: the measured span
  std::string because;
};

/// Takes a sentence apart; nothing where it is none.
std::optional<ExpectSentence> parse_expectation(std::string_view text, TextSpan at, Diagnostics&);

/// The entries of `expect:`.
std::vector<ExpectSpec> read_expectations(const YamlNode&, Diagnostics&);

}  // namespace bulkhead
