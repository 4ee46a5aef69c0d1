// SPDX-License-Identifier: Apache-2.0
// Sweeps: which points there are, in which order, and what lies over what.
#include "scenarios/language/sweep.hpp"

#include <fmt/format.h>

#include "scenarios/language/quantity.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

using test::kSmallest;
using test::load_text;

std::string problems(const std::string& params, const std::vector<std::string>& settings = {}) {
  return load_text(kSmallest + "params:\n" + params, {{}, settings}).problems();
}

std::vector<Experiment> experiments(const std::string& more, const std::vector<std::string>& settings = {}) {
  const Loaded loaded = load_text(kSmallest + more, {{}, settings});
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments;
}

// "main replicas=2 time=10ms: 2 instances of 100/s, 10 ms"
std::string shown(const Experiment& experiment) {
  std::string text = experiment.name;
  for (const auto& [param, value] : experiment.point) text += fmt::format(" {}={}", param, value);
  const ServiceSpec& web = experiment.variants[0].model.services[0];
  return fmt::format("{}: {} of {}/s, {} ms", text, web.replicas_per_zone, web.capacity_rps,
                     1000 * web.time.mean_seconds());
}

YamlNode scalar(const std::string& text) {
  YamlNode node;
  node.text = text;
  return node;
}

std::vector<std::string> range(const std::string& from, const std::string& to, const std::string& step) {
  Diagnostics diagnostics;
  return expand_range(scalar(from), scalar(to), scalar(step), 100, diagnostics);
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("points are all combinations in the order of the file, the first parameter slowest", "[language]") {
  const auto all = experiments(
      "params:\n"
      "  replicas: {set: services.web.replicas.per_zone, list: [4, 2]}\n"
      "  a-time: {set: services.web.time, range: {from: 10ms, to: 35ms, step: 10ms}}\n");
  REQUIRE(all.size() == 6);  // 2 values times 3: 10, 20 and 30 ms
  CHECK(shown(all[0]) == "main replicas=4 a-time=10ms: 4 of 100/s, 10 ms");
  CHECK(shown(all[1]) == "main replicas=4 a-time=20ms: 4 of 100/s, 20 ms");
  CHECK(shown(all[2]) == "main replicas=4 a-time=30ms: 4 of 100/s, 30 ms");
  CHECK(shown(all[3]) == "main replicas=2 a-time=10ms: 2 of 100/s, 10 ms");
  CHECK(shown(all[5]) == "main replicas=2 a-time=30ms: 2 of 100/s, 30 ms");
}

TEST_CASE("a grid moves several places together", "[language]") {
  const auto all = experiments(
      "params: {size: {grid: {services.web.replicas.per_zone: [4, 6], \"services.web.capacity\": [300/s, 200/s]}}}\n");
  REQUIRE(all.size() == 2);
  CHECK(shown(all[0]) == "main size=4,300/s: 4 of 300/s, 5 ms");
  CHECK(shown(all[1]) == "main size=6,200/s: 6 of 200/s, 5 ms");
}

TEST_CASE("every experiment stands once for each point, and a point lies over experiments and variants", "[language]") {
  const auto all = experiments(
      "params: {time: {set: services.web.time, list: [1ms, {exponential: 2ms}]}}\n"
      "variants: {slow: {services: {web: {time: 50ms}}}}\n"
      "experiments: {one: {services: {web: {time: 60ms}}}, two: {run: {horizon: 9d}}}\n");
  REQUIRE(all.size() == 4);
  CHECK(shown(all[0]) == "one time=1ms: 3 of 100/s, 1 ms");
  CHECK(shown(all[1]) == "one time={exponential: 2ms}: 3 of 100/s, 2 ms");
  CHECK(shown(all[2]) == "two time=1ms: 3 of 100/s, 1 ms");
  CHECK(all[3].run.horizon == Duration::days(9));
}

TEST_CASE("what the command line sets is swept no more", "[language]") {
  const std::string text =
      "params:\n"
      "  replicas: {set: services.web.replicas.per_zone, list: [4, 2]}\n"
      "  size: {grid: {services.web.capacity: [1/s, 2/s], services.web.time: [1ms, 2ms]}}\n";
  const auto one = experiments(text, {"services.web.replicas.per_zone=9"});
  REQUIRE(one.size() == 2);
  CHECK(shown(one[1]) == "main replicas=9 size=2/s,2ms: 9 of 2/s, 2 ms");
  const auto both = experiments(text, {"services.web={capacity: 7/s, time: 8ms}"});
  REQUIRE(both.size() == 2);
  CHECK(shown(both[1]) == "main replicas=2 size=7/s,8ms: 2 of 7/s, 8 ms");
  CHECK(experiments(text, {"params.size=null"}).size() == 2);
  CHECK(experiments(text, {"params.replicas.list=[1, 2, 3]"}).size() == 6);
  CHECK_THAT(load_text(kSmallest + text, {{}, {"services.web.time=9ms"}}).problems(),
             test::contains_text("--set:1:19: error: this place moves together with others, by the parameter `size`"));
}

TEST_CASE("ranges count in decimals and in nanoseconds, never in binary fractions", "[language]") {
  CHECK(range("2", "10", "2") == Texts{"2", "4", "6", "8", "10"});
  CHECK(range("0.1", "0.5", "0.1") == Texts{"0.1", "0.2", "0.3", "0.4", "0.5"});  // in doubles the last would be lost
  CHECK(range("0%", "1%", "0.25%") == Texts{"0%", "0.25%", "0.5%", "0.75%", "1%"});
  CHECK(range("200/s", "300/s", "50/s") == Texts{"200/s", "250/s", "300/s"});
  CHECK(range("500ms", "2s", "500ms") == Texts{"500ms", "1s", "1s500ms", "2s"});
  CHECK(range("0.1s", "0.3s", "0.1s") == Texts{"100ms", "200ms", "300ms"});
  CHECK(range("3", "3", "1") == Texts{"3"});
  CHECK(range("3", "4.5", "1") == Texts{"3", "4"});
  CHECK(range("999999999999999", "999999999999999", "0.000000000000001").empty());  // no 64 bits hold both
  CHECK(range("1", "1000", "0.1").empty());                                         // more than the 100 asked for
}

TEST_CASE("a path leads through entries that some variant has", "[language]") {
  const std::string wrong = problems("  size: {set: services.wbe.replicas.per_zone, list: [2]}\n");
  CHECK_THAT(wrong, test::contains_text("scenario.yaml:12:24: error: `services` has no entry `wbe`"));
  CHECK_THAT(wrong, test::contains_text("write instead: web"));
  CHECK_THAT(problems("  size: {set: services.web.replicas.per_zon, list: [2]}\n"),
             test::contains_text("scenario.yaml:12:37: error: `per_zon` is no key of a replicas"));
  CHECK_THAT(problems("  size: {set: services.web.capacity, list: [2/s, 3]}\n"),
             test::contains_text("scenario.yaml:12:50: error: `capacity`"));
  CHECK(experiments("variants: {base: {}, more: {faults: {power: {kind: zone_loss, target: zone a, at: 1h}}}}\n"
                    "params: {at: {set: faults.power.at, list: [2h]}}\n",
                    {"variants.base.faults={power: {kind: zone_loss, target: zone b}}"})
            .size() == 1);
}

TEST_CASE("10,000 points are read, more are refused", "[language]") {
  const std::string hundred = "range: {from: 1, to: 100, step: 1}";
  const std::string two = fmt::format(
      "  a: {{set: services.web.replicas.per_zone, {0}}}\n  b: {{set: services.web.slots, {0}}}\n", hundred);
  const std::string three = two + "  c: {set: services.web.queue_limit, list: [1, 2]}\n";
  CHECK_THAT(problems(three), test::contains_text("20000 points are more than 10000, the most that a sweep has"));
  Diagnostics diagnostics;
  std::vector<ParamSpec> params(2);
  for (auto& param : params) param.values.resize(100);
  CHECK(count_points(params) == kMaxPoints);
}

}  // namespace bulkhead
