// SPDX-License-Identifier: Apache-2.0
// From models to formulas: availability by closed forms, and single points of failure twice.
#include "analysis/structure/structure.hpp"

#include <cmath>
#include <set>

#include "analysis/structure/cut_sets.hpp"
#include "analysis/structure/fault_events.hpp"
#include "tests/analysis/structure/promised.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

double binomial_at_least(int k, int n, double p) {
  double sum = 0;
  for (int i = k; i <= n; ++i)
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1)) * std::pow(p, i) *
           std::pow(1 - p, n - i);
  return sum;
}

std::vector<std::string> hosts(const std::string& zone) {
  return {"host r/" + zone + "/01/01", "host r/" + zone + "/01/02", "host r/" + zone + "/01/03",
          "host r/" + zone + "/01/04"};
}

// Zones of 4 hosts with one instance each; 100/s per instance and a peak that needs `k` of them.
Builder hosts_in_zones(int zones, int k, Routing routing) {
  Builder builder = promised("web", zones, routing);
  builder.region().racks_per_zone = 1;
  builder.region().hosts_per_rack = 4;
  ServiceSpec& web = builder.service("web");
  web.replicas_per_zone = 4;
  web.capacity_rps = 100;
  builder.clients("web", 100.0 * k, load_balancer());
  std::vector<std::string> zone_names, host_names;
  for (int z = 0; z < zones; ++z) {
    const std::string zone(1, static_cast<char>('a' + z));
    zone_names.push_back("zone r/" + zone);
    for (const auto& host : hosts(zone)) host_names.push_back(host);
  }
  by_chance(builder, "zone_loss", zone_names, 4380, 3);
  by_chance(builder, "host_loss", host_names, 1000, 2);
  return builder;
}

constexpr double kZone = 4380.0 / 4383, kHost = 1000.0 / 1002;

}  // namespace

// At least k of 4 z hosts serve, given how many of the zones are up: sum over j of P(j zones) P(at least k of 4 j
// hosts). The values for (3, 8) and (2, 4) are those of a separate calculation.
TEST_CASE("Regional instances on hosts in zones are up as conditioning on the zones says", "[analysis]") {
  for (const auto& [zones, k, known] :
       {std::tuple(3, 8, 3.392077538022509e-05), std::tuple(2, 4, 1.1357896845698434e-05)}) {
    double up = 0;
    for (int j = 0; j <= zones; ++j) {
      const double these = binomial_at_least(j, zones, kZone) - binomial_at_least(j + 1, zones, kZone);
      up += these * binomial_at_least(k, 4 * j, kHost);
    }
    const QuestionReview review = first(hosts_in_zones(zones, k, Routing::regional));
    CHECK_THAT(*review.unavailability, WithinRel(1 - up, 1e-9));
    CHECK_THAT(*review.unavailability, WithinRel(known, 1e-9));
    CHECK_FALSE(review.unaided.has_value());
  }
}

// Zonal, 8 instances needed of 3 x 4: two zones carry the peak with 4 each, so a zone stands with all its 4 hosts, and
// at least 2 of 3 zones must: s = zone x host^4. Alone, each zone needs 8/3, so 3, of its 4.
TEST_CASE("Zones stand apart, and as many as carry the peak must stand", "[analysis]") {
  const QuestionReview review = first(hosts_in_zones(3, 8, Routing::zonal));
  CHECK_THAT(*review.unavailability, WithinRel(1 - binomial_at_least(2, 3, kZone * std::pow(kHost, 4)), 1e-9));
  CHECK_THAT(*review.unaided, WithinRel(1 - kZone * binomial_at_least(3, 4, kHost), 1e-9));
  CHECK(review.smallest->size() == 2);
}

