// SPDX-License-Identifier: Apache-2.0
// What the presets of `expect:` ask for.
#include "analysis/gate/expectation.hpp"

namespace bulkhead {
namespace {

constexpr std::string_view kGoals =
    "AWS Well-Architected Framework, Reliability Pillar, Availability: 99.9 % is 8h45m, 99.95 % 4h22m, 99.99 % 52m a "
    "year";
constexpr std::string_view kAssumed = "assumed";

Preset tier(std::string_view name, std::string_view about, std::string_view availability, std::string_view detect,
            std::string_view recover) {
  return {name,
          about,
          {{"availability_ratio", Relation::at_least, availability, kGoals},
           {"mttd_s", Relation::at_most, detect, kAssumed},
           {"mttr_s", Relation::at_most, recover, kAssumed}}};
}

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all{
      tier("tier-1", "what customers cannot do without", "99.99%", "5m", "30m"),
      tier("tier-2", "what customers soon miss", "99.95%", "10m", "1h"),
      tier("tier-3", "what customers can wait for", "99.9%", "15m", "4h"),
  };
  return all;
}

}  // namespace bulkhead
