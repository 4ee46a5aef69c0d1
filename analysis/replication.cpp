// SPDX-License-Identifier: Apache-2.0
// One replication, run and measured.
#include "analysis/replication.hpp"

#include <algorithm>
#include <set>

#include "analysis/incidents.hpp"
#include "models/renewal_replication.hpp"
#include "models/replication.hpp"

namespace bulkhead {
namespace {

std::string outcome_name(Ending ending) {
  switch (ending) {
    case Ending::completed:
      return "completed";
    case Ending::event_limit:
      return "event_limit";
    case Ending::no_rest:
      return "no_rest";
    case Ending::no_fixed_point:
      return "no_fixed_point";
    case Ending::unbounded_amplification:
      return "unbounded_amplification";
  }
  return "completed";
}

}  // namespace

struct Runner::Impl {
  Impl(const Model& model, std::vector<ExpectWindow> asked, Engine engine)
      : plan(model),
        windows(std::move(asked)),
        renews(engine == Engine::fastest && RenewalReplication::suffices(plan)) {}
  Record run(Incidents incidents, std::uint64_t seed, std::uint64_t number);
  Plan plan;
  std::vector<ExpectWindow> windows;
  bool renews;
};

Runner::Runner(const Model& model, std::vector<ExpectWindow> windows, Engine engine)
    : impl_(std::make_unique<Impl>(model, std::move(windows), engine)) {}

Runner::~Runner() = default;

namespace {

template <class AnyReplication>
Record run_and_measure(Plan& plan, Incidents incidents, std::uint64_t seed, std::uint64_t number) {
  AnyReplication replication(plan, seed, number, incidents);
  incidents.attach(replication);
  const Ending ending = replication.run();
  Record record = incidents.take(replication.now());
  record.replication = number;
  record.outcome = outcome_name(ending);
  record.outcome_detail = replication.trouble();
  record.events = replication.events();
  record.fingerprint = replication.fingerprint();
  return record;
}

}  // namespace

Record Runner::Impl::run(Incidents incidents, std::uint64_t seed, std::uint64_t number) {
  return renews ? run_and_measure<RenewalReplication>(plan, std::move(incidents), seed, number)
                : run_and_measure<Replication>(plan, std::move(incidents), seed, number);
}

Record Runner::run(std::uint64_t seed, std::uint64_t number, std::uint64_t told) {
  Record record = impl_->run(Incidents(impl_->plan, told), seed, number);
  // The same seed is the same run: what changes is what is measured.
  const Instant horizon = Instant::zero() + impl_->plan.model().horizon;
  for (const ExpectWindow& w : impl_->windows) {
    const MeasuredSpan span{Instant::zero() + w.from, std::min(horizon, Instant::zero() + w.to)};
    Record part = impl_->run(Incidents(impl_->plan, span, 0), seed, number);
    record.windows.push_back({std::move(part.metrics), std::move(part.incidents)});
  }
  return record;
}

std::vector<ExpectWindow> windows_of(const Experiment& experiment) {
  std::set<ExpectWindow> windows;
  for (const ExpectSpec& e : experiment.expect)
    if (e.window) windows.insert(*e.window);
  return {windows.begin(), windows.end()};
}

std::function<Record(std::size_t, std::uint64_t)> runners_of(const Experiment& experiment, Stories& stories) {
  auto runners = std::make_shared<std::vector<std::unique_ptr<Runner>>>(experiment.variants.size());
  return [&experiment, &stories, runners](std::size_t variant, std::uint64_t number) {
    std::unique_ptr<Runner>& runner = (*runners)[variant];
    if (!runner) runner = std::make_unique<Runner>(experiment.variants[variant].model, windows_of(experiment));
    Record record = runner->run(experiment.run.seed, number, stories.left(variant));
    stories.ended(variant, number, record.faults_begun);
    return record;
  };
}

}  // namespace bulkhead
