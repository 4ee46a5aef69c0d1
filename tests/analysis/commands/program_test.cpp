// SPDX-License-Identifier: Apache-2.0
// The program as a person or a CI job calls it: what stands on stdout and stderr, which files appear, the exit code.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "analysis/commands/command.hpp"
#include "analysis/store.hpp"
#include "tests/analysis/commands/desk.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;
using test::Outcome;
using test::read_text;

namespace {

constexpr const char* kScenario = R"(bulkhead: 1
name: checkout
about: One zone loses power for 20 minutes.
topology:
  tokyo: {zones: [a, b, c]}
services:
  web: {replicas: {per_zone: 6}, capacity: 100/s, time: 8ms, calls: {cart: {timeout: 300ms}}}
  cart: {replicas: {per_zone: 6}, capacity: 100/s, time: 4ms}
clients:
  shoppers: {to: web, peak: 500/s, customers: 1000, entry: {via: dns, ttl: 60s}}
objectives:
  web: {success: 99.9%, over: 5m, quiet: 5m}
variants:
  apart: {routing: zonal}
  together: {routing: regional}
faults:
  power: {kind: zone_power_loss, target: zone tokyo/c, at: 20m, for: 20m}
run: {horizon: 1h, replications: 4, seed: 1}
)";

class CheckoutDesk : public test::Desk {
 public:
  CheckoutDesk() { write("checkout.yaml", kScenario); }
};

}  // namespace

TEST_CASE("Without a command the help goes to stderr and the code is 2; asked for it is data", "[cli]") {
  const CheckoutDesk desk;
  const Outcome bare = desk.run("");
  CHECK(bare.code == 2);
  CHECK(bare.out.empty());
  CHECK_THAT(bare.err, contains_text("bulkhead compare"));
  const Outcome asked = desk.run("--help");
  CHECK(asked.code == 0);
  CHECK(asked.out == bare.err);
}

TEST_CASE("Every command has a help with examples", "[cli]") {
  const CheckoutDesk desk;
  for (const Command& command : commands()) {
    const Outcome help = desk.run(std::string(command.name) + " --help");
    CHECK(help.code == 0);
    CHECK_THAT(help.out, contains_text("Examples:") && contains_text("bulkhead " + std::string(command.name)));
  }
}

TEST_CASE("Unknown commands and options are refused with the nearest name", "[cli]") {
  const CheckoutDesk desk;
  CHECK_THAT(desk.run("comapre x").err, contains_text("did you mean compare?"));
  CHECK_THAT(desk.run("run checkout.yaml --replicatons 3").err, contains_text("did you mean --replications?"));
  // An option that belongs to another command, or to a later one, is unknown.
  CHECK(desk.run("validate checkout.yaml --jobs 2").code == 2);
  CHECK(desk.run("run checkout.yaml --expect 1%").code == 2);
  CHECK(desk.run("check checkout.yaml").code == 2);
  CHECK_FALSE(desk.has("results.db"));
}

TEST_CASE("Values of options are checked before anything runs", "[cli]") {
  const CheckoutDesk desk;
  for (const char* bad :
       {"--jobs 0", "--jobs x", "--format xml", "--replications 0", "--replications many", "--horizon 3", "--seed -1",
        "--precision 0", "--precision 60%", "--precision 1", "--time-budget 30", "--time-budget 0s", "--set nonsense",
        "--set run.seeds=1", "-f absent.yaml"}) {
    const Outcome outcome = desk.run(std::string("run checkout.yaml ") + bad);
    INFO(bad);
    CHECK(outcome.code == 2);
    CHECK_FALSE(outcome.err.empty());
  }
  CHECK_FALSE(desk.has("results.db"));
  CHECK_FALSE(desk.has("results.db.partial"));
}

TEST_CASE("One bad file among several and nothing runs, unless asked to keep going", "[cli]") {
  const CheckoutDesk desk;
  desk.write("bad.yaml", "bulkhead: 1\nname: bad\nservises: {}\n");
  const Outcome refused = desk.run("run checkout.yaml bad.yaml");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("bad.yaml:3:1") && contains_text("services"));
  CHECK_FALSE(desk.has("results.db"));
  const Outcome kept = desk.run("run checkout.yaml bad.yaml --keep-going");
  CHECK(kept.code == 0);
  CHECK_THAT(kept.err, contains_text("bad.yaml:3:1"));
  CHECK(desk.has("results.db"));
}

