// SPDX-License-Identifier: Apache-2.0
// Matches, simulates, compares.
#include "analysis/diff/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/replication.hpp"
#include "analysis/replications.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

/// The one of that name; where both sides have one alone, that.
template <class Named>
const Named* partner(const Named& one, const std::vector<Named>& own, const std::vector<Named>& others) {
  const auto found = std::find_if(others.begin(), others.end(), [&](const Named& o) { return o.name == one.name; });
  if (found != others.end()) return &*found;
  return own.size() == 1 && others.size() == 1 ? &others.front() : nullptr;
}

const Experiment* partner(const Experiment& one, const Scenario& own, const Scenario& other) {
  for (const Experiment& e : other.experiments)
    if (e.name == one.name && e.point == one.point) return &e;
  return own.experiments.size() == 1 && other.experiments.size() == 1 ? &other.experiments.front() : nullptr;
}

std::string label(const Experiment& experiment, const std::string& variant) {
  const std::string point = point_text(experiment.point);
  return fmt::format("{}{}{} {}", experiment.name, point.empty() ? "" : " ", point, variant);
}

void simulate_pair(const Variant& before, const Variant& after, const RunSettings& run, unsigned jobs, DiffPair& out) {
  Experiment both;
  both.run = run;
  both.variants = {before, after};
  Comparison comparison(2, run.seed);
  ReplicationPlan plan;
  plan.variants = 2;
  plan.replications = static_cast<std::uint64_t>(run.replications);
  plan.jobs = jobs;
  Stories none(2, 0);
  plan.make_simulate = [&] { return runners_of(both, none); };
  plan.deliver = [&](std::vector<Record>&& records) {
    for (std::size_t v = 0; v < records.size(); ++v) comparison.add(v, records[v]);
    return true;
  };
  out.replications = run_replications(plan);
  out.seed = run.seed;
  for (DifferenceRow& row : comparison.differences())
    out.figures.push_back({row.service, row.metric, comparison.estimate(0, row.service, *row.metric),
                           comparison.estimate(1, row.service, *row.metric), std::move(row.difference)});
}

void diff_experiment(const Experiment& before, const Experiment& after, unsigned jobs, DesignDiff& out) {
  std::set<std::string> matched;
  for (const Variant& now : after.variants) {
    const Variant* old = partner(now, after.variants, before.variants);
    if (!old) {
      out.only_after.push_back(label(after, now.name));
      continue;
    }
    matched.insert(old->name);
    DiffPair pair{
        after.name, point_text(after.point), old->name, now.name, changes_between(old->file, now.file), true, 0, 0, {}};
    pair.equal = digest(old->model) == digest(now.model);
    if (!pair.equal) simulate_pair(*old, now, after.run, jobs, pair);
    out.pairs.push_back(std::move(pair));
  }
  for (const Variant& old : before.variants)
    if (!matched.contains(old.name)) out.only_before.push_back(label(before, old.name));
}

}  // namespace

DesignDiff diff_designs(const Scenario& before, const Scenario& after, unsigned jobs) {
  DesignDiff out{before.file, after.file, {}, {}, {}};
  std::set<const Experiment*> matched;
  for (const Experiment& now : after.experiments) {
    const Experiment* old = partner(now, after, before);
    if (old) {
      matched.insert(old);
      diff_experiment(*old, now, jobs, out);
    } else {
      for (const Variant& v : now.variants) out.only_after.push_back(label(now, v.name));
    }
  }
  for (const Experiment& old : before.experiments)
    if (!matched.contains(&old))
      for (const Variant& v : old.variants) out.only_before.push_back(label(old, v.name));
  return out;
}

}  // namespace bulkhead
