// SPDX-License-Identifier: Apache-2.0
// What a formula leaves out makes a bound of its figure, or leaves none.
#include "analysis/structure/caveats.hpp"

#include <cmath>

#include "tests/analysis/structure/promised.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

// Two databases of which one suffices, q = 10/210 each: both are down q^2 of the time. A takeover of 3 h is not in
// the diagram, nor that repairs wait for its notice, so that q^2 is the least that is lost.
TEST_CASE("A takeover that takes time makes the figure of the diagram a bound", "[analysis]") {
  const auto answer = [](const TakeoverSpec& takeover) {
    Builder builder(1);
    NeedSpec need{"replicas", {"component db/1", "component db/2"}};
    need.takeover = takeover;
    builder.model().topology.components = {{"database", 0, {need}}, {"db", 2, {}}};
    ObjectiveSpec objective{"database"};
    objective.components = {"component database"};
    builder.model().objectives = {objective};
    by_chance(builder, "component_loss", need.of, 200, 10);
    return review_structure(builder.finish(), 2);
  };
  TakeoverSpec slow;
  slow.notice = Distribution::fixed(Duration::hours(1));
  slow.time = Distribution::fixed(Duration::hours(2));
  const StructureReview review = answer(slow);
  const QuestionReview& one = review.questions.front();
  const double both = 10.0 / 210 * 10 / 210;
  CHECK_FALSE(one.unavailability.has_value());
  REQUIRE(one.bounds.has_value());
  CHECK_THAT(one.bounds->low, WithinRel(both, 1e-9));
  CHECK(one.bounds->high == 1);
  CHECK(one.caveats == std::vector<std::string>{
                           "fault-0 is repaired when a takeover has noticed it, and that is left out",
                           "the takeover of replicas in component database is taken as instant and always working"});
  const std::string table = structure_table({review});
  CHECK_THAT(table, contains_text("availability              at most 99.77 %\n"));
  CHECK_THAT(table, !contains_text("exact"));
  // One that takes no time and always works is what the diagram takes it for.
  const StructureReview at_once = answer({});
  CHECK_THAT(*at_once.questions.front().unavailability, WithinRel(both, 1e-9));
  CHECK_THAT(structure_table({at_once}), contains_text("figures are exact"));
}

// What needs the mains is down with them 6 of 106 h, if it does not live on. With a grace of 4 h only what is left of a
// repair then is lost: 6/106 exp(-4/6) of an exponential one, which lies between nothing and all.
TEST_CASE("A grace makes the figure a bound: as if it were none, and as if it were endless", "[analysis]") {
  const auto answer = [](const std::vector<std::string>& fail) {
    Builder builder(1);
    NeedSpec power{"power", {"component mains"}, 1, NeedKind::after_grace, Distribution::fixed(Duration::hours(4))};
    builder.model().topology.components = {{"load", 0, {power}}, {"mains", 0, {}}};
    ObjectiveSpec objective{"load"};
    objective.components = {"component load"};
    builder.model().objectives = {objective};
    by_chance(builder, "component_loss", fail, 100, 6);
    return review_structure(builder.finish(), 2);
  };
  const double truth = 6.0 / 106 * std::exp(-4.0 / 6);
  const StructureReview review = answer({"component mains"});
  const QuestionReview& one = review.questions.front();
  CHECK_FALSE(one.unavailability.has_value());
  REQUIRE(one.bounds.has_value());
  CHECK(one.bounds->low == 0);
  CHECK_THAT(one.bounds->high, WithinRel(6.0 / 106, 1e-9));
  CHECK((one.bounds->low < truth && truth < one.bounds->high));
  REQUIRE(one.cut_sets.size() == 1);
  CHECK(one.cut_sets.front().events == std::vector<std::string>{"component mains"});
  CHECK_THAT(structure_table({review}),
             contains_text("availability              at least 94.34 %\n") && !contains_text("nothing in this file"));
  // Where the load fails too, its own 6 of 106 h are lost for certain: at least those, at most those of either.
  const StructureReview both = answer({"component load", "component mains"});
  CHECK_THAT(both.questions.front().bounds->low, WithinRel(6.0 / 106, 1e-9));
  CHECK_THAT(both.questions.front().bounds->high, WithinRel(1 - 100.0 / 106 * 100.0 / 106, 1e-9));
  // Mains that never fail leave a figure.
  CHECK_THAT(*answer({"component load"}).questions.front().unavailability, WithinRel(6.0 / 106, 1e-9));
}

// Two hosts with an instance each, both needed, q = 2/102 each: as if instances were back with their hosts, 1 - (100/102)^2
// is lost. They boot for 2 h: with lives of 100 h a host is up, and has been for 2 h, exp(-2/100) 100/102 of the time, so
// that the truth is 1 - (exp(-0.02) 100/102)^2, within the bounds.
TEST_CASE("Instances that boot make the figure a bound", "[analysis]") {
  const auto answer = [](Duration boot) {
    Builder builder = promised("web", 1, Routing::regional);
    builder.region().racks_per_zone = 2;
    builder.region().hosts_per_rack = 1;
    ServiceSpec& web = builder.service("web");
    web.replicas_per_zone = 2;
    web.capacity_rps = 100;
    web.boot = Distribution::fixed(boot);
    builder.clients("web", 200, load_balancer());
    by_chance(builder, "host_loss", {"host r/a/01/01", "host r/a/02/01"}, 100, 2);
    return first(builder);
  };
  const double at_once = 1 - std::pow(100.0 / 102, 2), truth = 1 - std::pow(std::exp(-0.02) * 100 / 102, 2);
  CHECK_THAT(*answer(Duration::zero()).unavailability, WithinRel(at_once, 1e-9));
  const QuestionReview review = answer(Duration::hours(2));
  REQUIRE(review.bounds.has_value());
  CHECK_THAT(review.bounds->low, WithinRel(at_once, 1e-9));
  CHECK((review.bounds->low < truth && truth < review.bounds->high));
  CHECK(review.caveats == std::vector<std::string>{"the time in which web boots is left out"});
}

