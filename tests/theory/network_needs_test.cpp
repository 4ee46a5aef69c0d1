// SPDX-License-Identifier: Apache-2.0
// Networks whose nodes and links need something that they share: held against the sum over all states.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "tests/theory/answers.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// The probability that a function of independent parts is true: the sum over all states.
double sum_over_states(const std::vector<double>& up, const std::function<bool(const std::vector<char>&)>& holds) {
  double sum = 0;
  for (unsigned state = 0; state < 1u << up.size(); ++state) {
    std::vector<char> is(up.size());
    double p = 1;
    for (std::size_t i = 0; i < up.size(); ++i) {
      is[i] = static_cast<char>(state >> i & 1);
      p *= is[i] ? up[i] : 1 - up[i];
    }
    if (holds(is)) sum += p;
  }
  return sum;
}

using Links = std::vector<std::pair<char, char>>;

// Does a way of links lead from the first node to all others?
bool joined(const Links& links, const std::function<bool(std::size_t)>& link_up,
            const std::function<bool(char)>& node_up, const std::string& ends) {
  std::set<char> seen;
  if (node_up(ends.front())) seen.insert(ends.front());
  for (std::size_t round = 0; round < links.size(); ++round)
    for (std::size_t i = 0; i < links.size(); ++i) {
      const auto [a, b] = links[i];
      if (!link_up(i) || !node_up(a) || !node_up(b)) continue;
      if (seen.count(a)) seen.insert(b);
      if (seen.count(b)) seen.insert(a);
    }
  return std::all_of(ends.begin(), ends.end(), [&](char end) { return seen.count(end) > 0; });
}

// A square with a diagonal; nodes a and b need feed 1, c and d need one of the two feeds, and links a-b and b-c lie in one duct.
const std::string kSquare =
    "bulkhead: 1\n"
    "name: square\n"
    "components:\n"
    "  feed: {count: 2}\n"
    "  duct: {}\n"
    "  two: {needs: {way: {connected: [node n/a, node n/c]}}}\n"
    "  three: {needs: {way: {connected: [node n/a, node n/c, node n/d]}}}\n"
    "  all: {needs: {way: {connected: node n/*}}}\n"
    "networks:\n"
    "  n:\n"
    "    links: [{a..b: {needs: component duct}}, {c..b: {needs: component duct}}, c..d, a..d, b..d]\n"
    "    nodes:\n"
    "      a: {needs: component feed/1}\n"
    "      b: {needs: [component feed/1]}\n"
    "      c: {needs: {power: {target: component feed, at_least: 1}}}\n"
    "      d: {needs: {power: {target: component feed, at_least: 1}}}\n"
    "objectives: {two: {success: 100%, quiet: 0s, headline: true}, three: {success: 100%, quiet: 0s}, all: {success: "
    "100%, quiet: "
    "0s}}\n"
    "faults:\n"
    "  feeds: {kind: component_loss, target: component feed, unavailability: 10%, repair: 1h}\n"
    "  ducts: {kind: component_loss, target: component duct, unavailability: 20%, repair: 1h}\n"
    "  nodes: {kind: node_loss, target: node n/*, unavailability: 5%, repair: 1h}\n"
    "  links: {kind: link_loss, target: link n/*, unavailability: 15%, repair: 1h}\n"
    "run: {horizon: 365d, replications: 40}\n";

double square(const std::string& ends) {
  const Links links{{'a', 'b'}, {'b', 'c'}, {'c', 'd'}, {'a', 'd'}, {'b', 'd'}};
  // feeds 0, 1; duct 2; nodes 3 to 6; links 7 to 11
  const std::vector<double> up{0.9, 0.9, 0.8, 0.95, 0.95, 0.95, 0.95, 0.85, 0.85, 0.85, 0.85, 0.85};
  return sum_over_states(up, [&](const std::vector<char>& is) {
    const auto link_up = [&](std::size_t i) { return is[7 + i] && (i > 1 || is[2]); };
    const auto node_up = [&](char node) {
      const bool power = node < 'c' ? is[0] != 0 : (is[0] || is[1]);
      return is[3 + static_cast<std::size_t>(node - 'a')] && power;
    };
    return joined(links, link_up, node_up, ends);
  });
}

}  // namespace

TEST_CASE("Networks that share power and ducts are connected as the sum over all states says", "[theory]") {
  const Model model = model_of(kSquare);
  const auto lost = simulated(model, 40, 5);
  for (const auto& [name, ends] : {std::pair("two", "ac"), {"three", "acd"}, {"all", "abcd"}}) {
    INFO(name);
    const double truth = 1 - square(ends);
    const QuestionReview exact = question(model, name, 3);
    CHECK_THAT(*exact.unavailability, WithinAbs(truth, 1e-12));
    REQUIRE(exact.markov);
    CHECK_THAT(exact.markov->down, WithinRel(truth, 1e-6));
    CHECK(std::abs(lost.at(name).mean - truth) <= 4 * lost.at(name).error);
  }
}

// The feed of both ends is a cut of one, like the ends themselves; the duct and the link a-d are one of two.
TEST_CASE("What a node needs is a cut of its network", "[theory]") {
  const QuestionReview two = question(model_of(kSquare), "two", 2);
  const auto has = [&](std::vector<std::string> events) {
    return std::any_of(two.cut_sets.begin(), two.cut_sets.end(), [&](const auto& cut) { return cut.events == events; });
  };
  CHECK(has({"component feed/1"}));
  CHECK(has({"node n/a"}));
  CHECK(has({"component duct", "link n/a..n/d"}));
  CHECK_FALSE(has({"component feed/1", "component feed/2"}));  // is not minimal
  std::set<std::string> single;
  for (const auto& point : two.single_points) single.insert(point.name);
  CHECK(single.count("component feed/1") == 1);
  CHECK(single.count("component feed/2") == 0);
}