TEST_CASE("Run writes a database and prints the table; quiet prints nothing", "[cli]") {
  const CheckoutDesk desk;
  const Outcome loud = desk.run("run checkout.yaml");
  CHECK(loud.code == 0);
  CHECK_THAT(loud.out, contains_text("availability") && contains_text("apart") && contains_text("together"));
  CHECK_THAT(loud.err, contains_text("Written: results.db"));
  const Outcome quiet = desk.run("run checkout.yaml --quiet --db q.db");
  CHECK(quiet.out.empty());
  CHECK(quiet.err.empty());
  CHECK(read_text(desk / "q.db") == read_text(desk / "results.db"));
}

TEST_CASE("The number of threads changes no byte of the database", "[cli][store]") {
  const CheckoutDesk desk;
  for (const char* jobs : {"1", "2", "7"})
    CHECK(desk.run(std::string("run checkout.yaml -q --jobs ") + jobs + " --db j" + jobs + ".db").code == 0);
  CHECK(read_text(desk / "j1.db") == read_text(desk / "j2.db"));
  CHECK(read_text(desk / "j1.db") == read_text(desk / "j7.db"));
}

TEST_CASE("Comparing a file and comparing its database give the same data", "[cli]") {
  const CheckoutDesk desk;
  const Outcome file = desk.run("compare checkout.yaml --format json");
  const Outcome database = desk.run("compare results.db --format json");
  CHECK(file.code == 0);
  CHECK(database.code == 0);
  CHECK(file.out == database.out);
  const auto json = nlohmann::json::parse(file.out);
  CHECK(json["runs"][0]["variants"].size() == 2);
  CHECK(json["runs"][0]["variants"][0]["replications"] == 4);
}

TEST_CASE("Short options are the same as --set", "[cli]") {
  const CheckoutDesk desk;
  CHECK(desk.run("run checkout.yaml -q -n 2 --seed 5 --horizon 50m --db a.db").code == 0);
  CHECK(
      desk.run("run checkout.yaml -q --set run.replications=2 --set run.seed=5 --set run.horizon=50m --db b.db").code ==
      0);
  CHECK(read_text(desk / "a.db") == read_text(desk / "b.db"));
}

TEST_CASE("A foreign file is not overwritten", "[cli]") {
  const CheckoutDesk desk;
  const Outcome outcome = desk.run("run checkout.yaml --db checkout.yaml");
  CHECK(outcome.code == 1);
  CHECK(read_text(desk / "checkout.yaml") == kScenario);
}

TEST_CASE("Explain tells a story from a database and refuses what is not there", "[cli]") {
  const CheckoutDesk desk;
  REQUIRE(desk.run("run checkout.yaml -q").code == 0);
  const Outcome story = desk.run("explain results.db --variant apart");
  CHECK(story.code == 0);
  CHECK_THAT(story.out,
             contains_text("What happened") && contains_text("zone_power_loss") && contains_text("Who saw it"));
  CHECK_THAT(desk.run("explain results.db --variant appart").err, contains_text("apart, together"));
  CHECK(desk.run("explain results.db --replication 99").code == 2);
  CHECK(desk.run("explain absent.db").code == 2);
}

TEST_CASE("Validate, config, digest, schema, list and version print data", "[cli]") {
  const CheckoutDesk desk;
  CHECK_THAT(desk.run("validate checkout.yaml").out, contains_text("checkout.yaml: valid (1 experiment, 2 variants)"));
  const Outcome config = desk.run("config checkout.yaml --variant apart");
  CHECK_THAT(config.out, contains_text("zone tokyo/c"));
  CHECK(desk.run("config checkout.yaml --variant nobody").code == 2);
  CHECK(nlohmann::json::parse(desk.run("schema").out).contains("$schema"));
  CHECK_THAT(desk.run("list").out, contains_text("zone_power_loss"));
  CHECK(nlohmann::json::parse(desk.run("list --format json").out)["kinds"].size() > 3);
  CHECK(desk.run("version").out.rfind("bulkhead ", 0) == 0);
}

