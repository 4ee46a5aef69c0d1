// SPDX-License-Identifier: Apache-2.0
// Exact answers of chains against closed forms, published values, and decision diagrams.
#include "analysis/structure/markov.hpp"

#include <cmath>

#include "analysis/structure/review.hpp"
#include "tests/analysis/structure/chain_parts.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Halves of a cluster told apart, as those who published its states did.
MarkovLimits apart() {
  MarkovLimits limits;
  limits.equal_groups = false;
  return limits;
}

// A birth and death chain: from i failed units, failures at (n - i) l while up, repairs at min(i, crews) m.
struct BirthDeath {
  double unavailability = 0, outages_per_h = 0, first_outage_h = 0;
};

BirthDeath birth_death(int n, int k, double mttf_h, double repair_h, int crews) {
  std::vector<double> p{1};
  const auto fails = [&](int i) { return (n - i) / mttf_h; };
  const auto heals = [&](int i) { return std::min(i, crews) / repair_h; };
  for (int i = 0; i < n; ++i) p.push_back(p.back() * fails(i) / heals(i + 1));
  double sum = 0;
  for (const double x : p) sum += x;
  BirthDeath out;
  const int edge = n - k;  // one more failure is an outage
  for (int i = edge + 1; i <= n; ++i) out.unavailability += p[static_cast<std::size_t>(i)] / sum;
  out.outages_per_h = p[static_cast<std::size_t>(edge)] / sum * fails(edge);
  double step = 0;  // mean time from i to i + 1 failed
  for (int i = 0; i <= edge; ++i) {
    step = (1 + heals(i) * step) / fails(i);
    out.first_outage_h += step;
  }
  return out;
}

/// Two clusters of N workstations behind a switch each, and a line between; a crew that repairs what it sees first.
Model workstation_cluster(int n, int k) {
  Model model;
  const auto left = unit_names("left", n), right = unit_names("right", n);
  auto both = left;
  both.insert(both.end(), right.begin(), right.end());
  const std::string ls = "component left-switch", rs = "component right-switch", line = "component line";
  model.topology.components = {
      {"any", 0, {{"ways", {"component by-both", "component by-left", "component by-right"}, 1}}},
      {"by-both", 0, {{"all", {ls, line, rs}, 3}, {"stations", both, k}}},
      {"by-left", 0, {{"stations", left, k}, {"switch", {ls}, 1}}},
      {"by-right", 0, {{"stations", right, k}, {"switch", {rs}, 1}}},
      {"left", n, {}},
      {"left-switch", 0, {}},
      {"line", 0, {}},
      {"right", n, {}},
      {"right-switch", 0, {}}};
  for (const auto& [name, targets, mttf_h, repair_h] :
       std::vector<std::tuple<std::string, std::vector<std::string>, double, double>>{
           {"left", left, 500, 0.5},
           {"left-switch", {ls}, 4000, 4},
           {"line", {line}, 5000, 8},
           {"right", right, 500, 0.5},
           {"right-switch", {rs}, 4000, 4}}) {
    model.faults.push_back(loss_by_chance(name, targets, exponential_h(mttf_h), exponential_h(repair_h)));
    model.faults.back().crew = "unit";
  }
  model.crews = {{"unit", 1, CrewOrder::first_inspected, exponential_h(0.1)}};
  return model;
}

}  // namespace

TEST_CASE("Where a fault strikes at an instant the chain tells of the long run alone", "[analysis]") {
  Model model = k_of_n_h(2, 1, 100, 10);
  model.faults.push_back(loss_by_chance("storm", {"component u/1"}, exponential_h(1), exponential_h(10)));
  model.faults.back().mttf.reset();
  model.faults.back().at = Duration::zero();
  const MarkovReview review = review_of(model, promise({"component system"}), {5});
  CHECK_THAT(*review.unmet, WithinRel(1.0 / 121, 1e-9));  // (10/110)^2
  CHECK(std::isnan(review.mean_time_to_first_outage_s));
  CHECK(review.moments.empty());
  CHECK(review.no_beginning == "storm strikes at an instant");
}