// Upper links need ways of the lower square a-b-c-d-a of links that are up with 0.9: one from a to c, one from b to d. The upper
// path p-q-r over both of them needs a to c and b to d at once: with k links down, all 4 up: 0.6561; one down: a tree of three
// joins all: 4 x 0.0729 = 0.2916; two down: opposite or adjacent, one of the pairs is always parted. In all 0.9477, where the
// product of the two ways apart would be (1 - (1 - 0.81)^2)^2 = 0.9639^2 = 0.9291.
TEST_CASE("Links of one network lie on ways through another, which they share", "[theory]") {
  const Model model = model_of(
      "bulkhead: 1\nname: layers\n"
      "components: {path: {needs: {way: {connected: [node top/p, node top/r]}}}}\n"
      "networks:\n"
      "  fibre: {links: [a..b, b..c, c..d, d..a]}\n"
      "  top:\n"
      "    links:\n"
      "      - {p..q: {needs: {way: {connected: [node fibre/a, node fibre/c]}}}}\n"
      "      - {q..r: {needs: {way: {connected: [node fibre/b, node fibre/d]}}}}\n"
      "objectives: {path: {success: 100%, quiet: 0s}}\n"
      "faults: {cut: {kind: link_loss, target: link fibre/*, unavailability: 10%, repair: 1h}}\n"
      "run: {horizon: 365d, replications: 40}\n");
  const QuestionReview exact = question(model, "path");
  CHECK_THAT(*exact.unavailability, WithinAbs(1 - 0.9477, 1e-12));
  REQUIRE(exact.markov);
  CHECK_THAT(exact.markov->down, WithinRel(1 - 0.9477, 1e-6));
  const Lost lost = simulated(model, 40, 9).at("path");
  CHECK(std::abs(lost.mean - (1 - 0.9477)) <= 4 * lost.error);
}

// A zone's power, away 2 % of the time, takes both nodes of a link that never fails: 0.98, and not 0.98^2.
TEST_CASE("A zone without power takes all of its nodes at once", "[theory]") {
  const std::string text =
      "bulkhead: 1\nname: zones\n"
      "topology: {city: {zones: [a, b]}}\n"
      "components: {path: {needs: {way: {connected: [node n/x, node n/y]}}}}\n"
      "networks: {n: {links: [x..y], nodes: {x: {needs: zone city/a}, y: {needs: zone city/ZONE}}}}\n"
      "objectives: {path: {success: 100%, quiet: 0s}}\n"
      "faults: {power: {kind: zone_power_loss, target: zone city/*, unavailability: 2%, repair: 1h}}\n"
      "run: {horizon: 365d, replications: 40}\n";
  for (const auto& [zone, up] : {std::pair("a", 0.98), {"b", 0.98 * 0.98}}) {
    std::string here = text;
    here.replace(here.find("ZONE"), 4, zone);
    const Model model = model_of(here);
    CHECK_THAT(*question(model, "path").unavailability, WithinRel(1 - up, 1e-12));
    const Lost lost = simulated(model, 40, 21).at("path");
    CHECK(std::abs(lost.mean - (1 - up)) <= 4 * lost.error);
  }
}

// A node that outlives its power for 30 minutes by a battery: an outage of an hour, always at once repaired, takes it for 30 min.
TEST_CASE("A node may live on without its power for a while", "[theory]") {
  const Model model = model_of(
      "bulkhead: 1\nname: battery\n"
      "components: {mains: {}, path: {needs: {way: {connected: [node n/x, node n/y]}}}}\n"
      "networks: {n: {links: [x..y], nodes: {x: {needs: {power: {target: component mains, after: 30m}}}}}}\n"
      "objectives: {path: {success: 100%, quiet: 0s}}\n"
      "faults: {mains: {kind: component_loss, target: component mains, mttf: 99h, repair: {fixed: 1h}}}\n"
      "run: {horizon: 3650d, replications: 40}\n");
  const Lost lost = simulated(model, 40, 31).at("path");
  CHECK(std::abs(lost.mean - 0.005) <= 4 * lost.error);
  const QuestionReview one = question(model, "path");
  REQUIRE(one.bounds);
  CHECK(one.bounds->low <= 0.005);
  CHECK(one.bounds->high >= 0.005);
}

// Consecutive 2 of 5: down when two neighbours are. As a network: a message hops from node to the next or over one. With p up,
// q = 1 - p: up with the sum over sets without two neighbours: 1 x p^5 + 5 p^4 q + 6 p^3 q^2 + 1 p^2 q^3 (Fibonacci polynomials;
// Chiang, Niu 1981). With p = 0.9: 0.59049 + 0.32805 + 0.04374 + 0.00081 = 0.96309.
TEST_CASE("Consecutive k of n is a network whose links reach k nodes far", "[theory]") {
  const Model model = model_of(
      "bulkhead: 1\nname: relays\n"
      "components: {line: {needs: {way: {connected: [node n/s, node n/t]}}}}\n"
      "networks: {n: {links: [s->r1, s->r2, r1->r2, r1->r3, r2->r3, r2->r4, r3->r4, r3->r5, r4->r5, r4->t, r5->t]}}\n"
      "objectives: {line: {success: 100%, quiet: 0s}}\n"
      "faults: {relays: {kind: node_loss, target: node n/r*, unavailability: 10%, repair: 1h}}\n");
  CHECK_THAT(1 - *question(model, "line").unavailability, WithinAbs(0.96309, 1e-12));
}