TEST_CASE("List knows every metric and preset by name, with unit, direction and definition", "[cli]") {
  const CheckoutDesk desk;
  const Outcome metrics = desk.run("list metrics");
  CHECK(metrics.code == 0);
  CHECK_THAT(metrics.out,
             contains_text("mttr (a duration, lower is better)\n      Mean time from an incident's onset"));
  CHECK_THAT(metrics.out, contains_text("availability (a share, higher is better)"));
  CHECK(desk.run("list mttr").out == desk.run("list mttr_s").out);
  CHECK_THAT(desk.run("list presets").out,
             contains_text("tier-1: ") && contains_text("availability >= 99.95%") && contains_text("mttr <= 4h"));
  CHECK_THAT(desk.run("list tier-4").err, contains_text("did you mean tier-1?"));
  const auto json = nlohmann::json::parse(desk.run("list --format json").out);
  CHECK(json["metrics"].size() == bulkhead::metrics().size());
  CHECK(json["presets"].size() == 3);
}

TEST_CASE("A diff of one file with itself, or of files with nothing in common, is refused", "[cli]") {
  const CheckoutDesk desk;
  const std::string text = kScenario;
  const Outcome itself = desk.run("diff checkout.yaml ./checkout.yaml --set services.web.capacity=101/s");
  CHECK(itself.code == 2);
  CHECK_THAT(itself.err, contains_text("go over both"));
  desk.write("other.yaml",
             std::string(text).replace(text.find("variants:"), 9, "x-none:") + "variants: {red: {}, green: {}}\n");
  const Outcome apart = desk.run("diff checkout.yaml other.yaml");
  CHECK(apart.code == 2);
  CHECK_THAT(apart.err, contains_text("nothing can be compared") && contains_text("main red"));
}

TEST_CASE("The digest of a file ignores its order and its comments, and sees every value", "[cli]") {
  const CheckoutDesk desk;
  const std::string text = kScenario;
  const std::size_t run = text.find("run:");
  desk.write("shuffled.yaml", "# a comment\n" + text.substr(run) + text.substr(0, run));
  const auto first = [&](const std::string& arguments) { return desk.run("digest " + arguments).out.substr(0, 16); };
  CHECK(first("checkout.yaml") == first("shuffled.yaml"));
  CHECK(first("checkout.yaml") != first("checkout.yaml --set run.seed=2"));
  CHECK(first("checkout.yaml") != first("checkout.yaml --set services.web.capacity=101/s"));
}

TEST_CASE("A folder stands for the scenario files in it", "[cli]") {
  const CheckoutDesk desk;
  std::filesystem::create_directory(desk / "sub");
  desk.write("sub/piece.yaml", "services: {}\n");
  desk.write("sub/two.yaml", std::string(kScenario).replace(std::string(kScenario).find("checkout"), 8, "two"));
  const Outcome outcome = desk.run("validate .");
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.out, contains_text("checkout.yaml: valid") && contains_text("two.yaml: valid"));
  CHECK_THAT(desk.run("validate /nonexistent").err, contains_text("/nonexistent"));
}

TEST_CASE("A full disk behind stdout is an error", "[cli]") {
  const CheckoutDesk desk;
  const std::string command = std::string("'") + BULKHEAD_BINARY + "' version >/dev/full 2>/dev/null";
  const int status = std::system(command.c_str());
  CHECK(WEXITSTATUS(status) == 1);
}

constexpr const char* kByChance =
    "--set faults.power.at=null --set faults.power.for=null --set faults.power.mttf=2h --set faults.power.repair=10m";

TEST_CASE("A precision ends a run where its seed says so, whatever the threads, and the store says why", "[cli]") {
  // Some 0.4 outages strike in each hour (mttf 2 h), so that 100 effective events take at least 200 replications.
  const CheckoutDesk desk;
  const std::string common = std::string("run checkout.yaml ") + kByChance + " --format json --precision 30%";
  const Outcome one = desk.run(common + " --jobs 1 --db 1.db");
  INFO(one.err);
  REQUIRE(one.code == 0);
  CHECK(desk.run(common + " --jobs 3 --db 3.db").out == one.out);
  const auto run = nlohmann::json::parse(one.out)["runs"][0];
  CHECK(run["ended"] == "precision");
  CHECK(run["note"] == "the precision of 30 % is reached");
  const std::uint64_t done = run["variants"][0]["replications"];
  CHECK(done >= 200);
  CHECK((done == 200 || done == 400 || done == 800 || done == 1600));
  const auto lost = run["variants"][0]["metrics"]["lost_requests_ratio"];
  CHECK(lost["ci95"][1].get<double>() - lost["ci95"][0].get<double>() < 0.6 * lost["mean"].get<double>());
}