TEST_CASE("k of n repairable units are a birth and death chain, whoever repairs", "[analysis]") {
  struct Case {
    int n, k;
    double mttf_h, repair_h;
    bool one_hand;
    double unavailability, outages_per_8760h, first_h;  // published with the cases
  };
  for (const Case& c : {Case{2, 1, 1000, 10, false, 9.802960494076363e-05, 0.17174786785609253, 51500},
                        Case{2, 1, 1000, 10, true, 0.0001960399921584477, 0.1717310331307587, 51500},
                        Case{3, 2, 3139, 2, false, 1.21579675260719e-06, 0.010648118085204836, 823725.9166666669},
                        Case{5, 4, 500, 20, true, 0.029251474709386383, 11.338342775394368, 850},
                        Case{1, 1, 8760, 4, false, 0.00045641259698769865, 0.9995435874030123, 8760}}) {
    Model model = k_of_n_h(c.n, c.k, c.mttf_h, c.repair_h);
    if (c.one_hand) one_crew(model);
    const MarkovReview review = review_of(model, promise({"component system"}));
    const BirthDeath by_hand = birth_death(c.n, c.k, c.mttf_h, c.repair_h, c.one_hand ? 1 : c.n);
    CHECK(review.states == static_cast<std::size_t>(c.n) + 1);  // alike units are counted, not told apart
    CHECK_THAT(*review.unmet, WithinRel(by_hand.unavailability, 1e-9));
    CHECK_THAT(*review.unmet, WithinRel(c.unavailability, 1e-6));
    CHECK_THAT(review.outages_per_year, WithinRel(by_hand.outages_per_h * 8766, 1e-9));  // 365.25 days
    CHECK_THAT(review.outages_per_year, WithinRel(c.outages_per_8760h * 8766 / 8760, 1e-6));
    CHECK_THAT(review.mean_time_to_first_outage_s / kHour, WithinRel(by_hand.first_outage_h, 1e-9));
    CHECK_THAT(review.mean_time_to_first_outage_s / kHour, WithinRel(c.first_h, 1e-6));
    CHECK_THAT(review.mean_outage_s / kHour, WithinRel(by_hand.unavailability / by_hand.outages_per_h, 1e-9));
  }
}

// A group that tolerates one loss of n disks and has one hand: ((2n-1) l + m)/(n (n-1) l^2) = 710 h for n = 6, l =
// 1/300, m = 1/5. Patterson, Gibson, Katz 1988.
TEST_CASE("The mean time to data loss of a disk group is the published formula", "[analysis]") {
  Model model = k_of_n_h(6, 5, 300, 5);
  one_crew(model);
  CHECK_THAT(review_of(model, promise({"component system"})).mean_time_to_first_outage_s / kHour,
             WithinRel(710.0, 1e-9));
  // What is lost does not come back: a group that never heals loses data as soon, and has no long run.
  model.faults.front().repair.reset();
  const MarkovReview never = review_of(model, promise({"component system"}));
  CHECK_FALSE(never.unmet.has_value());
  CHECK_THAT(never.mean_time_to_first_outage_s / kHour, WithinRel(300.0 / 6 + 300.0 / 5, 1e-9));
}

// A(t) = m/(l+m) + l/(l+m) exp(-(l+m) t), and its mean up to t; the first outage is exponential with rate l.
TEST_CASE("One unit's availability at a time and up to it is the textbook's", "[analysis]") {
  const double l = 0.01, m = 0.1;
  const std::vector<double> hours{1, 5, 10, 24, 100, 168, 8760};
  const MarkovReview review = review_of(k_of_n_h(1, 1, 100, 10), promise({"component system"}), hours);
  REQUIRE(review.moments.size() == hours.size());
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const double t = hours[i], s = l + m, fall = (1 - std::exp(-s * t)) / s;
    CHECK_THAT(review.moments[i].unmet, WithinRel(l / s * (1 - std::exp(-s * t)), 1e-9));
    CHECK_THAT(review.moments[i].mean_unmet, WithinRel(l / s * (1 - fall / t), 1e-9));
    CHECK_THAT(review.moments[i].outage, WithinRel(1 - std::exp(-l * t), 1e-9));
    // Failures are l times the time up: l m t/s + (l/s)^2 (1 - exp(-s t)), the renewal function of life and repair.
    CHECK_THAT(review.moments[i].outages, WithinRel(l * m * t / s + l * l / (s * s) * (1 - std::exp(-s * t)), 1e-9));
    // Repairs are as many as failures less what is open: l times the time up, less the chance of being down.
    CHECK_THAT(review.moments[i].repairs,
               WithinRel(l * t * (1 - l / s * (1 - fall / t)) - l / s * (1 - std::exp(-s * t)), 1e-8));
  }
  CHECK_THAT(1 - review.moments[0].unmet, WithinRel(0.9905303759360481, 1e-9));
  CHECK_THAT(1 - review.moments[6].mean_unmet, WithinRel(0.9091852522736708, 1e-9));
}

