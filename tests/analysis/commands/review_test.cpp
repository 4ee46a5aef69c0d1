// SPDX-License-Identifier: Apache-2.0
// bulkhead review as a person calls it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analysis/commands/command.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;

namespace {

/// Runs the program in a folder with the files given and returns what stands on stdout and stderr.
struct Review {
  explicit Review(const std::string& name, const std::string& text, const std::string& arguments) {
    const test::Folder folder;
    std::ofstream(folder / name) << text;
    const std::string command =
        "cd '" + (folder / "") + "' && '" + BULKHEAD_BINARY + "' review " + arguments + " >.out 2>.err";
    code = std::system(command.c_str());
    out = read(folder / ".out");
    err = read(folder / ".err");
  }

  static std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  int code = 0;
  std::string out, err;
};

constexpr const char* kTree =
    R"({"top": "t", "gates": {"t": {"op": "or", "args": ["a", "b"]}}, "events": {"a": 0.1, "b": 0.2}})";

// Two of three zones carry the peak of 150/s at 100/s for each zone's instance; q = 1/100 each.
constexpr const char* kReviewed = R"(bulkhead: 1
name: shop
topology:
  t: {zones: [a, b, c]}
services:
  web: {replicas: {per_zone: 1}, capacity: 100/s, time: 1ms}
clients:
  users: {to: web, peak: 150/s, customers: 10, entry: {via: load_balancer}}
objectives:
  web: {success: 99.9%, over: 5m, quiet: 5m}
variants:
  apart: {routing: zonal}
  together: {routing: regional}
faults:
  power: {kind: zone_power_loss, target: zone t/*, mttf: 99h, repair: 1h}
run: {horizon: 1h, replications: 1, seed: 1}
)";

}  // namespace

TEST_CASE("A review of a sweep names the point of each answer", "[analysis]") {
  std::string text = kReviewed;
  text.insert(text.find("objectives:"), "params:\n  life: {set: faults.power.mttf, list: [99h, 199h]}\n");
  const Review table("shop.yaml", text, "--structure shop.yaml --variant apart");
  CHECK_THAT(table.out, contains_text("shop  main  apart  life=99h\n"));
  CHECK_THAT(table.out, contains_text("shop  main  apart  life=199h\n"));
  const Review json("shop.yaml", text, "--structure shop.yaml --variant apart --format json");
  const auto reviews = nlohmann::json::parse(json.out)["reviews"];
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[1]["params"] == nlohmann::json{{"life", "199h"}});
}

TEST_CASE("A fault tree is reviewed as text and as JSON", "[cli]") {
  const Review text("tree.json", kTree, "tree.json");
  CHECK(text.code == 0);
  CHECK_THAT(text.out,
             contains_text("probability               0.28\n") && contains_text("single points of failure  a, b"));
  const auto json = nlohmann::json::parse(Review("tree.json", kTree, "tree.json --format json").out);
  const auto& question = json["reviews"][0]["questions"][0];
  CHECK_THAT(question["top_probability"].get<double>(), Catch::Matchers::WithinAbs(0.28, 1e-12));
  CHECK(question["cut_sets"][0]["events"][0] == "b");
}

TEST_CASE("A scenario is reviewed variant by variant, within 80 columns", "[cli]") {
  const Review all("shop.yaml", kReviewed, "--structure shop.yaml");
  CHECK(all.code == 0);
  CHECK_THAT(all.out, contains_text("shop  main  apart") && contains_text("shop  main  together") &&
                          contains_text("2 of zone t/* (3 sets)"));
  std::istringstream lines(all.out);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  const auto json = nlohmann::json::parse(
      Review("shop.yaml", kReviewed, "--structure shop.yaml --variant together --format json").out);
  REQUIRE(json["reviews"].size() == 1);
  // At least two of three zones: 3 q^2 (1 - q) + q^3 with q = 0.01.
  const double down = json["reviews"][0]["questions"][0]["unavailability_ratio"];
  CHECK_THAT(down, Catch::Matchers::WithinAbs(0.000298, 1e-12));
}

TEST_CASE("A fault tree tells of events in no gate, and of a top that needs none", "[cli]") {
  const Review unused(
      "tree.json",
      R"({"top": "t", "gates": {"t": {"op": "or", "args": ["a"]}}, "events": {"a": 1e-300, "b\u001b": 0.2}})",
      "tree.json");
  CHECK_THAT(unused.out, contains_text("In no gate: b\\x1b.\n"));
  CHECK_THAT(unused.out, contains_text("1.00e+300"));  // RAW: 1 / 1e-300
  const Review always(
      "tree.json", R"({"top": "t", "gates": {"t": {"op": "not", "args": ["a"]}}, "events": {"a": 0.1}})", "tree.json");
  CHECK_THAT(always.out, contains_text("the top is true when nothing has happened\n"));
  CHECK_THAT(always.out, !contains_text("smallest cut"));
}

TEST_CASE("What only faults at an instant cut off has no availability", "[cli]") {
  std::string text = kReviewed;
  const std::string chance = "mttf: 99h, repair: 1h";
  text.replace(text.find(chance), chance.size(), "at: 10m, for: 1m");
  const Review table("shop.yaml", text, "--structure shop.yaml --variant together");
  CHECK_THAT(table.out, contains_text("no figure                 cut off by faults at an instant, not by chance\n"));
  CHECK_THAT(table.out, !contains_text("nothing in this file"));
  CHECK_THAT(table.out, contains_text("Services: what the design allows if everybody noticed and acted at once.\n"));
  const auto json =
      nlohmann::json::parse(Review("shop.yaml", text, "--structure shop.yaml --variant together --format json").out);
  const auto& question = json["reviews"][0]["questions"][0];
  CHECK(question["availability_ratio"].is_null());
  CHECK(question["refused"][0] == "cut off by faults at an instant, not by chance");
}

TEST_CASE("A review by rules tells errors by its exit code, and warnings if asked", "[cli]") {
  constexpr int kMissed = 3 << 8;  // as std::system gives it
  std::string text = kReviewed;
  text += "detection: {seen: {kind: success_rate, target: service web, below: 90%}}\n";
  CHECK(Review("shop.yaml", text, "shop.yaml --strict").code == 0);
  const std::string enough = "capacity: 100/s";
  text.replace(text.find(enough), enough.size(), "capacity: 60/s");
  const Review warned("shop.yaml", text, "shop.yaml");
  CHECK(warned.code == 0);
  CHECK_THAT(warned.out, contains_text("warnings\n\nshop.yaml:6:20") && contains_text("static-stability\n") &&
                             contains_text("1 file: 0 errors, 1 warning, 0 notes; 0 suppressed\n"));
  CHECK(Review("shop.yaml", text, "shop.yaml --strict").code == kMissed);
  text.replace(text.find("capacity: 60/s"), 14, "capacity: 40/s");
  CHECK(Review("shop.yaml", text, "shop.yaml").code == kMissed);
  text += "suppress: [{rule: capacity-below-peak, because: \"a test\"}]\n";
  CHECK(Review("shop.yaml", text, "shop.yaml --strict").code == 0);
}

TEST_CASE("Options of the structural review and of the rules do not mix", "[cli]") {
  CHECK_THAT(Review("shop.yaml", kReviewed, "shop.yaml --order 2").err, contains_text("go with --structure"));
  CHECK_THAT(Review("shop.yaml", kReviewed, "shop.yaml --structure --format sarif").err, contains_text("has no SARIF"));
  CHECK_THAT(Review("tree.json", kTree, "tree.json x.yaml").err, contains_text("by its structure alone"));
}

TEST_CASE("A suppression of an unknown rule makes a file invalid for every command", "[cli]") {
  const std::string text = std::string(kReviewed) + "suppress: [{rule: statik-stability, because: \"a test\"}]\n";
  CHECK_THAT(Review("shop.yaml", text, "shop.yaml").err, contains_text("write instead: static-stability"));
}

TEST_CASE("A review refuses what it cannot read, before anything is printed", "[cli]") {
  const Review bad("tree.json", R"({"top": "t", "gates": {}, "events": {}})", "tree.json");
  CHECK(bad.code != 0);
  CHECK(bad.out.empty());
  CHECK_THAT(bad.err, contains_text("tree.json: top: 't' is neither a gate nor an event"));
  CHECK_THAT(Review("shop.yaml", kReviewed, "shop.yaml --variant aprat").err,
             contains_text("no variant is named 'aprat'"));
  CHECK_THAT(Review("shop.yaml", kReviewed, "shop.yaml --order 0").err, contains_text("--order is a whole number"));
  CHECK_THAT(Review("tree.json", kTree, "absent.json").err, contains_text("absent.json: cannot be read"));
}
