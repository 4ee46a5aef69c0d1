// SPDX-License-Identifier: Apache-2.0
// Who reaches whom in a network: links that go one way, and more than two nodes, held against every combination of links.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "analysis/replication.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/language/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double kUp = 0.9;  // of a link, and of the one node that fails

struct Way {
  char from, to;
};
using Ways = std::vector<Way>;

// Letters are nodes, and m is the one that fails.
const Ways kOneWay = {{'s', 'm'}, {'s', 'b'}, {'m', 't'}, {'t', 'b'}, {'m', 'b'}};
const Ways kBothWays = {{'m', 's'}, {'b', 's'}, {'m', 't'}, {'b', 't'}, {'b', 'm'}};

// The probability that the first of `ends` reaches the others: the sum over all states of the links and of m.
double reached(const Ways& ways, bool one_way, const std::string& ends) {
  double sum = 0;
  for (unsigned state = 0; state < 1u << (ways.size() + 1); ++state) {
    const bool m_up = (state & 1) != 0;
    double probability = m_up ? kUp : 1 - kUp;
    for (std::size_t i = 0; i < ways.size(); ++i) probability *= (state >> (i + 1) & 1) != 0 ? kUp : 1 - kUp;
    std::map<char, bool> seen;
    seen[ends.front()] = ends.front() != 'm' || m_up;
    for (std::size_t round = 0; round < 2 * ways.size(); ++round) {
      for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto [from, to] = ways[i];
        if ((state >> (i + 1) & 1) == 0 || (!m_up && (from == 'm' || to == 'm'))) continue;
        if (seen[from]) seen[to] = true;
        if (seen[to] && !one_way) seen[from] = true;
      }
    }
    const bool all = std::all_of(ends.begin(), ends.end(), [&](char end) { return seen[end]; });
    if (all) sum += probability;
  }
  return sum;
}

const std::string kNetworks =
    "bulkhead: 1\n"
    "name: networks\n"
    "networks:\n"
    "  d: {links: [s->m, s->b, m->t, t->b, m->b]}\n"
    "  u: {links: [s..m, s..b, m..t, b..t, m..b]}\n"
    "components:\n"
    "  there: {needs: {path: {connected: [node d/s, node d/t]}}}\n"
    "  both: {needs: {path: {connected: [node d/s, node d/t, node d/b]}}}\n"
    "  three: {needs: {path: {connected: [node u/t, node u/s, node u/b]}}}\n"
    "  all: {needs: {path: {connected: node u/*}}}\n"
    "objectives: {there: {success: 100%, quiet: 0s, headline: true}, \n"
    "             both: {success: 100%, quiet: 0s}, three: {success: 100%, quiet: 0s}, all: {success: 100%, quiet: "
    "0s}}\n"
    "faults:\n"
    "  one-way: {kind: link_loss, target: link d/*->d/*, unavailability: 10%, repair: 1h}\n"
    "  both-ways: {kind: link_loss, target: link u/*..u/*, unavailability: 10%, repair: 1h}\n"
    "  middle: {kind: node_loss, target: [node d/m, node u/m], unavailability: 10%, repair: 1h}\n"
    "run: {horizon: 365d, replications: 40, seed: 1}\n";

const std::map<std::string, double>& truths() {
  static const std::map<std::string, double> known = {{"there", reached(kOneWay, true, "st")},
                                                      {"both", reached(kOneWay, true, "stb")},
                                                      {"three", reached(kBothWays, false, "tsb")},
                                                      {"all", reached(kBothWays, false, "smbt")}};
  return known;
}

Model networks() {
  const Loaded loaded = test::load_text(kNetworks);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments[0].variants[0].model;
}

}  // namespace

TEST_CASE("One node reaches others over links of one way or two as the sum over all states says", "[theory]") {
  // By hand: s reaches t only over m: s->m, m and m->t are up, 0.9^3.
  CHECK_THAT(truths().at("there"), WithinAbs(0.729, 1e-12));
  const StructureReview review = review_structure(networks(), 2);
  REQUIRE(review.questions.size() == truths().size());
  for (const QuestionReview& question : review.questions) {
    INFO(question.name);
    CHECK_THAT(1 - *question.unavailability, WithinAbs(truths().at(question.name), 1e-12));
  }
}

TEST_CASE("Simulated networks are connected for the share of time that the sum over all states says", "[theory]") {
  const Model model = networks();
  std::map<std::string, std::array<double, 2>> lost;  // seconds, of how many
  std::map<std::string, double> squares;
  constexpr std::uint64_t kReplications = 20;
  for (std::uint64_t r = 0; r < kReplications; ++r) {
    const Record record = Runner(model).run(1, r);
    for (const MetricTerm& term : record.metrics) {
      if (term.metric != "lost_requests_ratio") continue;
      lost[term.service][0] += term.numerator / kReplications;
      lost[term.service][1] += term.denominator / kReplications;
      squares[term.service] += term.numerator * term.numerator / kReplications;
    }
  }
  for (const auto& [service, truth] : truths()) {
    INFO(service);
    const auto [mean, offered] = lost.at(service);
    const double error = std::sqrt((squares[service] - mean * mean) / (kReplications - 1));
    CHECK(std::abs(mean - (1 - truth) * offered) <= 4 * error);
  }
}

namespace {

// A grid of rows x columns nodes, '0' first, each joined with the next to the right and below.
Ways grid(int rows, int columns) {
  Ways out;
  const auto at = [&](int row, int column) { return static_cast<char>('0' + row * columns + column); };
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      if (column + 1 < columns) out.push_back({at(row, column), at(row, column + 1)});
      if (row + 1 < rows) out.push_back({at(row, column), at(row + 1, column)});
    }
  return out;
}

double unavailability_of_grid(int rows, int columns) {
  std::string links;
  const auto name = [](char node) { return "n" + std::to_string(node - '0'); };
  for (const auto& [from, to] : grid(rows, columns))
    links += (links.empty() ? "" : ", ") + name(from) + ".." + name(to);
  const std::string last = std::to_string(rows * columns - 1);
  const Loaded loaded =
      test::load_text("bulkhead: 1\nname: grid\nnetworks: {g: {links: [" + links +
                      "]}}\n"
                      "components: {corners: {needs: {path: {connected: [node g/n0, node g/n" +
                      last +
                      "]}}}}\n"
                      "objectives: {corners: {success: 100%, quiet: 0s}}\n"
                      "faults: {links: {kind: link_loss, target: link g/*..g/*, unavailability: 10%, repair: 1h}}\n"
                      "run: {horizon: 365d}\n");
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return *review_structure(loaded.scenario->experiments[0].variants[0].model, 2).questions[0].unavailability;
}

}  // namespace

TEST_CASE("The corners of a grid are cut off from one another as the sum over all states says", "[theory]") {
  CHECK_THAT(unavailability_of_grid(3, 3), WithinAbs(1 - reached(grid(3, 3), false, "08"), 1e-12));
  CHECK_THAT(unavailability_of_grid(3, 4), WithinAbs(1 - reached(grid(3, 4), false, "0;"), 1e-12));
  // Of 60 links, which nobody sums over: no less than a corner's own two links allow, no more than in one row and column.
  const double wide = unavailability_of_grid(6, 6);
  CHECK(wide > 1 - 0.99 * 0.99);
  CHECK(wide < 1 - std::pow(kUp, 10));
}
