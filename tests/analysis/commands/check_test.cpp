// SPDX-License-Identifier: Apache-2.0
// bulkhead check: verdicts, exit codes, baselines that are replayed, and what is refused.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/store.hpp"
#include "tests/analysis/commands/desk.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;
using test::Desk;
using test::Outcome;
using test::read_text;

namespace {

/// A drill without chance: one of three zones is lost at 20 min; the alarm needs three bad minutes, then the shift
/// takes the TTL.
const std::string kDrill = R"(bulkhead: 1
name: drill
about: One zone is lost for 20 minutes.
topology: {tokyo: {zones: [a, b, c]}}
services:
  web: {replicas: {per_zone: 6}, capacity: 100/s, time: 8ms}
clients:
  shoppers: {to: web, peak: 500/s, customers: 1000, entry: {via: dns, ttl: 60s}}
objectives: {web: {success: 99.9%}}
faults: {power: {kind: zone_loss, target: zone tokyo/c, at: 20m, for: 20m}}
run: {horizon: 1h, replications: 60, seed: 1}
)";

/// Components by chance, whose availability is known: one of two units, each 100 h up and 10 h down, both down a share
/// (1/11)^2.
const std::string kUnits = R"(bulkhead: 1
name: units
about: One of two units is enough.
components:
  unit: {count: 2}
  system: {needs: {units: {target: component unit/*, at_least: 1}}}
objectives: {system: {success: 100%}}
faults: {break: {kind: component_loss, target: component unit/*, mttf: 100h, repair: 10h}}
run: {horizon: 365d, replications: 100, seed: 1}
)";

nlohmann::json rows(const Desk& desk, const std::string& arguments, int code) {
  const Outcome done = desk.run("check " + arguments + " --quiet --format json");
  INFO(done.err);
  CHECK(done.code == code);
  return nlohmann::json::parse(done.out).at("rows");
}

std::string outcomes(const nlohmann::json& rows) {
  std::string text;
  for (const auto& row : rows) text += (text.empty() ? "" : ", ") + row.at("outcome").get<std::string>();
  return text;
}

}  // namespace

TEST_CASE("Met is 0 and missed is 3, with the value, the story and the command that repeats it", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 21m]\n");
  CHECK(outcomes(rows(desk, "drill.yaml", 0)) == "met");
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 5m]\n");
  const Outcome missed = desk.run("check drill.yaml --quiet");
  CHECK(missed.code == 3);
  CHECK_THAT(missed.out, contains_text("20m00s"));  // nobody acts: the time to recover is the fault's duration
  CHECK_THAT(missed.out, contains_text("struck by power (zone_loss"));
  CHECK_THAT(missed.out, contains_text("bulkhead explain drill.yaml --variant base --replication 0"));
  const Outcome story =
      desk.run("explain drill.yaml --variant base --replication 0 --seed 1 --set run.replications=1 --quiet");
  CHECK(story.code == 0);
  CHECK_THAT(story.out, contains_text("power: zone_loss strikes zone tokyo/c"));
}

TEST_CASE("A warning tells of what is missed and fails nothing", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [{that: mttr <= 5m, level: warn}]\n");
  CHECK(outcomes(rows(desk, "drill.yaml", 0)) == "missed");
}

TEST_CASE("Availability is held against its known value, by chance", "[cli]") {
  const Desk desk;
  // 1 - (1/11)^2 = 99.17 %; a hundred replications of a year see 100 * 8766 h with an outage about every 605 h.
  desk.write("units.yaml", kUnits + "expect: [availability(system) >= 99%]\n");
  CHECK(outcomes(rows(desk, "units.yaml", 0)) == "met");
  desk.write("units.yaml", kUnits + "expect: [availability(system) >= 99.3%]\n");
  CHECK(outcomes(rows(desk, "units.yaml", 3)) == "missed");
  // At the truth itself no evidence suffices.
  desk.write("units.yaml", kUnits + "expect: [availability(system) >= 99.17355%]\n");
  CHECK(outcomes(rows(desk, "units.yaml", 5)) == "inconclusive");
}

TEST_CASE("What never happened is not exercised, and fails only where that is asked", "[cli]") {
  const Desk desk;
  // Two of three zones carry the peak and the customers are moved by the routing: nobody notices the loss.
  desk.write("quiet.yaml", kDrill + "expect: [mttr(web) <= 5m]\n");
  const std::string calm = "quiet.yaml --set faults=null";
  CHECK(outcomes(rows(desk, calm, 0)) == "not exercised");
  CHECK(outcomes(rows(desk, calm + " --strict", 5)) == "not exercised");
}

TEST_CASE("A cause that hardly ever strikes leaves the check inconclusive", "[cli]") {
  const Desk desk;
  // Once in a thousand years, in a hundred replications of a year: 0.1 strikes are expected, and none proves nothing.
  desk.write("rare.yaml", kUnits + "expect: [availability(system) >= 90%]\n");
  const auto found = rows(desk, "rare.yaml --replications 100 --set faults.break.mttf=200000d", 5);
  CHECK(outcomes(found) == "inconclusive");
  CHECK_THAT(found[0].at("why").get<std::string>(), contains_text("too seldom to tell"));
}

TEST_CASE("A window measures a part of the run, and one without a fault proves nothing", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill +
                               "expect:\n  - {that: availability >= 50%, window: {from: 20m, to: 40m}}\n"
                               "  - {that: availability >= 99.99%, window: {from: 20m, to: 40m}}\n"
                               "  - {that: availability >= 99.99%, window: {from: 0s, to: 10m}}\n");
  const auto found = rows(desk, "drill.yaml", 3);
  CHECK(outcomes(found) == "met, missed, inconclusive");
  CHECK(found[0].at("sentence") == "base.availability(web) >= 50% in 20m..40m");
  CHECK(found[2].at("why") == "no fault struck in this window");
}

TEST_CASE("Incidents of one cause are counted alone", "[cli]") {
  const Desk desk;
  const std::string two = kDrill + "expect: [mttr(web by zone_loss) <= 25m, mttr(web by request_loss) <= 5m]\n";
  desk.write("two.yaml", two);
  // Half of the requests to web are lost for ten minutes of the first hour's end.
  const std::string loss =
      "--set 'faults.path={kind: request_loss, target: {from: entry shoppers@tokyo/a, to: service web}, at: 45m, for: "
      "10m, loss: 50%}'";
  CHECK(outcomes(rows(desk, "two.yaml " + loss, 3)) == "met, missed");
}

TEST_CASE("An unchanged design equals its baseline, with any seed", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  CHECK(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 60").code == 0);
  REQUIRE(desk.has("b.json"));
  CHECK(outcomes(rows(desk, "units.yaml --baseline b.json", 0)).find("same, same") == 0);
  CHECK(outcomes(rows(desk, "units.yaml --baseline b.json --seed 77", 0)).find("same, same") == 0);
}

TEST_CASE("A worse design is told from its baseline and is 4, a better one is well", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 60").code == 0);
  // Repairs that take 20 % longer: about 40 % more unavailability, on the same chance.
  const auto worse = rows(desk, "units.yaml --baseline b.json --set faults.break.repair=12h", 4);
  CHECK(outcomes(worse).find("worse") != std::string::npos);
  CHECK(outcomes(rows(desk, "units.yaml --baseline b.json --set faults.break.repair=8h", 0)).find("worse") ==
        std::string::npos);
}

TEST_CASE("A results database is a baseline too", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  REQUIRE(desk.run("run units.yaml --quiet --db old.db").code == 0);
  CHECK(outcomes(rows(desk, "units.yaml --baseline old.db", 0)).find("same") == 0);
  CHECK(outcomes(rows(desk, "units.yaml --baseline old.db --set faults.break.repair=15h", 4)).find("worse") !=
        std::string::npos);
}

TEST_CASE("A baseline of another scheme of random numbers, or none at all, is refused with the way out", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 10").code == 0);
  auto json = nlohmann::json::parse(read_text(desk / "b.json"));
  json["random"] = "dice";
  desk.write("other.json", json.dump());
  const Outcome other = desk.run("check units.yaml --quiet --baseline other.json");
  CHECK(other.code == 2);
  CHECK_THAT(other.err, contains_text("by the scheme 'dice'"));
  CHECK_THAT(other.err, contains_text("--update-baseline"));
  for (const char* broken : {"{}", "[]", "", "{\"bulkhead_baseline\": 7}", "{\"bulkhead_baseline\": 1}", "nonsense"}) {
    desk.write("broken.json", broken);
    const Outcome refused = desk.run("check units.yaml --quiet --baseline broken.json");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, contains_text("broken.json: error:"));
  }
  REQUIRE(desk.run("run units.yaml --quiet --db whole.db").code == 0);
  desk.write("cut.db", read_text(desk / "whole.db").substr(0, 9000));
  const Outcome cut = desk.run("check units.yaml --quiet --baseline cut.db");
  CHECK(cut.code == 2);
  CHECK_THAT(cut.err, contains_text("cut.db: error: this baseline is broken") && contains_text("--update-baseline"));
  const Outcome missing = desk.run("check units.yaml --quiet --baseline missing.json");
  CHECK(missing.code == 2);
  CHECK_THAT(missing.err, contains_text("missing.json: error:") && contains_text("--update-baseline"));
}

TEST_CASE("Where today's program predicts something else for the old design, it says so and is not red", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 60").code == 0);
  auto json = nlohmann::json::parse(read_text(desk / "b.json"));
  for (auto& figure : json["runs"][0]["variants"][0]["figures"])
    if (figure["metric"] == "mttr_s") figure["numerators"][0] = 1.0;
  desk.write("moved.json", json.dump());
  const Outcome moved = desk.run("check units.yaml --quiet --baseline moved.json --replications 60");
  CHECK(moved.code == 0);
  CHECK_THAT(moved.out, contains_text("predictions have moved"));
}

TEST_CASE("What the baseline guards and the file has no more is told, and fails a strict check", "[cli]") {
  const Desk desk;
  const std::string two = kUnits + "variants: {old: {}, new: {faults: {break: {repair: 9h}}}}\n";
  desk.write("units.yaml", two);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 60").code == 0);
  desk.write("units.yaml", kUnits + "variants: {new: {faults: {break: {repair: 9h}}}}\n");
  const Outcome lax = desk.run("check units.yaml --quiet --baseline b.json --replications 60");
  CHECK(lax.code == 0);
  CHECK_THAT(lax.out, contains_text("The baseline guards the variant old, which is not there"));
  CHECK(desk.run("check units.yaml --quiet --baseline b.json --replications 60 --strict").code == 5);
  // Another length is another experiment: nothing is called better or worse.
  const Outcome longer = desk.run("check units.yaml --quiet --baseline b.json --replications 60 --horizon 200d");
  CHECK(longer.code == 0);
  CHECK_THAT(longer.out, contains_text("compared"));
}

TEST_CASE("A baseline that several files share keeps those that are not checked", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  desk.write("drill.yaml", kDrill);
  REQUIRE(desk.run("check units.yaml drill.yaml --quiet --baseline b.json --update-baseline --replications 10").code ==
          0);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 10").code == 0);
  const auto json = nlohmann::json::parse(read_text(desk / "b.json"));
  REQUIRE(json["runs"].size() == 2);
  CHECK(json["runs"][0]["scenario"] == "drill");
}

TEST_CASE("Nothing that is read, and nothing of others, is overwritten", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits + "expect: [mttr <= 90d]\n");
  REQUIRE(desk.run("check units.yaml --quiet --db r.db").code == 0);
  for (const char* clash : {"--db r.db --baseline ./r.db", "--report json=units.yaml", "--db x.db --report json=x.db",
                            "--report json=a --report junit=a", "--baseline units.yaml --update-baseline",
                            "--baseline r.db --db x.db --update-baseline", "--format json --report github"}) {
    INFO(clash);
    CHECK(desk.run(std::string("check units.yaml --quiet ") + clash).code == 2);
  }
  CHECK(read_text(desk / "units.yaml") == kUnits + "expect: [mttr <= 90d]\n");
}

TEST_CASE("Hostile words of a baseline reach no log as a command", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  desk.write("b.json", R"({"bulkhead_baseline": 1, "random": "x\n::error::pwned\u001b[31m"})");
  const Outcome refused = desk.run("check units.yaml --quiet --baseline b.json");
  CHECK(refused.code == 2);
  CHECK(refused.err.find("\n::error") == std::string::npos);
  CHECK(refused.err.find('\x1b') == std::string::npos);
}

TEST_CASE("The command that repeats quotes what a shell would read, and names experiment and point", "[cli]") {
  const Desk desk;
  desk.write("a drill.yaml", kDrill + "expect: [mttr <= 5m]\nexperiments: {one: {}, two: {}}\n");
  const auto found = rows(desk, "'a drill.yaml'", 3);
  CHECK_THAT(found[0].at("repeat").get<std::string>(), contains_text("bulkhead explain 'a drill.yaml'"));
  CHECK_THAT(found[0].at("repeat").get<std::string>(), contains_text("--set experiments.two=null"));
  desk.write("sweep.yaml",
             kDrill + "expect: [mttr <= 5m]\nparams: {n: {set: services.web.replicas.per_zone, list: [6, 7]}}\n");
  const auto swept = rows(desk, "sweep.yaml", 3);
  REQUIRE(swept.size() == 2);
  const std::string repeat = swept[1].at("repeat").get<std::string>();
  CHECK_THAT(repeat, contains_text("--set params=null --set services.web.replicas.per_zone=7"));
  CHECK(desk.run(repeat.substr(9) + " --quiet").code == 0);
}

TEST_CASE("Reports are written side by side, and one that is none is refused before anything runs", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 5m]\n");
  CHECK(desk.run("check drill.yaml --quiet --report junit=a.xml --report markdown=a.md --report json=a.json --report "
                 "sarif=a.sarif --report github")
            .code == 3);
  for (const char* file : {"a.xml", "a.md", "a.json", "a.sarif"}) CHECK(desk.has(file));
  const Outcome refused = desk.run("check drill.yaml --quiet --report junti=a.xml --db none.db");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("did you mean junit?"));
  CHECK_FALSE(desk.has("none.db"));
}

TEST_CASE("What cannot be written is told before anything is simulated, and what was there stays", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 25m]\n");
  desk.write("kept.xml", "old");
  std::filesystem::create_directory(desk / "folder");
  // Ten million replications would take hours: that the answer comes at all says that none was run.
  const std::string check = "check drill.yaml --quiet --set run.replications=10000000 ";
  for (const char* option :
       {"--report junit=none/a.xml", "--report junit=folder", "--report junit=kept.xml --report json=none/a.json",
        "--baseline none/b.json --update-baseline", "--db none/r.db", "--db folder"}) {
    INFO(option);
    const Outcome refused = desk.run(check + option);
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, contains_text("cannot "));
    CHECK_FALSE(desk.has("results.db"));
  }
  CHECK(read_text(desk / "kept.xml") == "old");
  CHECK(desk.run("check drill.yaml --quiet --report junit=kept.xml").code == 0);
  CHECK(read_text(desk / "kept.xml") != "old");
  CHECK(desk.run("check drill.yaml --quiet --report junit=/dev/null").code == 0);
}

TEST_CASE("A row beside another figure says how they differ, fault by fault", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits);
  REQUIRE(desk.run("check units.yaml --quiet --baseline b.json --update-baseline --replications 60").code == 0);
  // The same failures, mended 20 % later: no incident is shorter, and every one is there.
  const auto worse = rows(desk, "units.yaml --baseline b.json --set faults.break.repair=12h", 4);
  CHECK(worse[0].at("metric") == "lost_requests_ratio");
  CHECK(worse[0].at("change").get<double>() > 0.2);
  CHECK(worse[0].at("change_interval")[0].get<double>() < worse[0].at("change").get<double>());
  const Outcome table = desk.run("check units.yaml --quiet --baseline b.json");
  CHECK_THAT(table.out, contains_text("fault by fault 0 %"));
  desk.write("drill.yaml",
             kDrill + "variants: {a: {}, b: {faults: {power: {for: 30m}}}}\nexpect: [b.mttr <= 2 * a.mttr]\n");
  // Nobody acts, so the times are the faults' own: 30 minutes for 20.
  CHECK(rows(desk, "drill.yaml", 0)[0].at("changed") == "+50.0 %");
}

TEST_CASE("That nothing was seen meets only what it could not hide", "[cli]") {
  const Desk desk;
  // Both of two at once, 100 days up and a day down: 0.07 times a year. Forty months see it one time in four, and none
  // seen in 40 replications leaves room for 0.3 % (tests/analysis/gate/unseen_test.cpp).
  desk.write("pair.yaml", R"(bulkhead: 1
name: pair
components: {disk: {count: 2}, pair: {needs: {disks: {target: component disk/*, at_least: 1}}}}
objectives: {pair: {success: 100%}}
faults: {break: {kind: component_loss, target: component disk/*, mttf: 100d, repair: 1d}}
expect: [availability >= 99.9999%, incidents_per_year <= 0.001, survived >= 99.99%, availability >= 90%, censored <= 0]
run: {horizon: 30d, replications: 40, seed: 1}
)");
  const auto found = rows(desk, "pair.yaml", 5);
  CHECK(outcomes(found) == "inconclusive, inconclusive, inconclusive, met, met");
  CHECK_THAT(found[0].at("why").get<std::string>(), contains_text("none seen in 40 replications, too few to tell"));
}

TEST_CASE("A share of replications is held against the whole of its interval, also where all are alike", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits + "expect: [survived >= 1%, survived <= 10%]\n");
  // Every year has an incident, in all of 50: a share of up to 7.1 % (Clopper-Pearson) is no surprise.
  const auto found = rows(desk, "units.yaml --replications 50", 5);
  CHECK(found[0].at("mean") == 0);
  CHECK(outcomes(found) == "inconclusive, met");
  // A drill leaves nothing to chance.
  desk.write("drill.yaml", kDrill + "expect: [survived <= 0.001%]\n");
  CHECK(outcomes(rows(desk, "drill.yaml", 0)) == "met");
}

TEST_CASE("A worse design that no replication has tried is not the same", "[cli]") {
  const Desk desk;
  // The pair of disks goes down together once in 30 years or so, for half a day; the shelf alone for 30 minutes.
  desk.write("site.yaml", R"(bulkhead: 1
name: site
components:
  disk: {count: 2}
  shelf: {}
  site: {needs: {disks: {target: component disk/*, at_least: 1}, shelf: {target: component shelf}}}
objectives: {site: {success: 100%}}
faults:
  disks: {kind: component_loss, target: component disk/*, mttf: 300d, repair: 1d}
  shelf: {kind: component_loss, target: component shelf, mttf: 20d, repair: 30m}
  fire: {kind: component_loss, target: component shelf, mttf: 100000d, repair: 1d}
run: {horizon: 60d, replications: 50, seed: 1}
)");
  REQUIRE(desk.run("check site.yaml --quiet --baseline b.json --update-baseline").code == 0);
  const auto outcome_of = [&](const std::string& options) {
    for (const auto& row : rows(desk, "site.yaml --baseline b.json" + options, 0))
      if (row.at("metric") == "lost_requests_ratio")
        return row.at("outcome").get<std::string>() + ", " + row.at("why").get<std::string>();
    return std::string();
  };
  CHECK_THAT(outcome_of(""), contains_text("same, equal in every replication"));
  CHECK_THAT(outcome_of(" --set faults.disks.repair=10d --seed 100"), contains_text("inconclusive, equal in 50"));
  CHECK_THAT(outcome_of(" --set faults.fire.repair=100d"), contains_text("inconclusive, fire struck 0 times"));
}

TEST_CASE("A scenario that the baseline does not know fails a strict check", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 21m]\n");
  REQUIRE(desk.run("check drill.yaml --quiet --baseline b.json --update-baseline").code == 0);
  CHECK(desk.run("check drill.yaml --quiet --baseline b.json --strict").code == 0);
  CHECK(desk.run("check drill.yaml --quiet --baseline b.json --set name=other").code == 0);
  CHECK(desk.run("check drill.yaml --quiet --baseline b.json --set name=other --strict").code == 5);
}

TEST_CASE("A report never replaces a file that the scenario includes", "[cli]") {
  const Desk desk;
  desk.write("base.inc.yaml", kDrill);
  desk.write("drill.yaml", "include: base.inc.yaml\nexpect: [mttr <= 21m]\n");
  const Outcome refused = desk.run("check drill.yaml --quiet --report junit=base.inc.yaml");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("would replace what is read"));
  CHECK(read_text(desk / "base.inc.yaml") == kDrill);
}

TEST_CASE("Thousands of expectations of one figure share its estimate", "[cli]") {
  const Desk desk;
  std::string many = kUnits + "expect:\n";
  for (int i = 0; i < 3000; ++i) many += fmt::format("  - availability(system) >= {:.4f}%\n", 50 + i / 100.0);
  desk.write("many.yaml", many);
  // 25 events or so: the estimate is a bootstrap of 999 resamples, which is made once for all of them.
  const auto found = rows(desk, "many.yaml --set run.horizon=150d --jobs 1", 0);
  REQUIRE(found.size() == 3000);
  for (const auto& row : found) {
    CHECK(row.at("mean") == found[0].at("mean"));
    CHECK(row.at("interval") == found[0].at("interval"));
  }
}

TEST_CASE("The verdicts of a check stand in its database", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 21m, {that: mttr <= 5m, level: warn, because: a drill}]\n");
  REQUIRE(desk.run("check drill.yaml --quiet --db r.db").code == 0);
  const Database db = open_results(desk / "r.db");
  Statement row = db.prepare("SELECT sentence, outcome, mean, threshold, level, because, line FROM v_expectation");
  REQUIRE(row.step());
  CHECK(row.text(0) == "base.mttr(web) <= 21m");
  CHECK(row.text(1) == "met");
  CHECK(row.real(2) == 1200);  // nobody acts: the fault's 20 minutes
  CHECK(row.real(3) == 1260);
  CHECK(row.null(5));
  REQUIRE(row.step());
  CHECK(row.text(1) == "missed");
  CHECK(row.text(4) == "warn");
  CHECK(row.text(5) == "a drill");
  CHECK(row.integer(6) == 12);
  CHECK_FALSE(row.step());
}

TEST_CASE("The story below a miss tells time as explain does", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [mttr <= 5m]\n");
  const Outcome late = desk.run("check drill.yaml --quiet --set faults.power.at=1205.25s --set run.horizon=2h");
  // Both tell the onset, which is the strike.
  CHECK_THAT(late.out, contains_text("at 20m05.25s"));
  CHECK_THAT(desk.run("explain results.db").out, contains_text("20m05.25s"));
}

TEST_CASE("A check that asks nothing is a mistake", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill);
  const Outcome refused = desk.run("check drill.yaml --quiet");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("there is nothing to check"));
}

TEST_CASE("An expectation of what does not exist is an error of the file, which validate finds", "[cli]") {
  const Desk desk;
  desk.write("drill.yaml", kDrill + "expect: [availabilty(web) >= 99%]\n");
  const Outcome refused = desk.run("validate drill.yaml");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("write instead: availability"));
}

TEST_CASE("A check is the same with any number of threads", "[cli]") {
  const Desk desk;
  desk.write("units.yaml", kUnits + "expect: [availability >= 99.1%, mttr <= 6h]\n");
  const Outcome one = desk.run("check units.yaml --quiet --jobs 1 --report json=1.json --report junit=1.xml");
  const Outcome three = desk.run("check units.yaml --quiet --jobs 3 --report json=3.json --report junit=3.xml");
  CHECK(one.out == three.out);
  CHECK(read_text(desk / "1.json") == read_text(desk / "3.json"));
  CHECK(read_text(desk / "1.xml") == read_text(desk / "3.xml"));
}
