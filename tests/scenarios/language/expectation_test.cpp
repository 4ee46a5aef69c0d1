// SPDX-License-Identifier: Apache-2.0
// Sentences of `expect:` are taken apart, each word with its place.
#include "scenarios/language/expectation.hpp"

#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

ExpectSentence parsed(const std::string& text) {
  Diagnostics diagnostics;
  const TextSpan at{0, 1, 1, 1, 1 + static_cast<int>(text.size())};
  const auto sentence = parse_expectation(text, at, diagnostics);
  INFO(text << ": " << (diagnostics.ok() ? "" : diagnostics.sorted().front().sentence));
  REQUIRE(sentence);
  return *sentence;
}

std::vector<ExpectSpec> expectations(const std::string& more) {
  const Loaded loaded = test::load_text(test::kSmallest + more);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments.front().expect;
}

}  // namespace

TEST_CASE("a sentence has a figure, a relation and a value", "[language]") {
  const auto s = parsed("silo.availability(web) >= 99.95%");
  CHECK(s.left.variant.text == "silo");
  CHECK(s.left.metric.text == "availability");
  CHECK(s.left.service.text == "web");
  CHECK(s.left.cause.text.empty());
  CHECK(s.relation == Relation::at_least);
  CHECK(s.value.text == "99.95%");
  CHECK_FALSE(s.right);
  CHECK(s.value.at.column == 27);
}

TEST_CASE("a value may be another figure, or a multiple of it", "[language]") {
  const auto plain = parsed("decoupled.customer_minutes_lost>=silo.customer_minutes_lost");
  REQUIRE(plain.right);
  CHECK(plain.factor == 1);
  CHECK(plain.right->variant.text == "silo");
  const auto scaled = parsed("cell.mttr(web) < 0.5 * silo.mttr(web)");
  CHECK(scaled.factor == 0.5);
  CHECK(scaled.relation == Relation::below);
  CHECK(parsed("a.mttr <= 110% * b.mttr").factor == 1.1);
}

TEST_CASE("a figure may count the incidents of one cause alone, and a preset has no relation", "[language]") {
  CHECK(parsed("minutes_lost_per_year(web by zone_power_loss) <= 30").left.cause.text == "zone_power_loss");
  const auto preset = parsed("silo.tier-1(web)");
  CHECK_FALSE(preset.relation);
  CHECK(preset.left.metric.text == "tier-1");
}

TEST_CASE("the long form adds level, confidence, window and reason to the sentence", "[language]") {
  const auto all = expectations(
      "expect:\n"
      "  - availability >= 99.9%\n"
      "  - {that: mttr <= 10m, level: warn, confidence: 99%, window: {from: 1h, to: 2h}, because: the contract}\n");
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].warn);
  CHECK(all[0].confidence == 0.95);
  CHECK_FALSE(all[0].window);
  CHECK(all[1].warn);
  CHECK(all[1].confidence == 0.99);
  REQUIRE(all[1].window);
  CHECK(all[1].window->from == Duration::hours(1));
  CHECK(all[1].window->to == Duration::hours(2));
  CHECK(all[1].because == "the contract");
}

TEST_CASE("expectations belong to experiments, change no model, and leave a variant's own file", "[language]") {
  const std::string two =
      test::kSmallest + "experiments:\n  drill: {expect: [mttd <= 5m]}\n  year: {}\nexpect: [mttr <= 9m, mttd <= 1m]\n";
  const Loaded loaded = test::load_text(two);
  REQUIRE(loaded.scenario);
  CHECK(loaded.scenario->experiments[0].expect.size() == 1);  // lists replace
  CHECK(loaded.scenario->experiments[1].expect.size() == 2);
  const Loaded without = test::load_text(test::kSmallest + "experiments:\n  drill: {}\n  year: {}\n");
  CHECK(digest(*loaded.scenario) == digest(*without.scenario));
  CHECK(loaded.scenario->experiments[0].variants[0].config().find("expect") == std::string::npos);
}

}  // namespace bulkhead
