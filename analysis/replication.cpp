// SPDX-License-Identifier: Apache-2.0
// One replication, run and measured.
#include "analysis/replication.hpp"

#include "analysis/incidents.hpp"

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
  explicit Impl(const Model& model) : plan(model) {}
  Plan plan;
};

Runner::Runner(const Model& model) : impl_(std::make_unique<Impl>(model)) {}

Runner::~Runner() = default;

Record Runner::run(std::uint64_t seed, std::uint64_t number, std::uint64_t told) {
  Incidents incidents(impl_->plan, told);
  Replication replication(impl_->plan, seed, number, incidents);
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

std::function<Record(std::size_t, std::uint64_t)> runners_of(const Experiment& experiment, Stories& stories) {
  auto runners = std::make_shared<std::vector<std::unique_ptr<Runner>>>(experiment.variants.size());
  return [&experiment, &stories, runners](std::size_t variant, std::uint64_t number) {
    std::unique_ptr<Runner>& runner = (*runners)[variant];
    if (!runner) runner = std::make_unique<Runner>(experiment.variants[variant].model);
    Record record = runner->run(experiment.run.seed, number, stories.left(variant));
    stories.ended(variant, number, record.faults_begun);
    return record;
  };
}

}  // namespace bulkhead
