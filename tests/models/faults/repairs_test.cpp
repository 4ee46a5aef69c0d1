// SPDX-License-Identifier: Apache-2.0
// From failure to repair: discovery, crews, inspections; and whose clocks run.
#include "tests/catch.hpp"
#include "tests/models/faults/fault_log.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

TEST_CASE("A crew repairs who came first, of those who came at once the first by name, one at a time", "[models]") {
  auto model = failing({{"a", 3}, {"b", 1}, {"c", 1}, {"d", 20}}, 4);
  one_crew(model);
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- b"}, {1, "- c"}, {3, "- a"}, {5, "+ b"}, {9, "+ c"}, {13, "+ a"}, {20, "- d"}, {24, "+ d"}});
  model.crews[0].count = 2;
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- b"}, {1, "- c"}, {3, "- a"}, {5, "+ b"}, {5, "+ c"}, {9, "+ a"}, {20, "- d"}, {24, "+ d"}});
}

TEST_CASE("Who comes first does not depend on whether a takeover or a test has found it at that instant", "[models]") {
  auto model = failing({{"a", 1}, {"b", 2}}, 4);
  one_crew(model);
  model.faults[0].found = fixed_h(1);  // known at 2 h, as b is
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {2, "- b"}, {6, "+ a"}, {10, "+ b"}});
}

TEST_CASE("A crew inspects before each repair", "[models]") {
  auto model = failing({{"a", 1}, {"b", 1}}, 4);
  one_crew(model);
  model.crews[0].inspect = fixed_h(0.5);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {1, "- b"}, {5.5, "+ a"}, {10, "+ b"}});
}

TEST_CASE("Where the first inspected is repaired, other inspections begin anew when the crew is free again",
          "[models]") {
  // b's inspection begins at 1 h and ends at 2 h; a's, begun at 1.5 h, is forgotten and begins anew at 6 h.
  auto model = failing({{"a", 1.5}, {"b", 1}}, 4);
  one_crew(model);
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = fixed_h(1);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- b"}, {1.5, "- a"}, {6, "+ b"}, {11, "+ a"}});
  // With two hands a's begins anew at 2 h.
  model.crews[0].count = 2;
  CHECK(fault_log(model, 50) == FaultLog{{1, "- b"}, {1.5, "- a"}, {6, "+ b"}, {7, "+ a"}});
}

TEST_CASE("Of one fault entry whoever came first is repaired after each inspection", "[models]") {
  auto model = failing({{"a", 1}}, 4);
  model.topology.components = {{"a", 0, {}}, {"u", 2, {}}};
  model.faults.push_back(loss_by_chance("unit", unit_names("u", 2), fixed_h(30), fixed_h(4)));
  one_crew(model);
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = fixed_h(1);
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {6, "+ a"}, {30, "- u/1"}, {30, "- u/2"}, {35, "+ u/1"}, {40, "+ u/2"}});
}

TEST_CASE("A repair begins when the failure is found: after a time, or at the next look after it", "[models]") {
  auto model = failing({{"a", 1}, {"b", 6}, {"c", 7}}, 2);
  model.faults[0].found = fixed_h(0.5);
  model.faults[1].found_every = Duration::hours(6);  // looks at 6 h, just before, and at 12 h
  model.faults[2].found_every = Duration::hours(6);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {3.5, "+ a"}, {6, "- b"}, {7, "- c"}, {14, "+ b"}, {14, "+ c"}});
}

TEST_CASE("Somebody looks first when the fault says so, and staggered at one target after another", "[models]") {
  auto model = failing({{"a", 1}, {"b", 4.5}}, 1);
  for (auto& fault : model.faults) fault.found_every = Duration::hours(6), fault.found_first = Duration::hours(4);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {4.5, "- b"}, {5, "+ a"}, {11, "+ b"}});
  // Looks at u/1 at 2, 8, ..., at u/2 at 4, 10, ..., at u/3 at 6, 12, ...: all three fail at 3 h, each by a clock of its own.
  auto units = k_of_n(3, 1, fixed_h(3), fixed_h(20));
  units.faults[0].found_every = Duration::hours(6);
  units.faults[0].found_staggered = true;
  CHECK(fault_log(units, 27) == FaultLog{{3, "- u/1"}, {3, "- u/2"}, {3, "- u/3"}, {24, "+ u/2"}, {26, "+ u/3"}});
  // What strikes all of them at once is found at the first look at any.
  units.faults[0].any = 3;
  CHECK(fault_log(units, 25).back().first == 24);
}

