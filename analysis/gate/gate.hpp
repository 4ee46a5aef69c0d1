// SPDX-License-Identifier: Apache-2.0
/// The gate over one experiment: looks at the evidence as it grows, decides, and says when it has enough.
///
/// A question that is decided stays decided, whatever comes later: that is what its error was spent for. The gate has
/// enough when every question is decided, or where only those are left that nothing exercises. At the last look what is
/// still open is inconclusive.
///
/// Against a baseline the old designs run along on the same chance, as further variants behind the experiment's own;
/// designs that did not change are their own replay. A design that did change and came to the same in every replication is
/// *same* only where the faults that were changed have struck often enough, and where what no replication met could not
/// move the figure beyond its tolerance (gate/unseen.hpp).
///
/// Requires: replications in order, each with the records of the experiment's variants and then of `alongside()`
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/gate/baseline.hpp"
#include "analysis/gate/gate_samples.hpp"
#include "analysis/gate/judge.hpp"
#include "analysis/gate/looks.hpp"
#include "analysis/gate/versus.hpp"
#include "analysis/report/verdicts.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct GateSettings {
  std::uint64_t budget = 0;                  ///< replications at most
  const Baseline* baseline = nullptr;        ///< null: none
  double tolerance = 0.05;                   ///< of metrics that have none of their own; assumed
  std::map<std::string, double> tolerances;  ///< by metric
  bool to_the_end = false;                   ///< spend the budget whatever is decided
  std::string repeat;                        ///< options that make this very check of the file, for repeat commands
};

/// Against a baseline a wrong *worse* is dearer than a late one: so sure must it be; assumed.
inline constexpr double kBaselineError = 0.01;

class Gate {
 public:
  Gate(const Scenario& scenario, const Experiment& experiment, GateSettings settings);

  /// The baseline's designs that are replayed.
  const std::vector<Variant>& alongside() const { return replayed_; }
  bool enough(const std::vector<Record>& replication);

  /// When the run is over: appends its rows and its run.
  void report(GateVerdicts& out) const;
  /// What a baseline of this run would hold.
  BaselineRun as_baseline() const;

 private:
  struct Asked {
    Expectation expectation;
    std::size_t left = 0, right = 0;  ///< figures of samples_
    Judgement judgement;
    bool decided = false;
  };
  /// One guarded metric of one variant.
  struct Guarded {
    std::size_t variant = 0, now = 0;        ///< now: its figure of samples_
    std::optional<std::size_t> replay;       ///< the figure of the old design
    const BaselineFigure* before = nullptr;  ///< what the baseline says itself
    bool changed = false;                    ///< the design is another than the baseline's
    VersusVerdict verdict;
    bool decided = false;
  };

  void ask_expectations();
  void match_baseline();
  void match_variant(std::size_t variant, const BaselineVariant& before);
  /// Whether the old design can be replayed; it is then the last of `replayed_`.
  bool add_replay(const BaselineVariant& before);
  std::size_t add_figure(GateFigure figure);
  void look(std::uint64_t replications);
  void look_at_baseline(double error);
  Versus versus_of(const Guarded& guarded) const;
  std::string proves_little(const Guarded& guarded, double error) const;
  void note_what_is_gone();
  void note_gone_experiments();
  std::string name_of(const Guarded& guarded, std::string_view metric) const;  ///< "silo.mttr(web)"
  GateRow row_of(const Asked& asked) const;
  GateRow row_of(const Guarded& guarded) const;
  GateRow bare_row(const GateFigure& figure) const;
  std::vector<std::string> moved_predictions() const;
  GateRow row_of_gone(const std::string& what) const;
  std::string only_this() const;
  std::string repeat_check() const;
  std::string repeat_worst(const WorstIncident& worst, const GateFigure& figure) const;
  Estimate estimate_of(std::size_t figure) const;

  const Scenario* scenario_;
  const Experiment* experiment_;
  GateSettings settings_;
  Looks looks_;
  std::vector<GateFigure> figures_;  ///< until the samples take them
  std::vector<Asked> asked_;
  std::vector<Guarded> guarded_;
  std::vector<Variant> replayed_;
  std::map<std::size_t, std::vector<std::string>> changed_faults_;  ///< by variant: entries that are not the baseline's
  const BaselineRun* before_ = nullptr;
  std::vector<std::string> gone_;  ///< what the baseline guards and the file does not have: "the variant silo"
  std::vector<std::string> notes_;
  std::optional<GateSamples> samples_;
};

}  // namespace bulkhead
