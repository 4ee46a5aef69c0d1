// SPDX-License-Identifier: Apache-2.0
// Redundant units with repair, against birth-death chains: crews, spares, halting, latent failures, takeover.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/parts.hpp"
#include "tests/theory/measured.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

TEST_CASE("One of two units with a repair each is the chain of two independent units", "[theory]") {
  // q = 10/1010: q^2 = 9.80296e-5; outages 2 a q / 1000 h = 0.1717479 in 8760 h.
  const auto seen = outages(k_of_n(2, 1, exponential_h(1000), exponential_h(10)), 1e6, 20, down("component system"));
  check(seen.loss, 9.802960494076363e-05, 0.1);
  check(seen.per_8760h, 0.17174786785609253, 0.1);
}

TEST_CASE("One of two units with one crew waits for it when both have failed", "[theory]") {
  // pi = 1, 2r, 2r^2 with r = 0.01: 2e-4 / 1.0202 = 1.9604e-4; outages pi_1 / 1000 h.
  auto model = k_of_n(2, 1, exponential_h(1000), exponential_h(10));
  one_crew(model);
  const auto seen = outages(model, 1e6, 20, down("component system"));
  check(seen.loss, 0.0001960399921584477, 0.1);
  check(seen.per_8760h, 0.1717310331307587, 0.1);
}

TEST_CASE("Two of three machines of Google's OSDI 2010 fleet", "[theory]") {
  // MTTF 4.3 months = 3139 h, repair 2 h: 3 a q^2 + q^3 with q = 2/3141.
  const auto seen = outages(k_of_n(3, 2, exponential_h(3139), exponential_h(2)), 2e6, 40, down("component system"));
  check(seen.loss, 1.21579675260719e-06, 0.2);
  check(seen.per_8760h, 0.010648118085204836, 0.15);
}

TEST_CASE("Four of five units with one crew", "[theory]") {
  // pi_i = 5!/(5-i)! 0.04^i: 1, 0.2, 0.032, 0.00384, 0.0003072, 0.000012288; down from 2 on: 0.0361595/1.2361595.
  auto model = k_of_n(5, 4, exponential_h(500), exponential_h(20));
  one_crew(model);
  const auto seen = outages(model, 1e5, 20, down("component system"));
  check(seen.loss, 0.029251474709386383, 0.03);
  check(seen.per_8760h, 11.338342775394368, 0.03);
}

TEST_CASE("One unit alone", "[theory]") {
  // 4 / 8764; 8760 / 8764 outages in 8760 h.
  const auto seen = outages(k_of_n(1, 1, exponential_h(8760), exponential_h(4)), 2e6, 20, down("component system"));
  check(seen.loss, 0.00045641259698769865, 0.03);
  check(seen.per_8760h, 0.9995435874030123, 0.03);
}

TEST_CASE("Two of six disks are down at once after 710 hours in the mean, with one crew", "[theory]") {
  // ((2n - 1) lambda + mu) / (n (n - 1) lambda^2) with n = 6, lambda = 1/300, mu = 1/5: (11/300 + 1/5) / (30/90000) =
  // 710 h.
  auto model = k_of_n(6, 5, exponential_h(300), exponential_h(5));
  one_crew(model);
  check(outages(model, 8000, 400, down("component system")).first_h, 710, 0.06);
}