// Ten cells, each up with 0.999, behind a router that is up with 0.99999: customers are served with the product, and
// losing one cell cuts off a tenth of them. (Rates: 999 h and 1 h; 99999 h and 1 h.)
// One of two zones carries all: down in u^2 of the time, and it goes down as often as one zone fails while the other is down: 2 u / 4383
// an hour. With two cells, each of which serves its own, 99 % are missed while either is down: as often as one fails while the
// other is up, 2 (1 - u) / 4383 an hour, for 1 - (1 - u)^2 of the time.
TEST_CASE("Outages of services are counted by importance, too", "[analysis]") {
  constexpr double kYearHours = 365.25 * 24;
  for (const bool cells : {false, true}) {
    Builder builder = promised("web", 2, Routing::regional);
    if (cells) builder.cells(2, Span::zone);
    builder.service("web").capacity_rps = 100;
    builder.clients("web", 100, load_balancer());
    by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 4380, 3);
    const QuestionReview review = first(builder);
    const double u = 1 - kZone, often = 2 * (cells ? kZone : u) / 4383, down = cells ? 1 - kZone * kZone : u * u;
    REQUIRE(review.outages.has_value());
    CHECK_THAT(review.outages->per_year, WithinRel(often * kYearHours, 1e-9));
    CHECK_THAT(review.outages->mean_s, WithinRel(down / often * 3600, 1e-9));
  }
}

// Zonal, 400/s over zones with 4, 2 and 2 instances of 100/s, in which nothing but zones can fail: a alone carries the peak, and b and c
// do together: 1 - (1 - z)(1 - z^2). With 2, 2 and 2 of 200/s the peak takes two of them. Alone each serves its own: clients come
// in as 2 to 1 to 1.
TEST_CASE("Zones of unequal size stand for each other as far as they carry the peak", "[analysis]") {
  Builder builder = promised("web", 3, Routing::zonal);
  ServiceSpec& web = builder.service("web");
  web.replicas_per_zone = 2;
  web.replicas_in = {{"r/a", 4}};
  web.capacity_rps = 100;
  EntrySpec entry = load_balancer();
  entry.zones = {{"r/a", 0.5}, {"r/b", 0.25}, {"r/c", 0.25}};
  builder.clients("web", 400, entry);
  by_chance(builder, "zone_loss", {"zone r/a", "zone r/b", "zone r/c"}, 4380, 3);
  const QuestionReview review = first(builder);
  CHECK_THAT(*review.unavailability, WithinRel((1 - kZone) * (1 - kZone * kZone), 1e-9));
  CHECK_THAT(*review.unaided, WithinRel(1 - kZone, 1e-9));
  builder.model().clients.front().peak_rps = 500;  // a and b, or a and c, but not b and c, carry it
  const QuestionReview smaller = first(builder);
  CHECK_THAT(*smaller.unavailability, WithinRel(1 - kZone * (1 - (1 - kZone) * (1 - kZone)), 1e-9));
}

// A regional service in a and b, whose zonal callee stands there too: of 4 + 2 instances the peak needs 3, so a suffices and b
// does not; the callee in a carries 4 of 6 parts of the peak. Both must be there: z_a.
TEST_CASE("A regional service counts the instances that zones have", "[analysis]") {
  Builder builder = promised("web", 3);
  ServiceSpec& web = builder.service("web");
  web.replicas_per_zone = 0;
  web.replicas_in = {{"r/a", 4}, {"r/b", 2}};
  web.capacity_rps = 100;
  builder.clients("web", 300, load_balancer());
  by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 4380, 3);
  CHECK_THAT(*first(builder).unavailability, WithinRel(1 - kZone, 1e-9));
}

TEST_CASE("Customers of cells are served while their cell and the router are up", "[analysis]") {
  Builder builder = promised("web", 2);
  builder.cells(10, Span::region);
  builder.service("web").replicas_per_zone = 10;
  builder.clients("web", 100, load_balancer());
  std::vector<std::string> cells;
  for (int c = 1; c <= 10; ++c) cells.push_back(c < 10 ? "cell 0" + std::to_string(c) : "cell 10");
  by_chance(builder, "cell_loss", cells, 999, 1);
  by_chance(builder, "router_loss", {"router r"}, 99999, 1);
  const QuestionReview review = first(builder);
  CHECK_THAT(1 - *review.unavailability, WithinAbs(0.9989900100000001, 1e-12));
  REQUIRE(review.cut_sets.size() == 11);
  std::set<double> shares;
  for (const auto& point : review.single_points)
    if (point.can_fail) shares.insert(std::round(point.share * 1e9) / 1e9);
  CHECK(shares == std::set<double>{0.1, 1.0});
  CHECK(review.smallest->size() == 1);
}