TEST_CASE("A number of replications on the command line is the cap of a precision", "[cli]") {
  const CheckoutDesk desk;
  const Outcome capped = desk.run(std::string("run checkout.yaml --rare never ") + kByChance +
                                  " --format json --precision 1% --replications 60");
  INFO(capped.err);
  REQUIRE(capped.code == 0);
  const auto run = nlohmann::json::parse(capped.out)["runs"][0];
  CHECK(run["variants"][0]["replications"] == 60);
  CHECK(run["note"] == "the precision of 1 % is not reached");
}

TEST_CASE("A run that its time ends says that it is not repeatable, and what repeats it", "[cli]") {
  const CheckoutDesk desk;
  const Outcome timed = desk.run("run checkout.yaml --replications 10000000 --time-budget 300ms --db t.db");
  CHECK(timed.code == 0);
  CHECK_THAT(timed.err, contains_text("not repeatable; --replications "));
  CHECK_THAT(timed.out, contains_text("the time was over, which is not repeatable; --replications "));
}

TEST_CASE("Where a precision is out of plain simulation's reach failure biasing gives the figure, whatever the threads",
          "[cli]") {
  // Three of six, 1000 h and 5 h: 15 u^4 (1-u)^2 + 6 u^5 (1-u) + u^6 with u = 5/1005 is 9.1158e-9; five: 1.2222e-6.
  const CheckoutDesk desk;
  desk.write("disks.yaml", R"(bulkhead: 1
name: disks
components:
  disk: {count: 6}
  store: {needs: {disks: {target: component disk, at_least: 3}}}
objectives: {store: {success: 99.9%, headline: true}}
faults:
  disk: {kind: component_loss, target: component disk, mttf: {exponential: 1000h}, repair: {exponential: 5h}}
variants: {six: {}, five: {components: {disk: {count: 5}}}}
run: {horizon: 365d, replications: 100}
)");
  const Outcome one = desk.run("run disks.yaml -q --format json --precision 10% -j 1 --db one.db");
  const Outcome two = desk.run("run disks.yaml -q --format json --precision 10% -j 2 --db two.db");
  REQUIRE(one.code == 0);
  CHECK(one.out == two.out);
  CHECK(digest_database(desk / "one.db") == digest_database(desk / "two.db"));
  const auto run = nlohmann::json::parse(one.out).at("runs").at(0);
  CHECK(run.at("ended") == "precision");
  const auto& six = run.at("variants").at(0).at("metrics").at("lost_requests_ratio");
  CHECK_THAT(six.at("note").get<std::string>(), contains_text("by failure biasing"));
  const double low = six.at("ci95").at(0), high = six.at("ci95").at(1), mean = six.at("mean");
  CHECK((high - low) / 2 <= 0.1 * mean);
  CHECK(std::fabs(mean - 9.1158e-9) <= (high - low));  // 4 standard errors
  for (const auto& d : run.at("differences"))
    if (d.at("metric") == "lost_requests_ratio") CHECK(d.at("verdict") == "worse");
  const Outcome plain = desk.run("run disks.yaml -q --format json --rare never -n 20 --db plain.db");
  CHECK_THAT(plain.out, !contains_text("biasing"));
  const Outcome always = desk.run("run disks.yaml -q --format json --rare always -n 20 --db always.db");
  CHECK_THAT(always.out, contains_text("biasing"));
  CHECK(desk.run("run disks.yaml --rare perhaps").code == 2);
}

