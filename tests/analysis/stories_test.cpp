// SPDX-License-Identifier: Apache-2.0
// What is told line by line and what is not, and that figures do not depend on it.
#include "analysis/stories.hpp"

#include "analysis/replication.hpp"
#include "analysis/story.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// One of two parts is needed; each fails every ten hours on average, for one hour.
Model pair_of_parts() {
  Model model;
  const std::vector<std::string> parts{"component part/1", "component part/2"};
  model.topology.components = {{"part", 2, {}}, {"whole", 0, {{"parts", parts, 1, NeedKind::hard, {}, {}, {}}}}};
  FaultSpec fails = fault("component_loss", parts, Duration::zero());
  fails.at.reset();
  fails.mttf = Distribution::exponential(Duration::hours(10));
  fails.repair = Distribution::exponential(Duration::hours(1));
  model.faults = {fails};
  model.objectives = {{"whole", 1, Duration::minutes(5), Duration::zero(), true, {"component whole"}}};
  model.horizon = Duration::hours(1000);
  return model;
}

auto lines(const Record& record) {
  std::vector<std::string> out;
  for (const auto& row : record.timeline)
    out.push_back(std::to_string(row.t.since_start().count()) + " " + row.what + " " + row.subject + " " + row.detail);
  return out;
}

std::uint64_t count(const std::string& path, const std::string& table) {
  const Database db = open_results(path);
  Statement row = db.prepare("SELECT count(*) FROM " + table);
  row.step();
  return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace

TEST_CASE("A record that may tell of few faults has the figures of the whole, and the story's beginning",
          "[analysis]") {
  Runner runner(pair_of_parts());
  const Record whole = runner.run(1, 0);
  const Record some = runner.run(1, 0, 7);
  REQUIRE(whole.faults.size() > 100);
  CHECK(some.faults.size() == 7);
  CHECK(some.faults_begun == whole.faults.size());
  CHECK(some.fingerprint == whole.fingerprint);
  REQUIRE(some.metrics.size() == whole.metrics.size());
  for (std::size_t i = 0; i < some.metrics.size(); ++i) {
    CHECK(some.metrics[i].numerator == whole.metrics[i].numerator);
    CHECK(some.metrics[i].denominator == whole.metrics[i].denominator);
  }
  REQUIRE(some.incidents.size() == whole.incidents.size());
  REQUIRE(!whole.incidents.empty());
  for (std::size_t i = 0; i < some.incidents.size(); ++i) CHECK(some.incidents[i].cause == whole.incidents[i].cause);
  // Whoever writes may have to cut what a thread told too much: it must come to the same.
  Untold untold{7, 1000};
  const Told told = told_of(whole, untold);
  CHECK(told.faults == 7);
  CHECK(untold.faults == 0);
  auto told_lines = lines(whole);
  told_lines.resize(told.lines);
  CHECK(lines(some) == told_lines);
  CHECK(static_cast<std::ptrdiff_t>(some.attribution.size()) ==
        std::ranges::count_if(whole.attribution, [](const AttributionRow& row) { return row.fault < 7; }));
}

TEST_CASE("Replications tell in their order until their variant has told enough", "[analysis]") {
  const Folder folder;
  Store store(folder / "a.db");
  store.begin_run(made_up_run({"only"}, 5), 3);
  for (std::uint64_t r = 0; r < 5; ++r) store.add({made_up_record(r, 10, 6)});  // one fault each, and two lines
  store.end_run();
  store.finish();
  CHECK(count(folder / "a.db", "v_fault") == 3);
  CHECK(count(folder / "a.db", "v_timeline") == 6);
  CHECK(count(folder / "a.db", "attribution") == 3);
  CHECK(count(folder / "a.db", "v_incident") == 3);
  CHECK(count(folder / "a.db", "v_action") == 3);
  CHECK(count(folder / "a.db", "v_replication") == 5);
  const Database db = open_results(folder / "a.db");
  Statement counted = db.prepare("SELECT sum(incidents) FROM v_replication");
  counted.step();
  CHECK(counted.integer(0) == 5);
  CHECK_THAT(incidents_sentence(db), contains_text("only 5 (told: the first 3)"));
}

TEST_CASE("Incidents of which none is told have been there all the same", "[analysis]") {
  const Folder folder;
  Store store(folder / "a.db");
  store.begin_run(made_up_run({"only"}, 1), 0);
  store.add({made_up_record(0, 10, 6)});
  store.end_run();
  store.finish();
  CHECK(count(folder / "a.db", "v_incident") == 0);
  CHECK(any_incident(open_results(folder / "a.db")));
}

TEST_CASE("What belongs to no incident is told until incidents are told no more", "[analysis]") {
  Record record = made_up_record(0, 10, 6);
  record.observations.push_back({std::nullopt, "nervous", Instant::at(Duration::hours(2)), ""});
  const auto told = [&](std::uint64_t incidents) {
    Untold untold{100, incidents};
    return told_of(record, untold);
  };
  CHECK(told(2).alarms);
  CHECK(told(1).alarms);
  CHECK(!told(0).alarms);
  record.incidents.push_back(record.incidents.front());
  CHECK(told(1).incidents == 1);
  CHECK(!told(1).alarms);  // it may stand after the incident that is not told
}

TEST_CASE("A thread that runs ahead may tell too much, and never too little", "[analysis]") {
  Stories stories(1, 10);
  CHECK(stories.left(0) == 10);
  stories.ended(0, 1, 6);  // what the one before it tells is not known
  CHECK(stories.left(0) == 10);
  stories.ended(0, 0, 2);
  CHECK(stories.left(0) == 2);
  stories.ended(0, 2, 100);
  CHECK(stories.left(0) == 0);
}
