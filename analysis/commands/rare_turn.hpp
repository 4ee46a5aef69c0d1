// SPDX-License-Identifier: Apache-2.0
/// Failure biasing within a run: which figures it is asked for, and which stand in the results.
///
/// `auto`: asked once, when a wished precision is out of plain simulation's reach, for every objective of every variant
/// whose unavailability is not yet known so precisely; where its interval is the narrower one, its figures stand. Where
/// neither has one, a line says so.
/// `always`: for every objective, and its figures stand wherever there are some. Variants without faults by chance are
/// left out.
///
/// Ensures:  by what is asked and by the seed alone, the same figures; a person or the time may stop it, and then less
///           stands
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "analysis/commands/options.hpp"
#include "analysis/comparison.hpp"
#include "analysis/rare/estimator.hpp"

namespace bulkhead {

class RareTurn {
 public:
  /// `so_far`: what plain simulation has come to; figures are put there.
  RareTurn(const Experiment& experiment, const Options& options, Comparison& so_far, std::function<bool()> stop);

  /// Is the headline's unavailability now as precise as wished in every variant with faults?
  bool precise();
  /// Puts the figures in their places; with `always` all that are not there yet are made.
  void stand_in();

 private:
  struct Turn {
    std::size_t variant = 0;
    std::string objective;
    std::vector<RareFigure> figures;
  };

  double plain_width(std::size_t variant, const std::string& objective) const;
  void take(std::size_t variant, const ObjectiveSpec& objective);
  const Turn* find(std::size_t variant, const std::string& objective) const;

  const Experiment* experiment_;
  const Options* options_;
  Comparison* so_far_;
  std::function<bool()> stop_;
  std::vector<Turn> turns_;
};

}  // namespace bulkhead