TEST_CASE("A failure that only a weekly test finds", "[theory]") {
  // Failure rate 1/1000 h, tests every 168 h, repair at once: 1 - (1 - exp(-0.168)) / 0.168 = 0.0794871.
  auto model = k_of_n(1, 1, exponential_h(1000), fixed_h(0));
  model.faults[0].found_every = Duration::hours(168);
  check(outages(model, 168'000, 40, down("component system")).loss, 0.07948711121820684, 0.03);
}

TEST_CASE("Availability depends on the means of life, discovery and repair only", "[theory]") {
  // 200 / (200 + 0.25 + 1.75), whatever the laws; 8760 / 202 outages in 8760 h.
  auto model = k_of_n(1, 1, Distribution::weibull_shape_mean(0.7, Duration::hours(200)),
                      Distribution::lognormal_mu_sigma(std::log(1.75 * 3600) - 1.2 * 1.2 / 2, 1.2));
  model.faults[0].found = Distribution::fixed(Duration::minutes(15));
  const auto seen = outages(model, 200'000, 20, down("component system"));
  check(seen.loss, 2.0 / 202, 0.03);
  check(seen.per_8760h, 43.366336633663366, 0.03);
}

TEST_CASE("Most repairs are a restart, some are a replacement: two of three", "[theory]") {
  // 90 % take 1 h, 10 % an exponential 51 h: mean 6 h, so each is down for 6/206 = q of the time; 3 q^2 - 2 q^3.
  const double q = 6.0 / 206;
  const Distribution repair = Distribution::mixture({{0.9, fixed_h(1)}, {0.1, exponential_h(51)}});
  const auto seen = outages(k_of_n(3, 2, exponential_h(200), repair), 200'000, 80, down("component system"));
  check(seen.loss, 3 * q * q - 2 * q * q * q, 0.05);
}

TEST_CASE("Cold spares do not age: one that runs of three, repaired each by itself or by one crew", "[theory]") {
  // Only the one that runs fails, at 1/20 h; r = 10/20. Repair each: pi_i = r^i / i!: 1, 0.5, 0.125, 0.0208333; all
  // three are down for 0.0208333/1.6458333 = 1/79 of the time. One crew: pi_i = r^i: 0.125/1.875 = 1/15.
  auto model = k_of_n(3, 1, exponential_h(20), exponential_h(10));
  model.faults[0].active = 1;
  check(outages(model, 50'000, 20, down("component system")).loss, 1.0 / 79, 0.05);
  one_crew(model);
  check(outages(model, 50'000, 20, down("component system")).loss, 1.0 / 15, 0.05);
}

TEST_CASE("Clocks that halt with the system: no further failure while it is down", "[theory]") {
  // Two of three, r = 10/20, repair each: pi = 1, 3r, 3r^2 (no third failure): 0.75/3.25 = 3/13. Without halting 7/27.
  auto model = k_of_n(3, 2, exponential_h(20), exponential_h(10));
  check(outages(model, 20'000, 20, down("component system")).loss, 7.0 / 27, 0.02);
  model.faults[0].only_while = {"component system"};
  check(outages(model, 20'000, 20, down("component system")).loss, 3.0 / 13, 0.02);
}

// Two units of which one suffices, 1/1000 an hour, tested every 168 h and mended at once; x = 0.168. The means over T of
// (1 - e^-t)^2 and of (1 - e^-t)(1 - e^-(t + T/2 mod T)):
TEST_CASE("Tested in turn two units are both down five eighths as often as tested together", "[theory]") {
  const double x = 0.168, one = 1 - 2 / x * (1 - std::exp(-x));
  const double together = one + (1 - std::exp(-2 * x)) / (2 * x);
  const double in_turn = one + std::exp(-x / 2) * (1 - std::exp(-x)) / x;
  CHECK_THAT(together, WithinAbs(x * x / 3, x * x * x));
  CHECK_THAT(in_turn, WithinAbs(5 * x * x / 24, x * x * x));
  auto model = k_of_n(2, 1, exponential_h(1000), Distribution::fixed(Duration::ns(1)));
  model.faults[0].found_every = Duration::hours(168);
  check(outages(model, 1.5e6, 20, down("component system")).loss, together, 0.03);
  model.faults[0].found_staggered = true;
  check(outages(model, 1.5e6, 20, down("component system")).loss, in_turn, 0.03);
}

TEST_CASE("Half of the takeovers' outages are detection: a primary and its hot standby", "[theory]") {
  // Chain of five states: both up; detecting; failing over; one up; none up. MTTF 2000 h, repair 24 h, one crew; all
  // exponential. Detection and failover 0.05 h each, then 1 h and 0.25 h.
  const struct {
    double detect_h, take_h, loss, per_8760h, share;
  } cases[] = {{0.05, 0.05, 0.0003302174701966638, 4.378553647480539, 0.14766215206429592},
               {1, 0.25, 0.0008951863235919324, 4.376079083902668, 0.6795258564139613}};
  for (const auto& one : cases) {
    auto model = k_of_n(2, 1, exponential_h(2000), exponential_h(24));
    one_crew(model);
    model.topology.components[0].needs[0].takeover =
        TakeoverSpec{exponential_h(one.detect_h), exponential_h(one.take_h), {1}};
    const auto seen = outages(model, 1e6, 20, down("component system"));
    check(seen.loss, one.loss, 0.07);
    check(seen.per_8760h, one.per_8760h, 0.04);
    check(outages(model, 1e6, 20, down_by_takeover("component system")).loss, one.loss * one.share, 0.04);
  }
}

TEST_CASE("The workstation cluster of SRDS 2000: one crew inspects, and repairs what it has seen first", "[theory]") {
  // N = 2: two stars of two workstations (1/500 h) behind a switch each (1/4000 h), joined by a line (1/5000 h). The
  // idle crew inspects every class in which something has failed, 6 min in the mean; repairs take 0.5, 4 and 8 h.
  // Haverkort, Hermanns, Katoen, SRDS 2000; figures from the chain of 276 states.
  Model model;
  const auto part = [](std::string name, std::vector<NeedSpec> needs = {}) {
    return PartSpec{std::move(name), 0, std::move(needs)};
  };
  const auto all = [](std::vector<std::string> of) {
    const int count = static_cast<int>(of.size());
    return std::vector<NeedSpec>{{"all", std::move(of), count}};
  };
  const std::vector<std::string> every{"component left/1", "component left/2", "component right/1",
                                       "component right/2"};
  auto across = all({"component line", "component switch-left", "component switch-right"});
  across.push_back({"machines", every, 2});
  model.topology.components = {
      part("across", across),
      {"left", 2, {}},
      part("left-all", all({"component left/1", "component left/2", "component switch-left"})),
      part("line"),
      part("premium", {{"any", {"component across", "component left-all", "component right-all"}, 1}}),
      {"right", 2, {}},
      part("right-all", all({"component right/1", "component right/2", "component switch-right"})),
      part("switch-left"),
      part("switch-right")};
  model.faults = {loss_by_chance("left", unit_names("left", 2), exponential_h(500), exponential_h(0.5)),
                  loss_by_chance("line", {"component line"}, exponential_h(5000), exponential_h(8)),
                  loss_by_chance("right", unit_names("right", 2), exponential_h(500), exponential_h(0.5)),
                  loss_by_chance("switch-left", {"component switch-left"}, exponential_h(4000), exponential_h(4)),
                  loss_by_chance("switch-right", {"component switch-right"}, exponential_h(4000), exponential_h(4))};
  one_crew(model);
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = exponential_h(0.1);
  const auto premium = outages(model, 5e5, 40, down("component premium"));
  check(premium.loss, 1 - 0.9999615335623628, 0.15);
  check(premium.heals_per_h, 0.008689208836714469, 0.01);
  const auto machines = outages(model, 5e5, 20, [&](const World& world) {
    double lost = 0;
    for (const auto& name : every) lost += world.up(world.estate().graph.id(name)) ? 0 : 0.25;
    return lost;
  });
  check(machines.loss, 1 - 0.9987558934620394, 0.03);
}