// Haverkort, Hermanns, Katoen, "On the use of model checking techniques for dependability evaluation", SRDS 2000;
// numbers of states as PRISM publishes them, values for N = 2 as the tests of the model checker Storm do, others by a
// solver of their own. "any" is the minimum quality of service, k = floor(3N/4).
TEST_CASE("The workstation cluster has the published states and figures", "[analysis]") {
  struct Case {
    int n;
    std::size_t states;
    double not_minimum, repairs_per_h, below_within_100h, repairs_by_100h, hours_below_by_1000h, premium, up_share;
  };
  for (const Case& c : {Case{2, 276, 2.3398233646470155e-06, 0.008689208836714469, 5.546125470441753e-05,
                             0.8602815057967177, 0.0023193690407526764, 0.9999615335623628, 0.9987558934620394},
                        Case{4, 820, 3.7011298647145468e-06, 0.016679173792688462, 8.606779858093405e-05,
                             1.65426865236778, 0.0036620170057159764, 0.9999212408513793, 0.9987507820822701},
                        Case{8, 2772, 2.4276064810967125e-06, 0.03265885397106989, 5.6408418060671875e-05,
                             3.242093671484691, 0.002403745972492495, 0.9998330692674108, 0.9987404224962219}}) {
    const Model minimum = workstation_cluster(c.n, 3 * c.n / 4);
    const MarkovReview review = review_of(minimum, promise({"component any"}), {100, 1000});
    CHECK(10 * review.states < 6 * c.states);  // halves are alike
    CHECK(markov_review(minimum, promise({"component any"}), {}, apart()).review->states == c.states);
    CHECK_THAT(*review.unmet, WithinRel(c.not_minimum, 1e-6));
    CHECK_THAT(review.repairs_per_s * kHour, WithinRel(c.repairs_per_h, 1e-6));
    CHECK_THAT(review.moments[0].outage, WithinRel(c.below_within_100h, 1e-6));
    CHECK_THAT(review.moments[0].repairs, WithinRel(c.repairs_by_100h, 1e-6));
    CHECK_THAT(review.moments[1].mean_unmet * 1000, WithinRel(c.hours_below_by_1000h, 1e-6));
    const MarkovReview premium = review_of(workstation_cluster(c.n, c.n), promise({"component any"}));
    CHECK_THAT(1 - *premium.unmet, WithinRel(c.premium, 1e-9));
    auto stations = unit_names("left", c.n);
    const auto right = unit_names("right", c.n);
    stations.insert(stations.end(), right.begin(), right.end());
    CHECK_THAT(1 - review_of(minimum, promise(stations, 0.5)).down, WithinRel(c.up_share, 1e-9));
  }
}