TEST_CASE("The repair of a member in use begins when the takeover's own means notice its failure", "[models]") {
  // u/1 in use fails at 1 h, noticed after 3 h; u/2 on standby fails at 2 h, when nobody is left to serve: all is
  // known.
  auto model = failing({{"u", 0}}, 4);
  model.topology.components = {{"system", 0, {{"units", unit_names("u", 2), 1}}}, {"u", 2, {}}};
  model.topology.components[0].needs[0].takeover = TakeoverSpec{fixed_h(3), fixed_h(1), {1}};
  model.faults[0].targets = {"component u/1"};
  model.faults[0].at = Duration::hours(1);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- u/1"}, {8, "+ u/1"}});
  model.faults.push_back(model.faults[0]);
  model.faults[1].name = "v";
  model.faults[1].targets = {"component u/2"};
  model.faults[1].at = Duration::hours(2);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- u/1"}, {2, "- u/2"}, {6, "+ u/2"}, {6, "+ u/1"}});
  // On standby alone it is known at once, and what the fault itself says of its discovery goes before.
  model.faults[0].at = Duration::hours(20);
  CHECK(fault_log(model, 50) == FaultLog{{2, "- u/2"}, {6, "+ u/2"}, {20, "- u/1"}, {27, "+ u/1"}});
  model.faults[1].found = fixed_h(1);
  CHECK(fault_log(model, 50) == FaultLog{{2, "- u/2"}, {7, "+ u/2"}, {20, "- u/1"}, {27, "+ u/1"}});
}

TEST_CASE("A fault that is gray waits for no takeover", "[models]") {
  auto model = failing({{"web", 1}}, 4);
  model.topology.regions.push_back({"r", {"a"}, {}, 0, 0, {}});
  model.topology.components = {{"system", 0, {{"zones", {"zone r/a"}, 1}}}};
  model.topology.components[0].needs[0].takeover = TakeoverSpec{fixed_h(3), fixed_h(1), {1}};
  model.faults[0].kind = "capacity_loss";
  model.faults[0].targets = {"zone r/a"};
  model.faults[0].values.set("capacity", 0.5);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- r/a"}, {5, "+ r/a"}});
}

TEST_CASE("Of cold spares the first good ones run; who starts to run starts anew, and who is repaired stands by",
          "[models]") {
  // A life is 10 h, a repair 15 h: u/1 fails at 10, then u/2 at 20; u/3 runs from 20 to 30. u/1 is back at 25 and
  // stands by until 30, u/2 is back at 35 and stands by until 40 ...
  auto model = k_of_n(3, 1, fixed_h(10), fixed_h(15));
  model.faults[0].active = 1;
  CHECK(fault_log(model, 44) ==
        FaultLog{{10, "- u/1"}, {20, "- u/2"}, {25, "+ u/1"}, {30, "- u/3"}, {35, "+ u/2"}, {40, "- u/1"}});
  // Where no spare is left the next one repaired runs at once.
  model.faults[0].repair = fixed_h(35);
  CHECK(fault_log(model, 70) == FaultLog{{10, "- u/1"},
                                         {20, "- u/2"},
                                         {30, "- u/3"},
                                         {45, "+ u/1"},
                                         {55, "+ u/2"},
                                         {55, "- u/1"},
                                         {65, "+ u/3"},
                                         {65, "- u/2"}});
}

