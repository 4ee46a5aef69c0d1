// SPDX-License-Identifier: Apache-2.0
// Tables, JSON, CSV and the story, over a made-up database whose figures are known.
#include <nlohmann/json.hpp>
#include <sstream>

#include "analysis/format.hpp"
#include "analysis/report_cells.hpp"
#include "analysis/reports.hpp"
#include "analysis/store.hpp"
#include "analysis/story.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;

namespace {

RunResult made_up(std::uint64_t replications) {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", replications);
  return read_results(open_results(folder / "a.db")).front();
}

std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) width = std::max(width, display_width(line));
  return width;
}

}  // namespace

TEST_CASE("The table is at most 80 columns wide, and more variants stand below", "[analysis]") {
  CHECK(widest(report_table(made_up(400))) <= 80);
  const test::Folder folder;
  Store store(folder / "a.db");
  const std::vector<std::string> names{"one", "two", "three", "four", "five", "six", "seven"};
  store.begin_run(test::made_up_run(names, 30));
  for (std::uint64_t r = 0; r < 30; ++r)
    store.add(std::vector<Record>(7, test::made_up_record(r, test::made_up_loss(r, 1), 6)));
  store.end_run();
  store.finish();
  const std::string table = report_table(read_results(open_results(folder / "a.db")).front());
  CHECK(widest(table) <= 80);
  for (const std::string& name : names) CHECK_THAT(table, contains_text(name));
}

TEST_CASE("Lengths of incidents by cause have their intervals beside them, or lead to the reason", "[analysis]") {
  RunResult run = made_up(40);
  run.horizon_s = 365 * 86400.0;  // a year, of which causes are told
  const auto estimate = [](double mean, std::optional<Interval> ci, const char* note) {
    Estimate e;
    e.mean = mean;
    e.ci95 = ci;
    e.note = note;
    return e;
  };
  const char* few = "p95: 20 ended, 72 have an interval";
  run.causes = {{run.variants[0].name, run.headline, "zone_loss", 20, estimate(4, Interval{3, 5}, few),
                 estimate(24, Interval{20, 28}, few), estimate(360, Interval{300, 420}, few),
                 estimate(900, std::nullopt, few)}};
  const std::string table = report_table(run);
  CHECK_THAT(table, contains_text("median length") && contains_text("6m00s ± 1m00s"));
  CHECK_THAT(table, contains_text("95th percentile") && contains_text("15m00s (") && contains_text(few));
  CHECK_THAT(table, contains_text("none seen"));  // of the other variants, instead of a bare zero
  CHECK(widest(table) <= 80);
}