// With m = n + 1 counts of stations on a side, the three others up or not: 8mm states with an idle unit, 8nm while it
// repairs on a side, 4mm at each of the others. Failures of a side need a station up (of 8mm 8nm, of its own repairs
// 8(n-1)m, of the other side's 8nn, of the others' 4nm each), those of the others likewise; a repair begins for each
// sort that is down, and each ends. Above 700 states shares come from sweeps, unless none are allowed: then from state
// reduction, another method.
TEST_CASE("The cluster has as many states and transitions as by hand, and two methods agree on it", "[analysis]") {
  for (const std::size_t n : {4U, 8U, 9U}) {
    const std::size_t m = n + 1, at_sides = 16 * n * m, at_others = 12 * m * m;
    const std::size_t side_fails = 8 * n * m + 8 * (n - 1) * m + 8 * n * n + 12 * n * m;
    const std::size_t other_fails = 4 * m * m + 8 * n * m + 4 * m * m;
    const auto stations = static_cast<int>(n);
    const Model model = workstation_cluster(stations, 3 * stations / 4);
    MarkovLimits limits = apart();
    const MarkovReview swept = *markov_review(model, promise({"component any"}), {}, limits).review;
    CHECK(swept.states == 8 * m * m + at_sides + at_others);
    CHECK(swept.transitions == 2 * side_fails + 3 * other_fails + 2 * (at_sides + at_others));
    limits.chain.sweeps = -1;
    const auto reduced = markov_review(model, promise({"component any"}), {}, limits).review;
    REQUIRE(reduced.has_value());
    CHECK_THAT(*swept.unmet, WithinRel(*reduced->unmet, 1e-9));
    CHECK_THAT(swept.outages_per_year, WithinRel(reduced->outages_per_year, 1e-9));
    CHECK_THAT(swept.mean_time_to_first_outage_s, WithinRel(reduced->mean_time_to_first_outage_s, 1e-9));
  }
}

// 820 states have 3,616 transitions, of which a sweep there and back touches each twice: 50,000 are six, which settle
// nothing.
TEST_CASE("Shares of time that do not settle are refused, not told", "[analysis]") {
  MarkovLimits limits = apart();
  limits.chain.sweeps = 50'000;
  limits.chain.reduction = 1'000;
  const auto answer = markov_review(workstation_cluster(4, 3), promise({"component any"}), {100 * kHour}, limits);
  CHECK_FALSE(answer.review.has_value());
  CHECK_THAT(answer.refused, contains_text("the shares of time of its 820 states do not settle: after "));
  CHECK_THAT(answer.refused, contains_text(" sweeps one still changes by "));
  limits = {};
  limits.exploring = 2'000;
  CHECK_THAT(markov_review(workstation_cluster(4, 3), promise({"component any"}), {}, limits).refused,
             contains_text("its states take too long to explore"));
}

TEST_CASE("Times that need too many steps are said to, and the long run is told", "[analysis]") {
  const Model model = workstation_cluster(2, 1);
  MarkovLimits limits = apart();
  limits.chain.steps = 20'000;
  const auto few = markov_review(model, promise({"component any"}), {1000 * kHour}, limits).review;
  REQUIRE(few.has_value());
  CHECK(few->moments.empty());
  CHECK_THAT(few->no_moments, contains_text(" steps its 276 states still change"));
  CHECK_THAT(*few->unmet, WithinRel(2.3398233646470155e-06, 1e-6));
  const MarkovReview far = review_of(model, promise({"component any"}), {1e9});
  CHECK(far.moments.empty());
  CHECK_THAT(far.no_moments, contains_text("steps of its fastest state"));
  CHECK(review_of(model, promise({"component any"}), {1000}).no_moments.empty());
}

// From 0 to 1 and back; 2 and 3 go round for ever and are never reached: they have no share, and are no reason for
// having no answer.
TEST_CASE("States that are never reached have no share of the time", "[analysis]") {
  const MarkovChain chain(4, {{0, 1, 1}, {1, 0, 3}, {2, 3, 1}, {3, 2, 1}});
  const auto shares = chain.stationary();
  REQUIRE(shares.has_value());
  CHECK_THAT((*shares)[0], WithinRel(0.75, 1e-12));
  CHECK_THAT((*shares)[1], WithinRel(0.25, 1e-12));
  CHECK((*shares)[2] + (*shares)[3] == 0);
}

