// SPDX-License-Identifier: Apache-2.0
// The rows of the registry of detectors, sorted by name.
#include "models/detection/registry.hpp"

#include <algorithm>

#include "models/detection/detector.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

const Parameter kPeriod{"period",
                        Type::duration,
                        Duration::s(60),
                        "Length of a datapoint; periods are aligned.",
                        "1-min periods: AWS, Advanced Multi-AZ Resilience Patterns",
                        1};
const Parameter kDatapoints{"datapoints", Type::m_of_n, MOfN{3, 5}, "How many of the last datapoints must breach.",
                            "3 of 5: AWS, Advanced Multi-AZ Resilience Patterns"};
const Parameter kMissing{"missing",
                         Type::choice,
                         std::string("hold"),
                         "What a period without data counts as.",
                         "assumed",
                         0,
                         0,
                         {"breaching", "ok", "hold", "ignore"}};
const Parameter kDelay{"delay", Type::duration, Duration::zero(), "From a period's end until its datapoint is seen.",
                       "assumed; the lower end of 0-60 s"};
const Parameter kSingleZone{
    "single_zone", Type::flag, false,
    "Only when no other zone is in alarm and no single instance has more than half of the failures.",
    "AWS, Advanced Multi-AZ Resilience Patterns"};
const Parameter kSide{
    "side", Type::choice,        std::string("client"), "Whose counts: the callers' or the servers'.", "assumed", 0,
    0,      {"client", "server"}};
const Parameter kSplit{"split",
                       Type::choice,
                       std::string("none"),
                       "One alarm per value of this dimension; it becomes the signal's scope.",
                       "assumed",
                       0,
                       0,
                       {"none", "entry_zone", "caller_zone", "callee_zone", "cell"}};

struct Row {
  Kind kind;
  MakeDetector make;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {{"provider",
        "The provider's own telemetry of its zones: delayed and thinned.",
        {"zone"},
        {{"delay", Type::distribution, Distribution::fixed(Duration::minutes(5)),
          "From a zone's loss (or return) until the provider says so.",
          "AWS FIS power interruption: autoshift at +5 min"},
         {"recall", Type::ratio, 1.0, "Chance that a loss is noticed at all.", "assumed", 0, 1}}},
       make_provider},
      {{"success_rate",
        "Alarm on the share of attempts at a service that succeed.",
        {"service"},
        {{"below", Type::ratio, {}, "A datapoint breaches when the share of successes is below this.", "", 0, 1},
         kSide,
         kSplit,
         kPeriod,
         kDatapoints,
         kMissing,
         kDelay,
         {"min_samples", Type::count, std::int64_t{0}, "Fewer attempts in a period are no data.", "assumed", 0, 1e12},
         kSingleZone}},
       make_success_rate},
      {{"unhealthy_count",
        "Alarm on the number of a service's instances that its health checks see as unhealthy.",
        {"service"},
        {{"above", Type::count, {}, "A datapoint breaches when more instances than this are unhealthy.", "", 0, 1e9},
         {"split",
          Type::choice,
          std::string("none"),
          "One alarm per zone of the instances, or one for all.",
          "assumed",
          0,
          0,
          {"none", "callee_zone"}},
         kPeriod,
         kDatapoints,
         kDelay,
         kSingleZone}},
       make_unhealthy_count},
      {{"volume",
        "Alarm on the number of attempts at a service.",
        {"service"},
        {{"below", Type::rate, {}, "A datapoint breaches when fewer attempts arrive, as a rate.", "", 0, 1e15},
         kSide,
         kSplit,
         kPeriod,
         kDatapoints,
         kDelay,
         kSingleZone}},
       make_volume},
  };
  return table;
}

}  // namespace

std::span<const Kind> detector_kinds() {
  static const std::vector<Kind> kinds = [] {
    std::vector<Kind> out;
    for (const auto& row : rows()) out.push_back(row.kind);
    return out;
  }();
  return kinds;
}

std::unique_ptr<Detector> make_detector(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage) {
  const auto it =
      std::find_if(rows().begin(), rows().end(), [&](const Row& row) { return row.kind.name == spec.kind; });
  BULKHEAD_CHECK(it != rows().end(), "a detector of an unknown kind");
  return it->make(spec, index, vantage);
}

const Kind* find_detector_kind(std::string_view name) {
  const auto all = detector_kinds();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Kind& row) { return row.name == name; });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace bulkhead