TEST_CASE("A warm spare ages slowly, goes on with its age when its turn comes, and can fail as a spare", "[models]") {
  // Lives of 10 h. u/2 is 5 h old at 10 h and fails at 15. u/1, back and new at 13, runs from 15 with 1 h behind it.
  auto model = k_of_n(2, 1, fixed_h(10), fixed_h(3));
  model.faults[0].active = 1;
  model.faults[0].dormancy = 0.5;
  CHECK(fault_log(model, 25) == FaultLog{{10, "- u/1"}, {13, "+ u/1"}, {15, "- u/2"}, {18, "+ u/2"}, {24, "- u/1"}});
  // Hot spares age as those that run.
  model.faults[0].dormancy = 1;
  CHECK(fault_log(model, 14) == FaultLog{{10, "- u/1"}, {10, "- u/2"}, {13, "+ u/1"}, {13, "+ u/2"}});
  // Where service spares those that run (pace 1/2), the spare fails first, and nobody's turn comes. Back at 13 h it is 7 h
  // old at 20, and has 6 h to run.
  model.faults[0].acceleration = {0.5};
  CHECK(fault_log(model, 30) ==
        FaultLog{{10, "- u/2"}, {13, "+ u/2"}, {20, "- u/1"}, {23, "+ u/1"}, {26, "- u/2"}, {29, "+ u/2"}});
}

TEST_CASE("Warm spares, too, stand while what they need to run is down", "[models]") {
  // u/1 fails at 13 h, as v is down for 3 h; u/2 is then 5 h old.
  auto model = k_of_n(2, 1, fixed_h(10), fixed_h(100));
  model.faults[0].active = 1;
  model.faults[0].dormancy = 0.5;
  model.faults[0].only_while = {"component v"};
  const auto v = failing({{"v", 4}}, 3);
  model.topology.components.push_back(v.topology.components[0]);
  model.faults.push_back(v.faults[0]);
  CHECK(fault_log(model, 25) == FaultLog{{4, "- v"}, {7, "+ v"}, {13, "- u/1"}, {18, "- u/2"}});
}

TEST_CASE("Those that run age by the number of targets that are down: under load faster, or not at all", "[models]") {
  // One of two runs, lives of 10 h, repairs of 3 h. u/2 runs at twice the pace from 10 to 13 h, with 4 h left then; u/1
  // likewise from 17 to 20.
  auto model = k_of_n(2, 1, fixed_h(10), fixed_h(3));
  model.faults[0].active = 1;
  model.faults[0].acceleration = {1, 2};
  CHECK(fault_log(model, 25) == FaultLog{{10, "- u/1"}, {13, "+ u/1"}, {17, "- u/2"}, {20, "+ u/2"}, {24, "- u/1"}});
  model.faults[0].acceleration = {1, 0};
  CHECK(fault_log(model, 25) == FaultLog{{10, "- u/1"}, {13, "+ u/1"}, {23, "- u/2"}});
  // Beyond the list its last factor holds: 1 with none down, 2 with one, 2 with two.
  model = k_of_n(3, 1, fixed_h(10), fixed_h(100));
  model.faults[0].active = 1;
  model.faults[0].acceleration = {1, 2};
  CHECK(fault_log(model, 25) == FaultLog{{10, "- u/1"}, {15, "- u/2"}, {20, "- u/3"}});
  // All run: they fail at once, at twice the pace of their law.
  model.faults[0].active = 0;
  model.faults[0].acceleration = {2};
  CHECK(fault_log(model, 25) == FaultLog{{5, "- u/1"}, {5, "- u/2"}, {5, "- u/3"}});
}

TEST_CASE("A spare that does not start fails when it is asked, and the next one is asked", "[models]") {
  // Never does one start: at 10 h all are asked and fail, and so is and does whoever is back, until the crew has gone
  // round. At first nobody is asked.
  auto model = k_of_n(3, 1, fixed_h(10), fixed_h(4));
  model.faults[0].active = 1;
  model.faults[0].starts = 0;
  one_crew(model);
  CHECK(fault_log(model, 19) ==
        FaultLog{
            {10, "- u/1"}, {10, "- u/2"}, {10, "- u/3"}, {14, "+ u/1"}, {14, "- u/1"}, {18, "+ u/2"}, {18, "- u/2"}});
}

