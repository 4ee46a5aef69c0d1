// SPDX-License-Identifier: Apache-2.0
// Crews hour by hour: what is urgent, who is put off, when they begin, what they have in store.
#include "tests/catch.hpp"
#include "tests/models/faults/fault_log.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

Model with_crew(const std::vector<std::pair<std::string, double>>& at_h, double repair_h) {
  Model model = failing(at_h, repair_h);
  one_crew(model);
  return model;
}

}  // namespace

TEST_CASE("What is most urgent is repaired next, what is not listed last and in order of coming", "[models]") {
  auto model = with_crew({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}}, 10);
  model.crews[0].priority = {"d", "c"};
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {4, "- d"}, {11, "+ a"}, {21, "+ d"}, {31, "+ c"}, {41, "+ b"}});
}

TEST_CASE("What is more urgent takes the hand, and what was put off goes on where it was", "[models]") {
  // a works from 1 to 2; b from 2 to 3 and, after c (3 to 13), from 13 to 22; a from 22 to 31.
  auto model = with_crew({{"a", 1}, {"b", 2}, {"c", 3}}, 10);
  model.crews[0].priority = {"c", "b"};
  model.crews[0].preempts = true;
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {13, "+ c"}, {22, "+ b"}, {31, "+ a"}});
  // An inspection of 4 h is put off as well: a has 1 h of it behind it, b too, and c takes 14 h from 3 on.
  model.crews[0].inspect = fixed_h(4);
  CHECK(fault_log(model, 60) == FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {17, "+ c"}, {30, "+ b"}, {43, "+ a"}});
}

TEST_CASE("Of two hands what is urgent takes that of the least urgent, of equals of the one that came last",
          "[models]") {
  // a and b are equals: c takes the hand of b, which came last; d, as urgent as they are, waits behind b.
  auto model = with_crew({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}}, 10);
  model.crews[0].count = 2;
  model.crews[0].priority = {"c"};
  model.crews[0].preempts = true;
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {4, "- d"}, {11, "+ a"}, {13, "+ c"}, {20, "+ b"}, {23, "+ d"}});
  // Listed before a, b keeps its hand, and a loses its own.
  model.crews[0].priority = {"c", "b"};
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {4, "- d"}, {12, "+ b"}, {13, "+ c"}, {20, "+ a"}, {23, "+ d"}});
}

TEST_CASE("An idle crew begins when so many wait, and works until nothing does", "[models]") {
  auto model = with_crew({{"a", 1}, {"b", 5}, {"c", 8}, {"d", 20}}, 4);
  model.crews[0].begins_at = 2;
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {5, "- b"}, {8, "- c"}, {9, "+ a"}, {13, "+ b"}, {17, "+ c"}, {20, "- d"}});
  // Of two hands the second takes c up at once, as the first is still at work.
  model.crews[0].count = 2;
  model.faults[0].repair = fixed_h(2);
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {5, "- b"}, {7, "+ a"}, {8, "- c"}, {9, "+ b"}, {12, "+ c"}, {20, "- d"}});
}

TEST_CASE("A crew that inspects first what fails first rests too until so many wait", "[models]") {
  auto model = with_crew({{"a", 1}, {"b", 5}}, 4);
  model.crews[0].begins_at = 2;
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = fixed_h(1);
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {5, "- b"}, {10, "+ a"}, {15, "+ b"}});
}

TEST_CASE("Each repair takes a part, and waits while the store is empty; every part taken is ordered at once",
          "[models]") {
  // Parts are taken at 1 and 2 h and come again at 21 and 22 h.
  auto model = with_crew({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}}, 5);
  model.crews[0].count = 2;
  model.crews[0].parts = 2;
  model.crews[0].resupply = fixed_h(20);
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {4, "- d"}, {6, "+ a"}, {7, "+ b"}, {26, "+ c"}, {27, "+ d"}});
  // Whoever is inspected first takes the one part when that is known, and nobody is inspected without.
  model.crews[0].count = model.crews[0].parts = 1;
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = fixed_h(1);
  CHECK(fault_log(model, 40) == FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {4, "- d"}, {7, "+ a"}, {28, "+ b"}});
}

TEST_CASE("Who is put off keeps its part, and is not put off for what has none", "[models]") {
  // b is more urgent; the part taken by a at 1 h comes again at 9 h. Only then b can take a's hand, which goes on at 14 h.
  auto model = with_crew({{"a", 1}, {"b", 2}}, 10);
  model.faults[1].repair = fixed_h(5);
  model.crews[0].parts = 1;
  model.crews[0].resupply = fixed_h(8);
  model.crews[0].priority = {"b"};
  model.crews[0].preempts = true;
  CHECK(fault_log(model, 50) == FaultLog{{1, "- a"}, {2, "- b"}, {14, "+ b"}, {16, "+ a"}});
}

TEST_CASE("All that wait when a hand is free are repaired together, in the time of the first of them", "[models]") {
  auto model = with_crew({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 8}}, 4);
  model.faults[1].repair = fixed_h(6);
  model.crews[0].batch = true;
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {5, "+ a"}, {8, "- d"}, {11, "+ b"}, {11, "+ c"}, {15, "+ d"}});
  // The most urgent leads, and together with others all begin when enough wait.
  model.crews[0].priority = {"c"};
  model.crews[0].begins_at = 3;
  CHECK(fault_log(model, 50) ==
        FaultLog{{1, "- a"}, {2, "- b"}, {3, "- c"}, {7, "+ c"}, {7, "+ a"}, {7, "+ b"}, {8, "- d"}});
}