TEST_CASE("A sweep is one table with a row for each point, and one run for each point in the database", "[cli]") {
  const CheckoutDesk desk;
  desk.write("sweep.yaml", "params: {replicas: {set: services.web.replicas.per_zone, list: [6, 8]}}\n");
  const Outcome swept = desk.run("run checkout.yaml -f sweep.yaml");
  INFO(swept.err);
  REQUIRE(swept.code == 0);
  CHECK_THAT(swept.out, contains_text("2 points, 2 variants, 4 replications") && contains_text("Knee"));
  CHECK_THAT(swept.out, contains_text("replicas") && contains_text("apart") && contains_text("together"));
  const auto runs = nlohmann::json::parse(desk.run("compare results.db --format json").out)["runs"];
  REQUIRE(runs.size() == 2);
  CHECK(runs[1]["params"]["replicas"] == "8");
  CHECK(runs[0]["knees"].size() == 2);
}

TEST_CASE("An alarm that is up when an incident begins is told so, and nobody is called by it", "[cli]") {
  const CheckoutDesk desk;
  // The zone is lost at 1 h and seen three minutes later; the shift ends after two hours, with the zone still lost and its
  // alarm still up: the second incident begins at 3h03m00s and lasts until the fault heals at 7 h.
  desk.write("site.yaml", R"(bulkhead: 1
name: site
topology: {eu: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 2}, capacity: 100/s, time: 5ms}}
clients: {users: {to: web, peak: 240/s, customers: 1000, entry: {via: dns}}}
objectives: {web: {success: 99.9%, quiet: 0s}}
faults: {power: {kind: zone_power_loss, target: zone eu/a, at: 1h, for: 6h}}
detection: {alarm: {kind: success_rate, target: service web, split: entry_zone, below: 99%, missing: breaching}}
response: {leave: {when: alarm, who: automatic, do: shift, for: 2h}}
run: {horizon: 12h, replications: 1}
)");
  const Outcome told = desk.run("explain site.yaml --replication 0 --incident 1 --quiet");
  CHECK(told.code == 0);
  CHECK_THAT(told.out, contains_text("3h03m00s          web breaks its objective"));
  CHECK_THAT(told.out, contains_text("alarm: it was up already when the incident began"));
  CHECK_THAT(told.out, contains_text("Nobody acted."));
}

TEST_CASE("An end that follows from a repair is no action's merit", "[cli]") {
  const CheckoutDesk desk;
  // The power is back at 1h10m and the instances have booted at 1h15m, while the shift of 1h03m still drains until 1h23m.
  desk.write("site.yaml", R"(bulkhead: 1
name: site
topology: {eu: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 2}, capacity: 100/s, time: 5ms, boot: 5m}}
clients: {users: {to: web, peak: 240/s, customers: 1000, entry: {via: dns, ttl: 20m}}}
objectives: {web: {success: 99.9%, quiet: 0s}}
faults: {power: {kind: zone_power_loss, target: zone eu/a, at: 1h, for: 10m}}
detection: {alarm: {kind: success_rate, target: service web, split: entry_zone, below: 99%, missing: breaching}}
response: {leave: {when: alarm, who: automatic, do: shift, for: 2h}}
run: {horizon: 4h, replications: 1}
)");
  const Outcome told = desk.run("explain site.yaml --replication 0 --incident 0 --quiet");
  CHECK_THAT(told.out, contains_text("1h15m00s          web meets its objective again"));
  CHECK_THAT(told.out, contains_text("1 action, 0 people or teams"));
  CHECK_THAT(told.out, !contains_text("an action has helped"));
}

TEST_CASE("Who acts between two dips of one incident has acted in it", "[cli]") {
  const CheckoutDesk desk;
  // Dips from 1h00m to 1h05m and from 1h08m to 1h09m are one incident, as `quiet` is 10 minutes. The alarm of 1h03m is
  // acknowledged after 150 s, at 1h05m30s: between them.
  desk.write("site.yaml", R"(bulkhead: 1
name: site
topology: {eu: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 2}, capacity: 100/s, time: 5ms}}
clients: {users: {to: web, peak: 240/s, customers: 1000, entry: {via: dns}}}
objectives: {web: {success: 99.9%, quiet: 10m}}
faults:
  first: {kind: zone_power_loss, target: zone eu/a, at: 1h, for: 5m}
  second: {kind: zone_power_loss, target: zone eu/b, at: 68m, for: 1m}