// Three cells in three zones with a standby, any two of which carry the peak: a customer is served while its own cell
// stands, or both others do: s + (1 - s) s^2 with s the zone. Alone: s.
TEST_CASE("With a standby the cells of other zones serve, if they carry the peak", "[analysis]") {
  Builder builder = promised("web", 3);
  builder.cells(3);
  builder.model().cells.standby_lag = Duration::s(2);
  ServiceSpec& web = builder.service("web");
  web.replicas_per_zone = 2;
  web.capacity_rps = 100;
  builder.clients("web", 400);
  by_chance(builder, "zone_loss", {"zone r/a", "zone r/b", "zone r/c"}, 4380, 3);
  const QuestionReview review = first(builder);
  CHECK_THAT(*review.unavailability, WithinRel((1 - kZone) * (1 - kZone * kZone), 1e-9));
  CHECK_THAT(*review.unaided, WithinRel(1 - kZone, 1e-9));
}

// web calls db hard and ads softly: u = 1 - (1 - q)(1 - q) for web and db; ads does not count.
TEST_CASE("Hard callees count, soft ones do not, and a circle of calls stands when all in it do", "[analysis]") {
  Builder builder = promised("web", 1);
  builder.service("web", {call("db"), soft(call("ads"))});
  builder.service("db", {call("web")});
  builder.service("ads");
  builder.clients("web", 10, load_balancer());
  by_chance(builder, "crash", {"service ads", "service db", "service web"}, 99, 1);
  const QuestionReview review = first(builder);
  CHECK_THAT(*review.unavailability, WithinRel(1 - 0.99 * 0.99, 1e-9));
  std::set<std::string> failing;
  for (const auto& point : review.single_points)
    if (point.can_fail) failing.insert(point.name);
  CHECK(failing == std::set<std::string>{"service db", "service web"});
}

TEST_CASE("Single points by dominators are the cut sets of one event that can happen", "[analysis]") {
  for (const Routing routing : {Routing::zonal, Routing::regional}) {
    Builder builder = promised("web", 2, routing);
    builder.region().power = {1, 2};
    builder.region().racks_per_zone = 2;
    builder.region().hosts_per_rack = 2;
    builder.service("web", {call("db")}).replicas_per_zone = 3;
    builder.service("db").scope = Scope::managed;
    builder.clients("web", 10);
    by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 4000, 3);
    by_chance(builder, "region_loss", {"region r"}, 90000, 3);
    by_chance(builder, "power_loss", {"power r/a/1", "power r/a/2"}, 900, 3);
    by_chance(builder, "crash", {"pool db@r"}, 5000, 1);
    const QuestionReview review = first(builder);
    std::set<std::string> by_dominators, by_cut_sets;
    for (const auto& point : review.single_points)
      if (point.can_fail) by_dominators.insert(point.name);
    for (const auto& set : review.cut_sets)
      if (set.events.size() == 1) by_cut_sets.insert(set.events.front());
    CHECK(by_dominators == by_cut_sets);
    CHECK(by_dominators == std::set<std::string>{"pool db@r", "region r"});
  }
}

// Two faults on one zone combine: 1 - (1 - 1/100)(1 - 1/50). `any 2 of` both zones strikes both at once.
TEST_CASE("Faults on one target combine, and a draw of all targets is one event", "[analysis]") {
  Builder builder = promised("web", 2);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  by_chance(builder, "zone_loss", {"zone r/a"}, 99, 1);
  by_chance(builder, "zone_power_loss", {"zone r/a"}, 49, 1);
  by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 999, 1).any = 2;
  by_chance(builder, "zone_loss", {"zone r/b"}, 9, 1);
  const QuestionReview review = first(builder);
  const double a = 1 - 0.99 * 0.98, both = 0.001;
  CHECK_THAT(*review.unavailability, WithinRel(both + (1 - both) * a * 0.1, 1e-9));
}

