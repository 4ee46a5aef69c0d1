// SPDX-License-Identifier: Apache-2.0
// Fault trees to their probabilities, by arithmetic.
#include "analysis/structure/fault_tree_formula.hpp"

#include <array>
#include <tuple>

#include "analysis/structure/review.hpp"
#include "tests/analysis/structure/enumeration.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

QuestionReview review_of(const std::string& text, int order = 2) {
  const LoadedTree loaded = parse_fault_tree("tree.json", text);
  for (const auto& problem : loaded.problems) UNSCOPED_INFO(problem);
  REQUIRE(loaded.tree.has_value());
  return review_structure(*loaded.tree, order).questions.front();
}

double top_of(const std::string& gate) {
  return *review_of(R"({"top": "t", "gates": {"t": )" + gate + R"(}, "events": {"a": 0.1, "b": 0.2, "c": 0.3}})")
              .unavailability;
}

std::string trains_with(const std::string& factors) {
  return R"({"top": "t", "gates": {
      "t": {"op": "and", "args": ["one", "two", "three"]},
      "one": {"op": "or", "args": ["valve-1", "pump-1"]},
      "two": {"op": "or", "args": ["valve-2", "pump-2"]},
      "three": {"op": "or", "args": ["valve-3", "pump-3"]}},
    "events": {"valve-1": 0.1, "valve-2": 0.1, "valve-3": 0.1, "pump-1": 0.1, "pump-2": 0.1, "pump-3": 0.1},
    "common_cause": [{"members": ["valve-1", "valve-2", "valve-3"], )" +
         factors + R"(}, {"members": ["pump-1", "pump-2", "pump-3"], )" + factors + "}]}";
}

// A train is a bit, and fails with its valve or its pump.
double all_trains_fail(const std::array<double, 3>& by_size) {
  const auto failed = test::failed_by_sets(by_size);
  double sum = 0;
  for (unsigned valves = 0; valves < 8; ++valves)
    for (unsigned pumps = 0; pumps < 8; ++pumps)
      if ((valves | pumps) == 7) sum += failed[valves] * failed[pumps];
  return sum;
}

}  // namespace

TEST_CASE("Each operator has the probability of its truth table", "[analysis]") {
  CHECK_THAT(top_of(R"({"op": "and", "args": ["a", "b"]})"), WithinAbs(0.1 * 0.2, 1e-15));
  CHECK_THAT(top_of(R"({"op": "or", "args": ["a", "b"]})"), WithinAbs(1 - 0.9 * 0.8, 1e-15));
  CHECK_THAT(top_of(R"({"op": "not", "args": ["a"]})"), WithinAbs(0.9, 1e-15));
  CHECK_THAT(top_of(R"({"op": "xor", "args": ["a", "b"]})"), WithinAbs(0.1 * 0.8 + 0.9 * 0.2, 1e-15));
  CHECK_THAT(top_of(R"({"op": "nand", "args": ["a", "b"]})"), WithinAbs(1 - 0.02, 1e-15));
  CHECK_THAT(top_of(R"({"op": "nor", "args": ["a", "b"]})"), WithinAbs(0.72, 1e-15));
  // ab + ac + bc - 2abc
  CHECK_THAT(top_of(R"({"op": "atleast", "k": 2, "args": ["a", "b", "c"]})"),
             WithinAbs(0.02 + 0.03 + 0.06 - 2 * 0.006, 1e-15));
  // What is shared counts once: a or (a and b) is a.
  CHECK_THAT(top_of(R"({"op": "or", "args": ["a", {"op": "and", "args": ["a", "b"]}]})"), WithinAbs(0.1, 1e-15));
}

// With the same trains SCRAM publishes 0.01630 for multiple Greek letters 0.2 and 0.1, 0.05298 for alpha factors 0.7, 0.2
// and 0.1, 0.04104 for phi factors 0.7, 0.2 and 0.1; each to 1e-5. By hand: of the sets of one, two and three with
// probabilities a, b and c the valves fail together as the sets do that do not leave any of them out.
TEST_CASE("Sets of trains fail together as other programs say, and as the sum over all sets does", "[analysis]") {
  const std::tuple<const char*, double, double, double, double> cases[] = {
      {R"("mgl": [0.2, 0.1])", 0.1 * 0.8, 0.1 * 0.2 * 0.9 / 2, 0.1 * 0.2 * 0.1, 0.01630},
      {R"("alpha": [0.7, 0.2, 0.1])", 0.1 * 0.7 / 1.4, 0.1 * 0.2 / 1.4, 0.1 * 3 * 0.1 / 1.4, 0.05298},
      {R"("phi": [0.7, 0.2, 0.1])", 0.07, 0.02, 0.01, 0.04104}};
  for (const auto& [factors, alone, two, three, published] : cases) {
    INFO(factors);
    const QuestionReview review = review_of(trains_with(factors));
    CHECK_THAT(*review.unavailability, WithinAbs(published, 1e-5));
    CHECK_THAT(*review.unavailability, WithinRel(all_trains_fail({alone, two, three}), 1e-12));
    CHECK(review.cut_sets_by_order == std::vector<std::uint64_t>{0, 2, 24});
  }
}

// Three trains of a valve and a pump each; the valves share causes, and so do the pumps, with beta = 0.2. With q = 0.08
// its own and c = 0.02 shared, given which of the two common events happened: none, (1 - (1-q)^2)^3; one or both: all
// trains fail, 1. So P = (1-c)^2 (1 - (1-q)^2)^3 + 1 - (1-c)^2 = 0.04308037306, as published (SCRAM: 0.04308).
TEST_CASE("Three trains with common causes fail as the published example does", "[analysis]") {
  const QuestionReview review = review_of(trains_with(R"("beta": 0.2)"));
  const double train = 1 - 0.92 * 0.92, quiet = 0.98 * 0.98;
  CHECK_THAT(*review.unavailability, WithinAbs(quiet * train * train * train + 1 - quiet, 1e-15));
  CHECK_THAT(*review.unavailability, WithinRel(0.04308037306122257, 1e-12));
  REQUIRE(review.single_points.size() == 2);
  CHECK(review.single_points[0].name == "common cause of pump-1, pump-2, pump-3");
  CHECK(review.cut_sets_by_order == std::vector<std::uint64_t>{0, 2, 0});
}

// A bridge: s-a, s-b, a-t, b-t, a-b fail with 0.1 each. Its four minimal cuts are {sa, sb}, {at, bt}, {sa, ab, bt},
// {sb, ab, at}; it works with 2 p^2 + 2 p^3 - 5 p^4 + 2 p^5 = 0.97848 for p = 0.9 (standard).
TEST_CASE("The bridge fails through its four minimal cuts", "[analysis]") {
  const QuestionReview review = review_of(R"({"top": "t", "gates": {"t": {"op": "or", "args": [
      {"op": "and", "args": ["sa", "sb"]}, {"op": "and", "args": ["at", "bt"]},
      {"op": "and", "args": ["sa", "ab", "bt"]}, {"op": "and", "args": ["sb", "ab", "at"]}]}},
    "events": {"sa": 0.1, "sb": 0.1, "at": 0.1, "bt": 0.1, "ab": 0.1}})",
                                          3);
  CHECK_THAT(*review.unavailability, WithinAbs(1 - 0.97848, 1e-14));
  CHECK(review.cut_sets_by_order == std::vector<std::uint64_t>{0, 0, 2, 2});
  CHECK(review.smallest->size() == 2);
  CHECK(review.single_points.empty());
}
