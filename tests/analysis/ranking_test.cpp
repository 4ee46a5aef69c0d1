// SPDX-License-Identifier: Apache-2.0
// Ranks of many variants, and the knee of a sweep, from samples whose order is known.
#include "analysis/ranking.hpp"

#include <algorithm>

#include "analysis/reports.hpp"
#include "analysis/sweep.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;

namespace {

/// Thirty replications of variants that lose that many times as much as the made-up record.
Comparison losing(const std::vector<double>& factors) {
  Comparison out(factors.size(), 1);
  for (std::uint64_t r = 0; r < 30; ++r)
    for (std::size_t v = 0; v < factors.size(); ++v)
      out.add(v, test::made_up_record(r, test::made_up_loss(r, factors[v]), 6));
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> ranks(const std::vector<double>& factors, const std::string& metric) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const RankRow& r : rank_variants(factors.size(), losing(factors).differences()))
    if (r.metric->name == metric) out.emplace_back(r.best, r.worst);
  return out;
}

/// Points of one variant, each with its factor.
Knee knee_of(const std::vector<double>& factors) {
  Sweep sweep(1, "web", 1);
  for (const double factor : factors) sweep.add(losing({factor}));
  return sweep.knees().at(0);
}

}  // namespace

TEST_CASE("Variants that are told apart have ranks of their own, equal ones share theirs", "[analysis]") {
  using Ranks = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(ranks({3, 1, 2}, "lost_requests") == Ranks{{3, 3}, {1, 1}, {2, 2}});
  CHECK(ranks({2, 1, 1, 4}, "lost_requests") == Ranks{{3, 3}, {1, 2}, {1, 2}, {4, 4}});
  CHECK(ranks({2, 1, 1, 4}, "availability_ratio") == ranks({2, 1, 1, 4}, "lost_requests"));
  CHECK(ranks({1, 1, 1}, "mttr_s") == Ranks{{1, 3}, {1, 3}, {1, 3}});
}

TEST_CASE("Two variants have no ranks, and metrics without a direction have none", "[analysis]") {
  CHECK(ranks({1, 2}, "lost_requests").empty());
  CHECK(ranks({1, 2, 3}, "actions").empty());
}

TEST_CASE("The knee is the first point that no later one is better than", "[analysis]") {
  CHECK(knee_of({4, 2, 1, 1, 1}).point == 2);
  CHECK(knee_of({1, 2, 4}).point == 0);
  CHECK(knee_of({4, 1, 2, 0.5, 3}).point == 3);
  const Knee none = knee_of({4, 2, 1});
  CHECK_FALSE(none.point);
  CHECK(none.note == "the last point is better than every one before it");
}

TEST_CASE("A sweep is stored point by point and printed as one table with its knees", "[analysis][store]") {
  const test::Folder folder;
  Store store(folder / "a.db");
  const std::pair<const char*, double> points[] = {{"2", 4}, {"3", 1}, {"4", 1}};
  for (const auto& [replicas, factor] : points) {
    RunInfo info = test::made_up_run({"zonal", "regional"}, 30);
    info.point = {{"replicas", replicas}, {"retries", "2"}};
    store.begin_run(info);
    for (std::uint64_t r = 0; r < 30; ++r)
      store.add({test::made_up_record(r, test::made_up_loss(r, factor), 6),
                 test::made_up_record(r, test::made_up_loss(r, 1), 6)});
    store.end_run();
  }
  store.finish();
  const Database db = open_results(folder / "a.db");
  const std::vector<RunResult> runs = read_results(db);
  REQUIRE(runs.size() == 3);
  CHECK(runs[1].point == std::vector<PointValue>{{"replicas", "3"}, {"retries", "2"}});
  REQUIRE(runs[0].knees.size() == 2);
  CHECK(runs[0].knees[0].point == runs[1].point);  // zonal: 3 replicas lose as little as 4
  CHECK(runs[0].knees[1].point == runs[0].point);  // regional: all points are the same
  const std::string table = report_sweep_table(runs);
  CHECK_THAT(table, contains_text("replicas  retries") && contains_text("       3        2"));
  CHECK_THAT(table, contains_text("  zonal: replicas=3 retries=2\n  regional: replicas=2 retries=2\n"));
  Statement row =
      db.prepare("SELECT count(*) FROM v_sweep WHERE params = 'replicas=4 retries=2' AND metric = 'mttr_s'");
  REQUIRE(row.step());
  CHECK(row.integer(0) == 2);
}