TEST_CASE("What makes clocks depend on one another is refused a figure, by name", "[analysis]") {
  const auto refused = [](const auto& change) {
    Builder builder = promised("web", 2);
    builder.service("web");
    builder.clients("web", 10, load_balancer());
    change(builder, by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 99, 1));
    const QuestionReview review = first(builder);
    CHECK_FALSE(review.unavailability.has_value());
    CHECK(review.cut_sets.size() == 1);  // the structure is known all the same
    return review.refused.empty() ? std::string() : review.refused.front();
  };
  CHECK(refused([](Builder&, FaultSpec& fault) { fault.any = 1; }) == "fault-0 strikes 1 of 2 at once");
  CHECK(refused([](Builder&, FaultSpec& fault) { fault.repair.reset(); }) ==
        "fault-0 never heals, so there is no steady state");
  CHECK(refused([](Builder&, FaultSpec& fault) { fault.active = 1; }) == "fault-0 has cold spares");
  CHECK(refused([](Builder&, FaultSpec& fault) {
          fault.active = 1;
          fault.dormancy = 0.5;
        }) == "fault-0 has warm spares");
  CHECK(refused([](Builder&, FaultSpec& fault) {
          fault.active = 1;
          fault.dormancy = 1;
          fault.starts = 0.9;
        }) == "spares of fault-0 may fail to start");
  CHECK(refused([](Builder&, FaultSpec& fault) { fault.acceleration = {1, 2}; }) == "targets of fault-0 share a load");
  CHECK(refused([](Builder&, FaultSpec& fault) { fault.only_while = {"region r"}; }) ==
        "the clocks of fault-0 rest at times");
  CHECK(refused([](Builder& builder, FaultSpec& fault) {
          builder.model().crews = {{"hands", 1}};
          fault.crew = "hands";
        }) == "crew hands repairs 1 at a time of 2");
  // Hands enough, but an inspection of fixed length that begins anew when another is repaired is longer than it says. An
  // exponential one is not: what has been seen of it tells nothing.
  const auto inspecting = [](const Distribution& inspect) {
    return [inspect](Builder& builder, FaultSpec& fault) {
      builder.model().crews = {{"hands", 2, CrewOrder::first_inspected, inspect}};
      fault.crew = "hands";
    };
  };
  CHECK(refused(inspecting(Distribution::fixed(Duration::hours(20)))) ==
        "crew hands forgets what it has seen of one when it repairs another");
  Builder memoryless = promised("web", 2);
  memoryless.service("web");
  memoryless.clients("web", 10, load_balancer());
  inspecting(Distribution::exponential(Duration::hours(20)))(
      memoryless, by_chance(memoryless, "zone_loss", {"zone r/a", "zone r/b"}, 99, 1));
  CHECK_THAT(*first(memoryless).unavailability, WithinRel(std::pow(21.0 / 120, 2), 1e-9));
}

// A hot spare that always starts ages and fails as one that runs: two zones, 1/100 each.
TEST_CASE("Hot spares that always start are independent of those that run", "[analysis]") {
  Builder builder = promised("web", 2);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  FaultSpec& fault = by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 99, 1);
  fault.active = 1;
  fault.dormancy = 1;
  CHECK_THAT(*first(builder).unavailability, WithinRel(1e-4, 1e-9));
}

TEST_CASE("A crew with a hand for every clock adds its inspection, and finding adds its wait", "[analysis]") {
  Builder builder = promised("web", 1);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  FaultSpec& fault = by_chance(builder, "zone_loss", {"zone r/a"}, 93, 4);
  builder.model().crews = {{"hands", 1}};
  builder.model().crews.front().inspect = Distribution::fixed(Duration::hours(1));
  fault.crew = "hands";
  fault.found = Distribution::exponential(Duration::hours(2));
  CHECK_THAT(*first(builder).unavailability, WithinRel((2 + 1 + 4) / 100.0, 1e-9));
}

