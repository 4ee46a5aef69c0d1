// SPDX-License-Identifier: Apache-2.0
/// A Markov chain in continuous time with finitely many states, and its exact figures; state 0 is where it begins.
///
/// Units:    rates per second, times in seconds
/// Source:   G. Bolch and others, "Queueing Networks and Markov Chains", 2006: state reduction by Grassmann, Taksar and
///           Heyman (2.3), Gauss-Seidel (2.4), uniformisation (2.6)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bulkhead {

using StateNo = std::uint32_t;

struct Transition {
  StateNo from = 0;
  StateNo to = 0;
  double rate = 0;
};

/// What is asked of a chain at a time: a reward per state, at that instant and summed up to it.
struct TransientFigure {
  double at = 0;        ///< expected reward at the time
  double integral = 0;  ///< expected reward up to the time, per second of it times seconds
};

class MarkovChain {
 public:
  /// `transitions` between the same states add up; those from a state to itself are dropped.
  MarkovChain(std::size_t states, std::vector<Transition> transitions);

  std::size_t states() const { return exit_.size(); }
  std::size_t transitions() const { return into_.size(); }

  /// The share of time in each state, in the long run; nothing if some state never comes back to the beginning.
  /// Subtraction-free: small shares are as exact, relatively, as large ones.
  std::optional<std::vector<double>> stationary() const;

  /// For each time the expected reward, by uniformisation; `lost` is left out of the chain, where it is true: what gets
  /// there is gone. Nothing where the steps are too many (rates x time above `kMostSteps`).
  std::optional<std::vector<TransientFigure>> transient(const std::vector<double>& reward,
                                                        const std::vector<char>& lost,
                                                        const std::vector<double>& times) const;

  static constexpr double kMostSteps = 2e7;

 private:
  struct Arc {
    StateNo other = 0;
    double rate = 0;
  };

  bool returns() const;
  std::vector<double> by_reduction() const;
  std::vector<double> by_sweeps() const;

  std::vector<std::size_t> first_;  ///< of the transitions into a state
  std::vector<Arc> into_;           ///< by target state, then source
  std::vector<double> exit_;        ///< sum of the rates out of a state
};

}  // namespace bulkhead
