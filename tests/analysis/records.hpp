// SPDX-License-Identifier: Apache-2.0
/// Made-up records of replications, so that store, comparison and reports are tested without a simulation.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/record.hpp"
#include "analysis/store.hpp"

namespace bulkhead::test {

/// One fault of 30 minutes at 1 h; one incident of `minutes` minutes that loses `lost` of 1e6 requests.
inline Record made_up_record(std::uint64_t replication, double lost, std::int64_t minutes) {
  Record r;
  r.replication = replication;
  r.outcome = "completed";
  r.fingerprint = 0x1234 + replication;
  r.events = 10;
  const Instant begin = Instant::at(Duration::hours(1));
  r.faults.push_back({"power", "zone_power_loss", "zone tokyo/a", "at", begin, begin + Duration::minutes(30)});
  IncidentRow i;
  i.service = "web";
  i.begin = begin;
  i.detected = begin + Duration::s(130);
  i.mitigated = begin + Duration::s(300);
  i.end = begin + Duration::minutes(minutes);
  i.lost_requests = lost;
  i.offered_requests = 5e5;
  i.customer_minutes_lost = lost / 10;
  i.blast = {{0.1, 0.34, 1.0 / 3, 0.34, 0.3}, {0.5, 0.33, 0.2, 0.33, 0.2}};
  i.cause = "power";
  i.cause_class = "zone_power_loss";
  i.first_detector = "web-zonal[zone tokyo/a]";
  i.actions = 1;
  r.incidents.push_back(i);
  r.observations.push_back({0, "web-zonal[zone tokyo/a]", i.detected, ""});
  r.observations.push_back({0, "health_check web", std::nullopt, "no path of its checks crosses the fault"});
  r.actions.push_back({0, "leave-zone", "automatic", "shift zone tokyo/a", begin + Duration::s(130),
                       begin + Duration::s(140), begin + Duration::s(300), std::nullopt, "control-plane tokyo"});
  r.timeline.push_back({begin, "fault_begins", "power", "zone tokyo/a"});
  r.timeline.push_back({begin + Duration::s(130), "signal_rises", "web-zonal", "zone tokyo/a"});
  r.customers.push_back({"shoppers", "zone tokyo/a", 1000, 3e5, lost});
  r.attribution.push_back({0, "web", lost});
  const double seconds = static_cast<double>(minutes) * 60;
  r.metrics = {{"lost_requests_ratio", "web", lost, 1e6},
               {"lost_requests", "web", lost, 1},
               {"customer_minutes_lost", "web", lost / 10, 1},
               {"mttd_s", "web", 130, 1},
               {"mttr_s", "web", seconds, 1},
               {"incidents_per_year", "web", 1, 3.0 / 8766},
               {"detected_ratio", "web", 1, 1},
               {"blast_radius_ratio", "web", 1.0 / 3, 1},
               {"actions", "web", 1, 1},
               {"people", "web", 0, 1},
               {"needless_actions", "web", 0, 1},
               {"capacity_paid_ratio", "web", 60, 40}};
  return r;
}

inline RunInfo made_up_run(std::vector<std::string> variants, std::uint64_t replications) {
  RunInfo run{"az-power",
              "main",
              {},
              "one of three zones loses power for 30 minutes",
              "0123456789abcdef",
              1,
              replications,
              std::nullopt,
              Duration::hours(3),
              Duration::zero(),
              {}};
  for (const std::string& name : variants)
    run.variants.push_back(
        {name,
         "feedfacefeedface",
         "zonal",
         0,
         1,
         {"zone tokyo/a", "zone tokyo/b"},
         {{"cart", {}, {}, {}, false}, {"web", 0.999, Duration::minutes(5), Duration::minutes(5), true}}});
  return run;
}

/// A folder of its own for each test, removed at the end.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("bulkhead-test-" + std::to_string(::getpid()) + "-" + std::to_string(count()++))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  static int& count() {
    static int n = 0;
    return n;
  }
  std::filesystem::path path_;
};

/// Losses that differ from replication to replication without chance: 10,000 up to 10,900 in steps of 100, times
/// `factor`.
inline double made_up_loss(std::uint64_t replication, double factor) {
  return factor * (10000 + 100 * static_cast<double>(replication % 10));
}

/// A database of three variants: the second loses twice as much as the first, the third the same.
inline void write_made_up(const std::string& path, std::uint64_t replications) {
  Store store(path);
  store.begin_run(made_up_run({"zonal", "regional", "same"}, replications));
  for (std::uint64_t r = 0; r < replications; ++r)
    store.add({made_up_record(r, made_up_loss(r, 1), 6), made_up_record(r, made_up_loss(r, 2), 12),
               made_up_record(r, made_up_loss(r, 1), 6)});
  store.end_run();
  store.finish();
}

}  // namespace bulkhead::test