// A bridge of links with availability 0.9 between perfect nodes: 2 p^2 + 2 p^3 - 5 p^4 + 2 p^5 = 0.97848.
TEST_CASE("Two nodes of a network are connected as often as the polynomial of the bridge says", "[analysis]") {
  Builder builder(1);
  Model& model = builder.model();
  model.topology.networks = {{"n", {{"a", "b"}, {"a", "s"}, {"a", "t"}, {"b", "s"}, {"b", "t"}}}};
  const std::vector<std::string> links = {"link n/a..n/b", "link n/a..n/s", "link n/a..n/t", "link n/b..n/s",
                                          "link n/b..n/t"};
  NeedSpec need;
  need.name = "path";
  need.of = links;
  need.of.insert(need.of.end(), {"node n/a", "node n/b", "node n/s", "node n/t"});
  need.connected = {"node n/s", "node n/t"};
  model.topology.components = {{"trade", 0, {need}}};
  ObjectiveSpec objective{"trade"};
  objective.components = {"component trade"};
  model.objectives = {objective};
  by_chance(builder, "link_loss", links, 9, 1);
  const QuestionReview review = first(builder, 3);
  CHECK_THAT(1 - *review.unavailability, WithinAbs(0.97848, 1e-12));
  CHECK(review.cut_sets_by_order == std::vector<std::uint64_t>{0, 0, 2, 2});
  std::set<std::string> cannot_fail;
  for (const auto& point : review.single_points) cannot_fail.insert(point.name);
  CHECK(cannot_fail == std::set<std::string>{"component trade", "node n/s", "node n/t"});
}

// Four disks of which three are promised: the indicator is the share that is up, on average 1 - q of them.
TEST_CASE("An objective of components has each of them as a share", "[analysis]") {
  Builder builder(1);
  Model& model = builder.model();
  model.topology.components = {{"disk", 4, {}}};
  ObjectiveSpec objective{"disk"};
  objective.success = 0.75;
  objective.components = {"component disk/1", "component disk/2", "component disk/3", "component disk/4"};
  model.objectives = {objective};
  by_chance(builder, "component_loss", objective.components, 99, 1);
  const QuestionReview review = first(builder);
  CHECK_THAT(*review.unavailability, WithinRel(0.01, 1e-12));
  CHECK(review.single_points.size() == 4);
  CHECK(review.smallest_of_all->size() == 4);
  StructuralModel structure = structure_of(builder.finish());
  const Diagram missed(structure.formula, structure.formula.negation(*structure.questions.front().met));
  CHECK_THAT(missed.probability(), WithinRel(1 - binomial_at_least(3, 4, 0.99), 1e-9));
}

// k of n are needed; with A = m/(m + r) an outage begins when just k are up and one of them fails, each 1/(m + r) times an
// hour: n C(n-1, k-1) A^(k-1) (1-A)^(n-k) / (m + r), whatever the laws. It lasts what is lost, over that.
TEST_CASE("Outages of independent components are counted by their importance, whatever the laws", "[analysis]") {
  const double m = 1000, r = 50, A = m / (m + r);
  for (const auto& [n, k, pairs] : {std::tuple(3, 2, 3.0 * 2), std::tuple(9, 7, 9.0 * 28)}) {
    const double per_h = pairs * std::pow(A, k - 1) * std::pow(1 - A, n - k) / (m + r);
    const double lost = 1 - binomial_at_least(k, n, A);
    for (const Distribution& life :
         {Distribution::exponential(Duration::hours(1000)), Distribution::weibull_shape_mean(2, Duration::hours(1000))})
      for (const bool as_share : {false, true}) {
        Builder builder(1);
        std::vector<std::string> units;
        for (int i = 1; i <= n; ++i) units.push_back("component unit/" + std::to_string(i));
        builder.model().topology.components = {{"group", 0, {{"units", units, k}}}, {"unit", n, {}}};
        ObjectiveSpec objective{"group"};
        objective.components = {"component group"};
        if (as_share) objective.components = units, objective.success = static_cast<double>(k) / n;
        builder.model().objectives = {objective};
        by_chance(builder, "component_loss", units, 1000, 50).mttf = life;
        const StructureReview review = review_structure(builder.finish(), 1);
        const QuestionReview& one = review.questions.front();
        REQUIRE(one.outages.has_value());
        CHECK_THAT(one.outages->per_year, WithinRel(per_h * 8766, 1e-9));
        CHECK_THAT(one.outages->mean_s, WithinRel(lost / per_h * 3600, 1e-9));
        if (one.markov) CHECK_THAT(one.outages->per_year, WithinRel(one.markov->outages_per_year, 1e-9));
      }
  }
}

