// SPDX-License-Identifier: Apache-2.0
/// What theory knows, asked of the engines that serve users: closed forms and published results beside simulation.
///
/// The shipped files of scenarios/theory are part of the program. Each known figure names a file, a variant and a
/// metric of it; the file is simulated as `bulkhead run` would, and where the structure or a Markov chain answers the
/// same question exactly, that answer stands beside it. Where plain simulation leaves more than 10 % of doubt in the
/// share of requests lost, failure biasing answers, as `--precision` would choose it. Formulas of `bulkhead arithmetic` are held against published
/// values likewise.
///
/// Verdict:  agrees: an exact figure within 1e-6 of theory (relative), a simulated one within four of its standard
///           errors or 1e-6 (relative); differs: outside; inconclusive: the simulation gives no interval
/// Cost:     below a minute on two cores
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/statistics.hpp"

namespace bulkhead {

/// In seconds, for what is known in hours.
inline constexpr double kHour_s = 3600;

/// A figure of a shipped file that is known otherwise.
struct KnownFigure {
  std::string_view file;        ///< of scenarios/theory, without ".yaml"
  std::string_view experiment;  ///< empty: main
  std::string_view variant;     ///< empty: base
  std::string_view of;          ///< the objective: a service or a component
  std::string_view metric;
  double value;          ///< in the metric's own unit
  std::string_view why;  ///< the formula, or where it is published
};

/// A figure of a formula that is published.
struct KnownArithmetic {
  std::string_view formula;
  std::vector<double> arguments;
  std::string_view figure;
  std::size_t index;
  double value;
  std::string_view why;
};

std::span<const KnownFigure> known_figures();
std::span<const KnownArithmetic> known_arithmetic();

enum class Agreement { agrees, differs, inconclusive };

/// One line of the answer.
struct Verified {
  std::string subject;  ///< "failover/minutes database", "arithmetic raid"
  std::string figure;
  std::string why;
  double theory = 0;
  std::optional<double> exact;        ///< by structure, Markov chain or formula
  std::optional<Estimate> simulated;  ///< nothing where the answer is arithmetic
  bool rare = false;                  ///< simulated by failure biasing, because plain simulation is too coarse
  Agreement agreement = Agreement::inconclusive;
};

struct VerifySettings {
  unsigned jobs = 1;
  std::string only;                           ///< a part of a subject; empty: all
  std::function<void(const Verified&)> tell;  ///< as soon as a line is known; may be empty
};

/// Everything that is known, in the order of the tables.
std::vector<Verified> verify(const VerifySettings& settings);

/// The shipped theory, by file name without ".yaml": part of the program.
struct TheoryFile {
  std::string_view name;
  std::string_view text;
};
std::span<const TheoryFile> theory_files();

}  // namespace bulkhead
