// SPDX-License-Identifier: Apache-2.0
// What the model says, then a day without faults.
#include "analysis/rare/rest.hpp"

#include <algorithm>

#include "analysis/rare/stepper.hpp"

namespace bulkhead {
namespace {

constexpr double kShortPeriods = 0.01;  // of the wait for a failure
constexpr double kMostCalmEvents = 100'000;
const Duration kDay = Duration::hours(24);

bool ends(const ResponseSpec& response) {
  return response.until_clear || response.lasts != Duration::never();
}

bool awake_at_night(const PeopleSpec& people) {
  return !people.night_from || people.night_factor == 1;
}

bool flat(const PopulationSpec& clients) {
  return clients.daily.trough == 1;
}

Duration longest_period(const Model& model) {
  Duration longest;
  for (const auto& service : model.services)
    if (service.health_check) longest = std::max(longest, service.health_check->every);
  for (const auto& detector : model.detection)
    if (detector.values.has("period")) longest = std::max(longest, detector.values.duration("period"));
  return longest;
}

bool falls_asleep(Model model, const ObjectiveSpec& objective) {
  model.faults.clear();
  Plan plan(model);
  RareStepper calm(plan, objective, {}, 1, 0);
  calm.run(Instant::zero());
  while (calm.fine() && !calm.at_rest() && calm.now() < Instant::at(kDay) && calm.events() < kMostCalmEvents)
    calm.step(Instant::at(kDay), false);
  return calm.fine() && calm.at_rest() && !calm.watch().missed();
}

}  // namespace

bool is_observed(const Model& model) {
  const auto checked = [](const ServiceSpec& service) { return service.health_check.has_value(); };
  return !model.detection.empty() || !model.response.empty() ||
         std::any_of(model.services.begin(), model.services.end(), checked);
}

bool comes_to_rest(const Model& model, const ObjectiveSpec& objective, double failures_per_second) {
  return std::all_of(model.response.begin(), model.response.end(), ends) &&
         std::all_of(model.people.begin(), model.people.end(), awake_at_night) &&
         std::all_of(model.clients.begin(), model.clients.end(), flat) &&
         longest_period(model).seconds() * failures_per_second <= kShortPeriods && falls_asleep(model, objective);
}

}  // namespace bulkhead