// Two faults on one component: it goes down 1/(m1 + r1) times an hour by the first while the second has it up, and the
// other way round.
TEST_CASE("A component that two faults take down goes down by either while the other has it up", "[analysis]") {
  Builder builder(1);
  builder.model().topology.components = {{"unit", 0, {}}};
  ObjectiveSpec objective{"unit"};
  objective.components = {"component unit"};
  builder.model().objectives = {objective};
  by_chance(builder, "component_loss", objective.components, 90, 10);
  by_chance(builder, "component_loss", objective.components, 980, 20);
  const double per_h = 1 / 100.0 * 0.98 + 1 / 1000.0 * 0.9, lost = 1 - 0.9 * 0.98;
  const QuestionReview one = first(builder);
  CHECK_THAT(one.outages->per_year, WithinRel(per_h * 8766, 1e-9));
  CHECK_THAT(one.outages->mean_s, WithinRel(lost / per_h * 3600, 1e-9));
}

// 2 of 3 without repair: R = 3 r^2 - 2 r^3 with r the survival of one. Weibull of shape 2: E = integral of R = s sqrt(pi)/2 (3/sqrt 2 -
// 2/sqrt 3), as r^k is that of a scale s/sqrt k.
TEST_CASE("What never heals has a reliability and a mean time to the first outage, whatever the laws", "[analysis]") {
  Builder builder(1);
  Model& model = builder.model();
  model.topology.components = {{"system", 0, {{"units", {"component u/1", "component u/2", "component u/3"}, 2}}},
                               {"u", 3, {}}};
  ObjectiveSpec objective{"system"};
  objective.components = {"component system"};
  objective.success = 1;
  model.objectives = {objective};
  FaultSpec& fault = by_chance(builder, "component_loss", {"component u/1", "component u/2", "component u/3"}, 1000, 1);
  fault.mttf = Distribution::weibull_shape_scale(2, Duration::hours(1000));
  fault.repair.reset();
  const StructureReview review = review_structure(builder.finish(), 2, {500 * 3600.0});
  REQUIRE(review.questions.front().moments.has_value());
  const StructuralMoments& moments = *review.questions.front().moments;
  const double r = std::exp(-0.25);
  REQUIRE(moments.at.size() == 1);
  CHECK_THAT(1 - moments.at[0].unmet, WithinRel(3 * r * r - 2 * r * r * r, 1e-12));
  CHECK(moments.at[0].outage == moments.at[0].unmet);
  const double mean_h = 1000 * std::sqrt(std::acos(-1.0)) / 2 * (3 / std::sqrt(2) - 2 / std::sqrt(3));
  CHECK_THAT(*moments.mean_time_to_first_outage_s, WithinRel(mean_h * 3600, 1e-9));
}

// Two that are tested together every c hours, and are repaired at once: while both may fail, the second fails at l while the first
// has been down for up to c: 2 l (1 - q) q averaged over [0, c), q = 1 - e^-lt: 2 l times the mean of e^-lt - e^-2lt.
TEST_CASE("Outages of what is tested at the same times are counted moment by moment", "[analysis]") {
  const double l = 1.0 / 2000, c = 500;
  Builder builder(1);
  Model& model = builder.model();
  model.topology.components = {{"system", 0, {{"units", {"component u/1", "component u/2"}, 1}}}, {"u", 2, {}}};
  ObjectiveSpec objective{"system"};
  objective.components = {"component system"};
  objective.success = 1;
  model.objectives = {objective};
  FaultSpec& fault = by_chance(builder, "component_loss", {"component u/1", "component u/2"}, 2000, 1);
  fault.repair = Distribution::fixed(Duration::ns(1));
  fault.found_every = Duration::hours(500);
  const QuestionReview review = first(builder);
  REQUIRE(review.outages.has_value());
  const double mean = (-std::expm1(-l * c) / l + std::expm1(-2 * l * c) / (2 * l)) / c;
  CHECK_THAT(review.outages->per_year, WithinRel(2 * l * mean * 8766, 1e-5));
}