// n units without repair, of which one suffices: down at t with (1 - exp(-t/m))^n, and until t for the mean of that, here by
// midpoints; so soon that almost nothing has happened, no difference of large numbers would do.
TEST_CASE("What hardly ever has happened yet has all its digits", "[analysis]") {
  struct Case {
    int n;
    double mttf_h, at_h;
  };
  for (const Case& c : {Case{2, 876'000, 3}, Case{2, 876'000, 100}, Case{6, 10'000, 24}, Case{1, 1e6, 1}}) {
    Model model = k_of_n_h(c.n, 1, c.mttf_h, 1);
    model.faults.front().repair.reset();
    const MarkovReview review = review_of(model, promise({"component system"}), {c.at_h});
    const auto down = [&](double t_h) { return std::pow(-std::expm1(-t_h / c.mttf_h), c.n); };
    double mean = 0;
    constexpr int kParts = 20'000;
    for (int i = 0; i < kParts; ++i) mean += down(c.at_h * (i + 0.5) / kParts) / kParts;
    CHECK_THAT(review.moments.front().unmet, WithinRel(down(c.at_h), 1e-9));
    CHECK_THAT(review.moments.front().mean_unmet, WithinRel(mean, 1e-7));
    CHECK_THAT(review.moments.front().outage, WithinRel(down(c.at_h), 1e-9));
  }
}

// A primary and a hot standby: five states (both up; noticing; taking over; one up; none), one hand.
TEST_CASE("A standby that takes over is the published chain of five states", "[analysis]") {
  struct Case {
    double notice_h, time_h, unavailability, outages_per_8760h, mean_outage_h, by_takeovers;
  };
  for (const Case& c :
       {Case{0.05, 0.05, 0.0003302174701966638, 4.378553647480539, 0.6606530995885512, 0.14766215206429592},
        Case{1.0, 0.25, 0.0008951863235919324, 4.376079083902668, 1.7919768003076941, 0.6795258564139613}}) {
    Model model = k_of_n_h(2, 1, 2000, 24);
    one_crew(model);
    model.topology.components.front().needs.front().takeover =
        TakeoverSpec{exponential_h(c.notice_h), exponential_h(c.time_h), {1}};
    const MarkovReview review = review_of(model, promise({"component system"}));
    CHECK_THAT(*review.unmet, WithinRel(c.unavailability, 1e-6));
    CHECK_THAT(review.outages_per_year, WithinRel(c.outages_per_8760h * 8766 / 8760, 1e-6));
    CHECK_THAT(review.mean_outage_s / kHour, WithinRel(c.mean_outage_h, 1e-6));
    CHECK_THAT(review.by_takeovers, WithinRel(c.by_takeovers, 1e-6));
  }
}

// With coverage c and all else at once, a chain by hand: 2 up -(c l, and l of the standby)-> 1 up; 2 up -((1-c) l)->
// stuck: down with one up, until the repair (m, back to 2 up) or its loss (l, none up); 1 up -(l)-> none; one hand
// each: m, 2m.
TEST_CASE("A takeover that does not work waits for the failed member", "[analysis]") {
  const double l = 1.0 / 100, m = 1.0 / 10, c = 0.8;
  Model model = k_of_n_h(2, 1, 100, 10);
  model.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), fixed_h(0), {c}};
  const MarkovReview review = review_of(model, promise({"component system"}));
  // Balance of: stuck = (1-c) l two / (m + l); down in all = (l one + l stuck)/(2m); one: two and none balance it.
  const double two = 1, stuck = (1 - c) * l * two / (m + l);
  const double one =
      ((1 + c) * l * two + l * stuck) / m;  // in: (1+c) l two + 2m none; out: (m + l) one; 2m none = l (one + stuck)
  const double none = l * (one + stuck) / (2 * m);
  const double sum = two + stuck + one + none;
  CHECK_THAT(*review.unmet, WithinRel((stuck + none) / sum, 1e-9));
  CHECK_THAT(review.by_takeovers, WithinRel(stuck / (stuck + none), 1e-9));
}