TEST_CASE("In a group with a takeover a spare runs from when it takes its place", "[models]") {
  // Lives of 10 h, repairs of 15 h, noticed after 1 h, taken 2 h later. u/1 fails at 10 h and is repaired from 11 to 26 h;
  // u/2 runs from 13 to 23 h, when nobody is left and all is known, and so on.
  auto model = k_of_n(2, 1, fixed_h(10), fixed_h(15));
  auto& takeover = model.topology.components[0].needs[0].takeover;
  takeover = TakeoverSpec{fixed_h(1), fixed_h(2), {1}};
  model.faults[0].standby = true;
  CHECK(fault_log(model, 50) ==
        FaultLog{{10, "- u/1"}, {23, "- u/2"}, {26, "+ u/1"}, {36, "- u/1"}, {38, "+ u/2"}, {48, "- u/2"}});
  // A fail-back of 1 h: u/2 serves from 12 to 14 h and from 27 to 29 h, and is 4 h old then; u/1 from 15 and from 30 h.
  model.faults[0].repair = fixed_h(4);
  takeover = TakeoverSpec{fixed_h(0), fixed_h(2), {1}, fixed_h(1)};
  CHECK(fault_log(model, 41) == FaultLog{{10, "- u/1"}, {14, "+ u/1"}, {25, "- u/1"}, {29, "+ u/1"}, {40, "- u/1"}});
  // Of a warm one the clock goes half as fast all the while: u/2, 6 h old at 12 h, would be 10 h old at 16 h, and is 8 h
  // old at 14 h and 10 h at 18 h, known at once. u/1 serves from 15 h.
  model.faults[0].dormancy = 0.5;
  CHECK(fault_log(model, 24) == FaultLog{{10, "- u/1"}, {14, "+ u/1"}, {18, "- u/2"}, {22, "+ u/2"}});
}

TEST_CASE("In a group with a takeover, too, a spare that does not start fails when it is asked", "[models]") {
  // At 11 h, an hour after the failure, both spares are asked; then whoever is back.
  auto model = k_of_n(3, 1, fixed_h(10), fixed_h(4));
  model.topology.components[0].needs[0].takeover = TakeoverSpec{fixed_h(0), fixed_h(1), {1}};
  model.faults[0].standby = true;
  model.faults[0].starts = 0;
  one_crew(model);
  CHECK(fault_log(model, 19) ==
        FaultLog{
            {10, "- u/1"}, {11, "- u/2"}, {11, "- u/3"}, {14, "+ u/1"}, {14, "- u/1"}, {18, "+ u/2"}, {18, "- u/2"}});
}

TEST_CASE("Every demand has a draw of its own: a share of them is met", "[models]") {
  // Lives of 1 h, repairs of 0.25 h. Each life that ends is followed by demands until one is met: 0.3/0.7 failures of
  // starts on average, with a standard error of sqrt(0.3)/0.7/sqrt(3000) = 0.0143.
  auto model = k_of_n(5, 1, fixed_h(1), fixed_h(0.25));
  model.faults[0].active = 1;
  model.faults[0].starts = 0.7;
  double failures = 0, lives = 0, last_h = -1;
  for (const auto& [hour, what] : fault_log(model, 3000)) {
    if (what[0] != '-') continue;
    ++failures;
    lives += hour > last_h + 1e-9 ? 1 : 0;  // the first of an instant has run, the others were asked then
    last_h = hour;
  }
  CHECK(lives > 2500);
  CHECK(std::fabs((failures - lives) / lives - 0.3 / 0.7) < 4 * 0.0143);
}

TEST_CASE("Clocks stand while what they need to run is down, and go on with what was left", "[models]") {
  // u lives 10 h; v is down from 4 to 7 h: u fails at 13 h, and after a repair of 1 h again 10 h later.
  auto model = failing({{"v", 4}}, 3);
  model.topology.components = {{"u", 0, {}}, {"v", 0, {}}};
  model.faults.insert(model.faults.begin(), loss_by_chance("unit", {"component u"}, fixed_h(10), fixed_h(1)));
  model.faults[0].only_while = {"component v"};
  CHECK(fault_log(model, 24) == FaultLog{{4, "- v"}, {7, "+ v"}, {13, "- u"}, {14, "+ u"}});
  // Repaired while v is down it begins its new life when v is back.
  model.faults[1].at = hours(9);
  model.faults[1].repair = fixed_h(10);
  CHECK(fault_log(model, 24) == FaultLog{{9, "- v"}, {19, "+ v"}, {20, "- u"}, {21, "+ u"}});
  model.faults[1].at = hours(10.5);
  CHECK(fault_log(model, 35) ==
        FaultLog{{10, "- u"}, {10.5, "- v"}, {11, "+ u"}, {20.5, "+ v"}, {30.5, "- u"}, {31.5, "+ u"}});
}