// Customers of the only point of presence are all lost while it swallows them, 2 of 242 h. Of two, one keeps its own and
// loses them: the diagram knows only the best, that they were served by the other, and nothing is lost that it could show.
TEST_CASE("A black hole is the loss of the only point of presence, and no figure where there is another",
          "[analysis]") {
  const auto answer = [](const std::vector<std::string>& names, const std::vector<std::string>& targets) {
    Builder builder = promised("web", 1);
    builder.service("web");
    EntrySpec entry = load_balancer();
    entry.via = Via::anycast;
    builder.clients("web", 10, entry);
    for (const auto& name : names) builder.model().topology.edge.pops.push_back({name, 0.5, {}});
    by_chance(builder, "pop_black_hole", targets, 240, 2);
    return review_structure(builder.finish(), 2);
  };
  const StructureReview only = answer({"p"}, {"pop p"});
  CHECK_THAT(*only.questions.front().unavailability, WithinRel(2.0 / 242, 1e-9));
  CHECK(only.notes.empty());
  CHECK(only.questions.front().cut_sets.front().events == std::vector<std::string>{"pop p (black hole)"});
  const StructureReview two = answer({"p", "q"}, {"pop p"});
  const QuestionReview& one = two.questions.front();
  CHECK_FALSE(one.unavailability.has_value());
  CHECK_FALSE(one.bounds.has_value());
  CHECK(one.refused == std::vector<std::string>{"what fault-0 (pop_black_hole) fails is left out"});
  CHECK_THAT(structure_table({two}), !contains_text("100 %"));
}

// With zones that fail 3 of 4383 h, a service of two is lost for the square of it at least: what else a fault fails that
// takes nothing down is not in it. A service that has no instances where it strikes keeps its figure.
TEST_CASE("Faults that take nothing down make bounds of the figures of services that they strike", "[analysis]") {
  const auto answer = [](const std::string& target, bool by_chance_too) {
    Builder builder = promised("web", 2, Routing::regional);
    builder.service("ads");
    builder.service("web");
    builder.clients("web", 10, load_balancer());
    if (by_chance_too) by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 4380, 3);
    FaultSpec& gray = by_chance(builder, "service_errors", {target}, 100, 1);
    gray.values.set("errors", 1.0);
    gray.values.set("slow", 1.0);
    gray.values.set("delay", Duration::zero());
    return first(builder);
  };
  const double both = std::pow(3.0 / 4383, 2);
  CHECK_THAT(answer("service web", true).bounds->low, WithinRel(both, 1e-9));
  CHECK_THAT(*answer("service ads", true).unavailability, WithinRel(both, 1e-9));
  const QuestionReview alone = answer("service web", false);
  CHECK_FALSE(alone.unavailability.has_value());
  CHECK(alone.refused == std::vector<std::string>{"what fault-0 (service_errors) fails is left out"});
  CHECK(*answer("service ads", false).unavailability == 0);
}

// Customers by DNS find no address once their answers have expired: 2 of 242 h at most, and less by the TTL.
TEST_CASE("The loss of DNS cuts off once its answers have expired", "[analysis]") {
  Builder builder = promised("web", 2, Routing::regional);
  builder.service("web");
  EntrySpec entry;
  entry.via = Via::dns;
  builder.clients("web", 10, entry);
  by_chance(builder, "dns_loss", {"dns users"}, 240, 2);
  const QuestionReview review = first(builder);
  CHECK_FALSE(review.unavailability.has_value());
  REQUIRE(review.bounds.has_value());
  CHECK_THAT(review.bounds->high, WithinRel(2.0 / 242, 1e-9));
  CHECK(review.smallest == std::vector<std::string>{"dns users"});
}

// Of three databases of which one suffices, one is lost for good after a day: in the long run two are left, (10/210)^2 of
// the time both down, where the diagram of three says (10/210)^3. It is a bound.
TEST_CASE("What never heals after an instant makes the figure a bound", "[analysis]") {
  const auto answer = [](bool heals) {
    Builder builder(1);
    const std::vector<std::string> all{"component db/1", "component db/2", "component db/3"};
    builder.model().topology.components = {{"database", 0, {{"replicas", all}}}, {"db", 3, {}}};
    ObjectiveSpec objective{"database"};
    objective.components = {"component database"};
    builder.model().objectives = {objective};
    by_chance(builder, "component_loss", all, 200, 10);
    FaultSpec& once = builder.fault("component_loss", {"component db/1"});
    once.at = Duration::days(1);
    if (heals) once.repair = Distribution::fixed(Duration::hours(1));
    return first(builder);
  };
  const double q = 10.0 / 210;
  CHECK_THAT(*answer(true).unavailability, WithinRel(q * q * q, 1e-9));
  const QuestionReview review = answer(false);
  REQUIRE(review.bounds.has_value());
  CHECK((review.bounds->low < q * q && q * q < review.bounds->high));
  CHECK(review.caveats == std::vector<std::string>{"fault-1 never heals"});
}
