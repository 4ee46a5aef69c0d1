// SPDX-License-Identifier: Apache-2.0
// Alarms on tapes of datapoints: M of N, missing data, delay, the single-zone rule, tooling that is down.
#include "tests/catch.hpp"
#include "tests/models/detection/alarm_bench.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

std::vector<Rise> at(std::initializer_list<std::pair<double, bool>> signals) {
  std::vector<Rise> out;
  for (const auto& [when, rises] : signals) out.push_back({when, 0, rises});
  return out;
}

// Two zones a and b with the single-zone rule, 2 of 2.
void play_zones(Bench& bench, const std::string& a, const std::string& b, std::int64_t periods) {
  auto settings = alarm_settings(2, 2);
  settings.single_zone = true;
  std::vector<std::unique_ptr<Tape>> tapes;
  tapes.push_back(std::make_unique<Tape>(a, bench));
  tapes.push_back(std::make_unique<Tape>(b, bench));
  play(bench, settings, std::move(tapes), periods);
}

}  // namespace

TEST_CASE("An alarm of 3 of 5 rises at the end of the third breach within five periods and falls when two are left",
          "[models][detection]") {
  // Periods 0..: . b . b . b  -> breaches in 1, 3, 5, all within 1..5: up at the end of period 5 (360 s).
  // Then well: after period 6 the window is 2..6 with breaches 3, 5 only: down at 420 s.
  CHECK(play(alarm_settings(3, 5), ".b.b.b.", 20) == at({{360, true}, {420, false}}));
  // One period more between them, and three never share a window of five.
  CHECK(play(alarm_settings(3, 5), ".b..b..b.", 20).empty());
}

TEST_CASE("An alarm whose window is not yet full counts what it has", "[models][detection]") {
  CHECK(play(alarm_settings(3, 5), "bbb.", 3) == at({{180, true}}));
  CHECK(play(alarm_settings(1, 1), "b.b.", 4) == at({{60, true}, {120, false}, {180, true}, {240, false}}));
}

TEST_CASE("Missing data breach, are well, or leave the window as it is", "[models][detection]") {
  // Two breaches, one period without data, one breach, then nothing but well.
  const std::string tape = "bb-b.";
  CHECK(play(alarm_settings(3, 3, "breaching"), tape, 8) ==
        at({{180, true}, {300, false}}));                    // b b B: up after period 2
  CHECK(play(alarm_settings(3, 3, "ok"), tape, 8).empty());  // b b . b: never three in a row
  for (const char* missing : {"hold", "ignore"})             // b b b: up after period 3
    CHECK(play(alarm_settings(3, 3, missing), tape, 8) == at({{240, true}, {300, false}}));
}

TEST_CASE("An alarm that is up and loses its data stays up, falls, or stays as it was", "[models][detection]") {
  CHECK(play(alarm_settings(2, 2, "breaching"), "bb-", 9) == at({{120, true}}));
  CHECK(play(alarm_settings(2, 2, "ok"), "bb-", 9) == at({{120, true}, {180, false}}));
  CHECK(play(alarm_settings(2, 2, "hold"), "bb-", 9) == at({{120, true}}));
  CHECK(play(alarm_settings(2, 2, "ignore"), "bb-", 9) == at({{120, true}}));
}

TEST_CASE("A signal rises and clears at the period's end plus the ingestion delay", "[models][detection]") {
  auto settings = alarm_settings(2, 2);
  settings.delay = Duration::s(45);
  CHECK(play(settings, "bb.", 9) == at({{120 + 45, true}, {180 + 45, false}}));
  settings.delay = Duration::s(90);  // longer than a period: the order of rise and fall is kept
  CHECK(play(settings, "bb.bb.", 9) == at({{210, true}, {270, false}, {390, true}, {450, false}}));
}

TEST_CASE("The single-zone rule lets a zone signal only while no other is in alarm", "[models][detection]") {
  Bench bench;
  // a is in alarm at the ends of periods 1..6, b at those of 3 and 4: a signals, is silenced, signals again.
  play_zones(bench, "bbbbbbb.", "..bbb.", 12);
  CHECK(bench.signals == std::vector<Rise>{{120, 0, true}, {240, 0, false}, {360, 0, true}, {480, 0, false}});
  REQUIRE(!bench.held.empty());
  CHECK(bench.held.front() == std::pair(240.0, std::string("another zone was in alarm too")));
}

TEST_CASE("Two zones that go into alarm together say nothing by the single-zone rule", "[models][detection]") {
  Bench bench;
  play_zones(bench, "bbbb.", "bbbb.", 12);
  CHECK(bench.signals.empty());
}

TEST_CASE("The single-zone rule holds an alarm back while one instance has more than half of the failures",
          "[models][detection]") {
  Bench bench;
  auto settings = alarm_settings(2, 2);
  settings.single_zone = true;
  std::vector<std::unique_ptr<Tape>> tapes;
  tapes.push_back(std::make_unique<Tape>([](std::int64_t) { return Datapoint::breach; }, bench,
                                         [](std::int64_t period) { return period < 3; }));
  play(bench, settings, std::move(tapes), 6);
  CHECK(bench.signals ==
        at({{240, true}}));         // in alarm since the end of period 1, free to say so from the end of period 3
  REQUIRE(bench.held.size() == 2);  // at the ends of periods 1 and 2
  CHECK(bench.held[0] == std::pair(120.0, std::string("one instance had more than half of the failures")));
}

TEST_CASE("An alarm whose tooling is down takes no datapoint and says that it is blind", "[models][detection]") {
  Bench bench;
  bench.tooling = false;
  std::vector<std::unique_ptr<Tape>> tapes;
  tapes.push_back(std::make_unique<Tape>("b", bench));
  play(bench, alarm_settings(2, 2), std::move(tapes), 4);
  CHECK(bench.signals.empty());
  CHECK(bench.blind == std::vector<double>{60, 120, 180, 240});
}