detection: {alarm: {kind: success_rate, target: service web, split: entry_zone, below: 99%, missing: breaching}}
people: {on-call: {acknowledge: 150s, diagnose: 0s, decide: 0s}}
response: {leave: {when: alarm, who: on-call, do: shift, for: 2h}}
run: {horizon: 4h, replications: 1}
)");
  const Outcome told = desk.run("explain site.yaml --replication 0 --incident 0 --quiet");
  CHECK_THAT(told.out, contains_text("Begun\n                    1h05m30s"));
  CHECK_THAT(told.out, contains_text("1h09m00s          web meets its objective again"));
  CHECK_THAT(told.out, contains_text("1 action, 1 person or team"));
}

TEST_CASE("A story tells of a fault that had healed before the incident that it caused", "[cli]") {
  const CheckoutDesk desk;
  // Two zones are lost, one after the other; the shift away from the first outlasts it, and the shift away from the second leaves
  // one zone for all, who are too many: that incident begins after both have healed.
  desk.write("site.yaml", R"(bulkhead: 1
name: site
topology: {eu: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 2}, capacity: 60/s, time: 5ms}}
clients: {users: {to: web, peak: 240/s, customers: 1000, entry: {via: dns}}}
objectives: {web: {success: 99.9%, quiet: 0s}}
faults:
  first: {kind: zone_power_loss, target: zone eu/a, at: 1h, for: 10m}
  second: {kind: zone_power_loss, target: zone eu/b, at: 2h, for: 10m}
detection: {alarm: {kind: success_rate, target: service web, split: entry_zone, below: 99%, missing: breaching}}
people: {on-call: {acknowledge: 3m, diagnose: 5m}}
response: {leave: {when: alarm, who: on-call, do: shift, for: 6h}}
run: {horizon: 12h, replications: 1}
)");
  std::string stories;
  for (int i = 0; i < 6; ++i)
    stories += desk.run(fmt::format("explain site.yaml --replication 0 --incident {} --quiet", i)).out;
  CHECK_THAT(stories, contains_text("before the onset, and"));
}

TEST_CASE("A response may name the service, the zone or the cell that it leaves", "[cli]") {
  const CheckoutDesk desk;
  const auto acts = [&](const std::string& routing, const std::string& what) {
    desk.write("site.yaml", R"(bulkhead: 1
name: site
topology: {tokyo: {zones: [a, b]}}
services:
  web: {replicas: {per_zone: 2}, capacity: 300/s, calls: {api: {timeout: 1s}}}
  api: {replicas: {per_zone: 2}, capacity: 300/s}
clients: {users: {to: web, peak: 100/s, entry: {via: dns}}}
objectives: {web: {success: 99.9%}}
faults: {power: {kind: zone_power_loss, target: zone tokyo/a, at: 1h, for: 2h}}
detection: {alarm: {kind: success_rate, target: service web, below: 99%, missing: breaching}}
run: {horizon: 3h, replications: 1}
)" + routing + "\nresponse: {leave: {when: alarm, who: automatic, for: 1h, " +
                                what + "}}\n");
    const Outcome told = desk.run("explain site.yaml --replication 0 --incident 0 --quiet");
    INFO(told.err);
    CHECK(told.code == 0);
    return told.out;
  };
  CHECK_THAT(acts("routing: regional", "do: evacuate_service, service: api, zone: a"),
             contains_text("evacuate_service api from zone tokyo/a"));
  CHECK_THAT(acts("routing: zonal", "do: shift, zone: tokyo/a"), contains_text("shift users from zone tokyo/a"));
  CHECK_THAT(acts("routing: cell\ncells: {count: 2, span: zone, copy: 10m}", "do: drain_cell, cell: '1'"),
             contains_text("drain_cell cell 1"));
}

TEST_CASE("An interrupted run keeps what is complete and says 130", "[cli]") {
  const CheckoutDesk desk;
  // Far more replications than a second allows; the shell sends the signal that Ctrl-C sends.
  const Outcome outcome = desk.run("run checkout.yaml -n 10000000 --jobs 2 & P=$!; sleep 1; kill -INT $P; wait $P");
  CHECK(outcome.code == 130);
  CHECK(desk.has("results.db"));
  CHECK_FALSE(desk.has("results.db.partial"));
}