TEST_CASE("A count is shown as far as its spread reaches", "[analysis]") {
  const auto shown = [](double mean, double half) {
    Estimate e;
    e.mean = mean;
    e.ci95 = Interval{mean - half, mean + half};
    return format_figure(*find_metric("people"), e);
  };
  // Two digits of the spread, and no fewer places of the figure than its first one; at most six digits.
  CHECK(shown(10.9977, 0.0085) == "10.998 ± 0.0085");
  CHECK(shown(67571, 41) == "67.57k ± 0.041k");
  CHECK(shown(177'000, 4600) == "177k ± 4.6k");
  CHECK(shown(50.6, 0.4) == "50.6 ± 0.4");
  CHECK(shown(1.0 / 3, 1e-12) == "0.333333 ± 1e-12");
}

TEST_CASE("The conclusion compares fault by fault and names what the file leaves out", "[analysis]") {
  // The second variant loses exactly twice as much in every replication, the third exactly as much as the first.
  const std::string text = conclusion(made_up(400));
  CHECK_THAT(text, contains_text("regional loses 100 % more customer-minutes than zonal"));
  CHECK_THAT(text, contains_text("zonal and same do not differ"));
  CHECK_THAT(text, contains_text("leaves out deployments, bad changes, poison pills"));
  CHECK_THAT(text, contains_text("1.50 times the capacity"));
}

TEST_CASE("Cells are never praised on a file without what they are bought for", "[analysis]") {
  RunResult run = made_up(40);
  run.variants[1].cells = 6;
  CHECK_THAT(conclusion(run), contains_text("Nothing in this file is what cells are bought for"));
}

TEST_CASE("A figure without an interval leads to the reason", "[analysis]") {
  const std::string table = report_table(made_up(1));
  CHECK_THAT(table, contains_text("99.00 % (1)"));
  CHECK_THAT(table, contains_text("(1) one replication has no interval"));
  CHECK_THAT(conclusion(made_up(1)), contains_text("cannot be told"));
}

TEST_CASE("JSON has the shape of the contract and no NaN", "[analysis]") {
  const auto json = nlohmann::json::parse(report_json({made_up(40)}));
  CHECK(json["schema_version"] == 1);
  const auto& run = json["runs"][0];
  CHECK(run["scenario"] == "az-power");
  CHECK(run["experiment"] == "main");
  CHECK(run["seed"] == 1);
  CHECK(run["digest"].is_string());
  const auto& variant = run["variants"][0];
  CHECK(variant["name"] == "zonal");
  CHECK(variant["replications"] == 40);
  // The headline's figures stand under "metrics" and again under its service.
  CHECK(variant["metrics"] == variant["objectives"]["web"]);
  const auto& lost = variant["metrics"]["lost_requests"];
  CHECK(lost["mean"] == 10450.0);
  CHECK(lost["ci95"].size() == 2);
  CHECK(lost["n"] == 40);
  CHECK(lost["note"].is_null());
  const auto& difference = run["differences"][0];
  for (const char* name : {"metric", "service", "a", "b", "mean", "ci95", "verdict"}) CHECK(difference.contains(name));
}

TEST_CASE("CSV has the columns of v_comparison and a line for each of its rows", "[analysis]") {
  std::istringstream csv(report_csv({made_up(40)}));
  std::string line;
  std::getline(csv, line);
  CHECK(line == "run,scenario,experiment,variant,service,metric,mean,ci95_low,ci95_high,n,note,params");
  std::size_t rows = 0;
  while (std::getline(csv, line)) ++rows;
  // Twelve summed metrics, and availability and nines made from one of them, for three variants.
  CHECK(rows == 3 * 14);
}

TEST_CASE("The story tells cause, observers, actions, end and loss with the numbers of the rows", "[analysis]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 10);
  const Database db = open_results(folder / "a.db");
  const std::string story = tell_story(db, {"zonal", 3, {}});
  CHECK_THAT(story, contains_text("zonal, replication 3, incident 0 of web"));
  CHECK_THAT(story, contains_text("zone_power_loss strikes zone tokyo/a"));
  CHECK_THAT(story, contains_text("web-zonal[zone tokyo/a] saw it, 2m10s after the onset"));
  CHECK_THAT(story, contains_text("health_check web: no path of its checks crosses the fault"));
  CHECK_THAT(story, contains_text("shift zone tokyo/a"));
  CHECK_THAT(story, contains_text("Held"));
  CHECK_THAT(story, contains_text("6m00s after the onset"));
  CHECK_THAT(story, contains_text("10300.0 of 500000.0 requests lost"));
  CHECK(widest(story) <= 80);
}

TEST_CASE("Without a choice the story is that of the costliest incident", "[analysis]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 10);
  const Database db = open_results(folder / "a.db");
  CHECK_THAT(tell_story(db, {}), contains_text("regional, replication 9, incident 0"));
  CHECK(tell_story(db, {"zonal", 77, {}}).empty());
  CHECK_THAT(incidents_sentence(db), contains_text("az-power zonal 10, az-power regional 10"));
}

TEST_CASE("Times of the story are rounded to the millisecond", "[analysis]") {
  CHECK(story_time(0) == "0s");
  CHECK(story_time(1'500'000'000) == "1.5s");
  CHECK(story_time(130'000'400'000) == "2m10s");
  CHECK(story_time(59'999'500'000) == "1m00s");
  CHECK(story_time(3'600'001'000'000) == "1h00m00.001s");
}
