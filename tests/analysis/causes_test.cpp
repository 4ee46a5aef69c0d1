// SPDX-License-Identifier: Apache-2.0
// Incidents by class of cause, on records whose counts and lengths are known.
#include "analysis/causes.hpp"

#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

TEST_CASE("Each class of cause has its own frequency and its own lengths", "[analysis]") {
  // Two replications of half a year. The first has zone losses of 6 and 12 minutes, the second one of 9 and a host's
  // of 1.
  Causes causes(Duration::hours(4383));
  Record first = test::made_up_record(0, 10, 6);
  first.incidents.push_back(test::made_up_record(0, 10, 12).incidents[0]);
  Record second = test::made_up_record(1, 10, 9);
  second.incidents.push_back(test::made_up_record(1, 10, 1).incidents[0]);
  second.incidents[1].cause_class = "host_loss";
  causes.add(0, first);
  causes.add(0, second);
  const std::vector<CauseRow> rows = causes.rows({1, 2});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].cause_class == "host_loss");
  CHECK(rows[0].incidents == 1);
  CHECK_THAT(*rows[0].per_year.mean, WithinAbs(1, 1e-12));
  CHECK(rows[1].incidents == 3);
  CHECK_THAT(*rows[1].per_year.mean, WithinAbs(3, 1e-12));
  CHECK_THAT(*rows[1].minutes_per_year.mean, WithinAbs(27, 1e-9));
  CHECK(rows[1].median_s == 9 * 60.0);
  // The 95th percentile of 6, 9, 12 lies at 1.9 steps: 9 + 0.9 * 3 minutes.
  CHECK_THAT(*rows[1].p95_s, WithinAbs(11.7 * 60, 1e-9));
  // No interval, and the word why: of three values all lie on one side of the median with 2 / 2^3, more than 5 %.
  CHECK_FALSE(rows[1].median_ci95);
  CHECK(rows[1].note.find("too few") != std::string::npos);
}

TEST_CASE("An incident that never ended counts and has no length", "[analysis]") {
  Causes causes(Duration::hours(8766));
  Record open = test::made_up_record(0, 10, 6);
  open.incidents[0].end.reset();
  causes.add(0, open);
  const CauseRow row = causes.rows({1, 2}).front();
  CHECK(row.incidents == 1);
  CHECK_FALSE(row.median_s);
}

TEST_CASE("Of twenty lengths the median lies between the 6th and the 15th, and the 95th percentile has a reason",
          "[analysis]") {
  // Binomial(20, 1/2): P(B <= 5) = 0.0207 and P(B <= 6) = 0.0577, so ranks 6 and 15 leave out 4.1 % (Conover, table
  // A3).
  Causes causes(Duration::hours(8766));
  for (std::uint64_t r = 0; r < 20; ++r)
    causes.add(0, test::made_up_record(r, 10, static_cast<std::int64_t>((r * 7) % 20 + 1)));
  const CauseRow row = causes.rows({1, 2}).front();
  REQUIRE(row.median_ci95);
  CHECK(row.median_ci95->low == 6 * 60.0);
  CHECK(row.median_ci95->high == 15 * 60.0);
  CHECK_FALSE(row.p95_ci95);
  CHECK(row.note.find("72") != std::string::npos);  // 0.95^72 = 0.0249
}