// One of two runs, the other is a cold spare: failed 0 -(l)-> 1 -(l)-> 2, repairs m and 2m.
TEST_CASE("Cold spares do not fail, and clocks that rest do not either", "[analysis]") {
  const double l = 0.01, m = 0.1;
  Model model = k_of_n_h(2, 1, 100, 10);
  model.faults.front().active = 1;
  const double one = l / m, two = one * l / (2 * m);
  CHECK_THAT(*review_of(model, promise({"component system"})).unmet, WithinRel(two / (1 + one + two), 1e-9));
  // Both run, but none fails while the system, which needs both, is down: 0 -(2l)-> 1 -(m)-> 0.
  Model halting = k_of_n_h(2, 2, 100, 10);
  halting.faults.front().only_while = {"component system"};
  CHECK_THAT(*review_of(halting, promise({"component system"})).unmet, WithinRel(2 * l / (2 * l + m), 1e-9));
}

// Of three units one wears out at a time: the first by name that is not worn takes the next turn, crashed or not, and
// keeps it. All of them crash. By hand: a state is who is worn, who is crashed (bits), and who runs (3: nobody).
TEST_CASE("Spares that something else has struck are told apart from those that are well", "[analysis]") {
  const double wear = 0.01, renew = 0.02, crash = 1 / 150.0, restart = 1 / 60.0;
  const auto state = [](unsigned worn, unsigned crashed, unsigned runs) { return worn | crashed << 3 | runs << 6; };
  std::vector<Transition> arcs;
  std::vector<double> lost(256, 0);
  for (unsigned s = 0; s < 256; ++s) {
    const unsigned worn = s & 7, crashed = s >> 3 & 7, runs = s >> 6, up = ~(worn | crashed) & 7;
    lost[s] = up == 7 || up == 3 || up == 5 || up == 6 ? 0 : 1;
    for (unsigned i = 0; i < 3; ++i) {
      const unsigned one = 1U << i, well = ~(worn | one) & 7;
      const unsigned next = well & 1 ? 0 : well & 2 ? 1 : well & 4 ? 2 : 3;
      if (runs == i && !(worn & one)) arcs.push_back({s, state(worn | one, crashed, next), wear});
      if (worn & one) arcs.push_back({s, state(worn & ~one, crashed, runs == 3 ? i : runs), renew});
      arcs.push_back({s, state(worn, crashed ^ one, runs), crashed & one ? restart : crash});
    }
  }
  const auto shares = MarkovChain(256, arcs).stationary();
  REQUIRE(shares.has_value());
  double unmet = 0;
  for (unsigned s = 0; s < 256; ++s) unmet += (*shares)[s] * lost[s];
  Model model = k_of_n_h(3, 2, 100, 50);
  model.faults.front().active = 1;
  model.faults.push_back(loss_by_chance("crash", unit_names("u", 3), exponential_h(150), exponential_h(60)));
  std::swap(model.faults[0], model.faults[1]);
  CHECK_THAT(*review_of(model, promise({"component system"})).unmet, WithinRel(unmet, 1e-9));
}

// Where units are independent the diagram knows as much: the same figure by two methods.
TEST_CASE("Chain and diagram agree where components are independent", "[analysis]") {
  Model model;
  model.topology.components = {{"a", 2, {{"power", {"component p"}, 1}}},
                               {"b", 3, {}},
                               {"p", 0, {}},
                               {"system", 0, {{"as", unit_names("a", 2), 1}, {"bs", unit_names("b", 3), 2}}}};
  model.faults = {loss_by_chance("as", unit_names("a", 2), exponential_h(200), exponential_h(5)),
                  loss_by_chance("bs", unit_names("b", 3), exponential_h(70), exponential_h(2)),
                  loss_by_chance("p", {"component p"}, exponential_h(900), exponential_h(1)),
                  loss_by_chance("slow", {"component p"}, exponential_h(5000), exponential_h(30))};
  model.faults[1].found = exponential_h(0.5);
  model.objectives = {promise({"component system"}), promise(unit_names("b", 3), 0.6)};
  const auto diagrams = review_structure(model, 2);
  const MarkovReview system = review_of(model, model.objectives[0]);
  CHECK_THAT(*system.unmet, WithinRel(*diagrams.questions[0].unavailability, 1e-9));
  const MarkovReview bs = review_of(model, model.objectives[1]);
  CHECK_THAT(bs.down, WithinRel(*diagrams.questions[1].unavailability, 1e-9));
  const double q = 2.5 / 72.5;
  CHECK_THAT(*bs.unmet, WithinRel(3 * q * q * (1 - q) + q * q * q, 1e-9));
}

