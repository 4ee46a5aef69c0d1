// SPDX-License-Identifier: Apache-2.0
/// A Markov chain in continuous time with finitely many states, and its exact figures; state 0 is reached from where it begins.
///
/// Units:    rates per second, times in seconds
/// Source:   G. Bolch and others, "Queueing Networks and Markov Chains", 2006: state reduction by Grassmann, Taksar and
///           Heyman (2.3), Gauss-Seidel (2.4), uniformisation (2.6). C. Moler, C. van Loan, "Nineteen Dubious Ways to Compute the
///           Exponential of a Matrix", 2003: scaling and squaring, of which only what is not negative is used here
/// Errors:   `ChainUnsettled` where the work that is allowed does not suffice: the last iterate is no answer
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/structure/reduction.hpp"

namespace bulkhead {

/// Says how far it came, for a person.
struct ChainUnsettled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How many rates may be touched, some seconds' worth each; assumed.
struct ChainLimits {
  double sweeps = 2e9;
  double reduction = 5e8;
  double steps = 2e9;
};

struct Transition {
  StateNo from = 0;
  StateNo to = 0;
  double rate = 0;
};

/// Shares below have no digits of their own, or soon none.
inline constexpr double kNoShare = 1e-250;

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

  /// The share of time in each state, in the long run: 0 for those that are never reached. Nothing if some state that
  /// is reached never comes back to the beginning. Subtraction-free: small shares are as exact, relatively, as large
  /// ones, to ten digits.
  std::optional<std::vector<double>> stationary(const ChainLimits& limits = {}) const;

  /// By reward and time, by uniformisation, and where that takes too many steps and there are few states by scaling and squaring;
  /// `lost` is left out of the chain, where it is true: what gets there is gone. `start`: the probability of each state to be the
  /// first.
  std::vector<std::vector<TransientFigure>> transient(const std::vector<std::vector<double>>& rewards,
                                                      const std::vector<double>& start, const std::vector<char>& lost,
                                                      const std::vector<double>& times,
                                                      const ChainLimits& limits = {}) const;

 private:
  using Rows = std::vector<std::vector<ChainArc>>;

  /// One step of the uniformised chain; how much of `now` is not lost.
  double step(const std::vector<double>& now, const std::vector<char>& lost, double rate,
              std::vector<double>& next) const;
  std::vector<TransientFigure> by_squaring(const std::vector<std::vector<double>>& rewards,
                                           const std::vector<double>& start, const std::vector<char>& lost, double rate,
                                           double time) const;
  Rows rows() const;
  bool returns(const std::vector<char>& reached) const;
  std::optional<std::vector<double>> by_sweeps(const std::vector<char>& reached, double most,
                                               std::string& how_far) const;

  std::vector<std::size_t> first_;  ///< of the transitions into a state
  std::vector<ChainArc> into_;      ///< by target state, then source
  std::vector<double> exit_;        ///< sum of the rates out of a state
};

}  // namespace bulkhead