// Three units of which two serve and one stands by, all on one power supply; takeovers that fail at times, failures
// that are found late, a crew that inspects: the chain's figures lie within four standard errors of the simulation's,
// which shares no code of these rules with it.
TEST_CASE("Chain and simulation agree where everything depends on everything", "[analysis]") {
  Model model = k_of_n_h(3, 2, 60, 4);
  model.topology.components[1].needs = {{"power", {"component v"}, 1}};
  model.topology.components.push_back({"v", 0, {}});
  model.topology.components[0].needs[0].takeover = TakeoverSpec{exponential_h(0.5), exponential_h(0.25), {0.7}};
  model.faults.push_back(loss_by_chance("volts", {"component v"}, exponential_h(300), exponential_h(2)));
  model.faults[1].found = exponential_h(0.5);
  one_crew(model);
  model.crews.front().inspect = exponential_h(0.25);
  const MarkovReview review = review_of(model, promise({"component system"}));
  const Outages simulated = outages(model, 20'000, 60, down("component system"));
  CHECK(std::fabs(simulated.loss.mean - *review.unmet) < 4 * simulated.loss.error);
  CHECK(std::fabs(simulated.per_8760h.mean - review.outages_per_year * 8760 / 8766) < 4 * simulated.per_8760h.error);
  CHECK(std::fabs(simulated.heals_per_h.mean - review.repairs_per_s * kHour) < 4 * simulated.heals_per_h.error);
  CHECK(simulated.loss.error < 0.02 * simulated.loss.mean);  // else the checks above say little
  const Outages taking = outages(model, 20'000, 60, down_by_takeover("component system"));
  CHECK(std::fabs(taking.loss.mean - *review.unmet * review.by_takeovers) < 4 * taking.loss.error);
}

TEST_CASE("What is no Markov chain is refused with the reason", "[analysis]") {
  const auto refused = [](const auto& change) {
    Model model = k_of_n_h(2, 1, 100, 10);
    change(model);
    return markov_review(model, promise({"component system"}), {}).refused;
  };
  CHECK(refused([](Model& m) { m.faults.front().repair = fixed_h(10); }) ==
        "the repair of unit is neither exponential nor made of exponential phases");
  CHECK(refused([](Model& m) { m.faults.front().found_every = hours(168); }) ==
        "unit is found by tests at fixed times");
  CHECK(refused([](Model& m) { m.faults.front().any = 1; }) == "unit strikes 1 of 2 by chance");
  Model many = k_of_n_h(9, 5, 100, 10);
  CHECK(markov_review(many, promise({"component system"}), {}, {.states = 9}).refused ==
        "there are more than 9 states");
}

// A life of 2,000 h, a repair of 1 s: a year is 3e7 steps of the faster. U(t) = l/(l + m) (1 - e^-(l + m) t), F(t) = 1 - e^-lt, and
// N(t) = l (m t + l (1 - e^-(l + m) t)/(l + m))/(l + m).
TEST_CASE("A year beside seconds is squared, not stepped", "[analysis]") {
  const double l = 1 / (2000.0 * 3600), m = 1, t = 8760 * 3600.0;
  Model model =
      k_of_n(1, 1, Distribution::exponential(Duration::hours(2000)), Distribution::exponential(Duration::s(1)));
  const MarkovReview review = review_of(model, promise({"component system"}), {8760, 8.76});
  REQUIRE(review.moments.size() == 2);
  CHECK_THAT(review.moments[0].unmet, WithinRel(l / (l + m), 1e-8));
  CHECK_THAT(review.moments[0].outage, WithinRel(-std::expm1(-l * t), 1e-7));
  CHECK_THAT(review.moments[0].outages, WithinRel(l * (m * t + l / (l + m)) / (l + m), 1e-7));
  CHECK_THAT(review.moments[0].mean_unmet, WithinRel(l / (l + m) * (1 - 1 / ((l + m) * t)), 1e-7));
  CHECK_THAT(review.moments[1].outage, WithinRel(-std::expm1(-l * t / 1000), 1e-7));
}
