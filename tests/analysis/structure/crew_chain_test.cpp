// SPDX-License-Identifier: Apache-2.0
// The chain's crews (priorities, when they begin, parts, batches) against closed forms and small chains written here.
#include <cmath>
#include <map>
#include <tuple>

#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinRel;

namespace {

MarkovAnswer answer_for(const Model& model, const std::string& component = "component system") {
  ObjectiveSpec objective{"it"};
  objective.components = {component};
  objective.success = 1;
  return markov_review(model, objective, {});
}

MarkovReview review_component(const Model& model, const std::string& component = "component system") {
  const MarkovAnswer got = answer_for(model, component);
  INFO(got.refused);
  REQUIRE(got.review.has_value());
  return *got.review;
}

/// Shares of time by state, from the rates out of each; found by walking from one state.
template <class State>
class SmallChain {
 public:
  using Steps = std::vector<std::pair<State, double>>;

  template <class Next>
  SmallChain(const State& start, const Next& next) {
    number(start);
    std::vector<Transition> transitions;
    for (std::size_t at = 0; at < states_.size(); ++at)
      for (const auto& [to, rate] : next(State(states_[at])))
        if (rate > 0) transitions.push_back({static_cast<StateNo>(at), number(to), rate});
    shares_ = *MarkovChain(states_.size(), transitions).stationary();
  }

  template <class Counts>
  double share(const Counts& counts) const {
    double sum = 0;
    for (std::size_t s = 0; s < states_.size(); ++s) sum += shares_[s] * counts(states_[s]);
    return sum;
  }

  std::size_t size() const { return states_.size(); }

 private:
  StateNo number(const State& state) {
    const auto [it, fresh] = numbers_.emplace(state, static_cast<StateNo>(states_.size()));
    if (fresh) states_.push_back(state);
    return it->second;
  }

  std::map<State, StateNo> numbers_;
  std::vector<State> states_;
  std::vector<double> shares_;
};

/// n units of which k are needed, in hours, with one crew.
Model units(int n, int k, double mttf_h, double repair_h) {
  Model model = k_of_n(n, k, exponential_h(mttf_h), exponential_h(repair_h));
  one_crew(model);
  return model;
}

/// Units u, as `k_of_n`, and v, each kind needed whole by a component of its own, with one crew.
Model two_kinds(int u, int v, const Distribution& mttf_u, const Distribution& repair_u, const Distribution& mttf_v,
                const Distribution& repair_v) {
  Model model;
  model.topology.components = {{"of-u", 0, {{"units", unit_names("u", u), u}}},
                               {"of-v", 0, {{"units", unit_names("v", v), v}}},
                               {"u", u, {}},
                               {"v", v, {}}};
  model.faults = {loss_by_chance("u", unit_names("u", u), mttf_u, repair_u),
                  loss_by_chance("v", unit_names("v", v), mttf_v, repair_v)};
  one_crew(model);
  return model;
}

}  // namespace

// Two units fail at l = 1/200 and are repaired at m = 1/10 an hour, first of all: 1, 2 r, 2 r^2 with r = l/m = 0.05, whatever
// three others need.
TEST_CASE("What takes the crew at once is down as if it had it alone", "[analysis]") {
  Model model = two_kinds(2, 3, exponential_h(200), exponential_h(10), exponential_h(50), exponential_h(30));
  model.crews[0].priority = {"u"};
  model.crews[0].preempts = true;
  const double r = 0.05, alone = (2 * r + 2 * r * r) / (1 + 2 * r + 2 * r * r);
  CHECK_THAT(*review_component(model, "component of-u").unmet, WithinRel(alone, 1e-9));
  model.crews[0].preempts = false;
  CHECK(*review_component(model, "component of-u").unmet > 1.2 * alone);
}

// One core (l, m) and one edge (k, n). At once: with y the share in which only the edge is down and z that of both,
// z (m + k) = k q + l y with q = l/(l + m), and k (1 - y - z) = n y. Otherwise five states, written out.
TEST_CASE("One urgent and one other component under one crew are the chains on paper", "[analysis]") {
  const double l = 1.0 / 200, m = 1.0 / 10, k = 1.0 / 100, n = 1.0 / 20;
  Model model = two_kinds(1, 1, exponential_h(200), exponential_h(10), exponential_h(100), exponential_h(20));
  model.crews[0].priority = {"u", "v"};
  enum class At { none, core, edge };
  const SmallChain<std::tuple<bool, bool, At>> finishing({false, false, At::none}, [&](const auto& state) {
    const auto [core, edge, at] = state;
    typename SmallChain<std::tuple<bool, bool, At>>::Steps out;
    if (!core) out.push_back({{true, edge, at == At::none ? At::core : at}, l});
    if (!edge) out.push_back({{core, true, at == At::none ? At::edge : at}, k});
    if (at == At::core) out.push_back({{false, edge, edge ? At::edge : At::none}, m});
    if (at == At::edge) out.push_back({{core, false, core ? At::core : At::none}, n});
    return out;
  });
  CHECK_THAT(*review_component(model, "component of-u").unmet,
             WithinRel(finishing.share([](const auto& s) { return std::get<0>(s) ? 1 : 0; }), 1e-9));
  CHECK_THAT(*review_component(model, "component of-v").unmet,
             WithinRel(finishing.share([](const auto& s) { return std::get<1>(s) ? 1 : 0; }), 1e-9));
  model.crews[0].preempts = true;
  const double q = l / (l + m);
  const double y = (k - k * k * q / (m + k)) / (n + k + k * l / (m + k));
  const double z = (k * q + l * y) / (m + k);
  CHECK_THAT(*review_component(model, "component of-u").unmet, WithinRel(q, 1e-9));
  CHECK_THAT(*review_component(model, "component of-v").unmet, WithinRel(y + z, 1e-9));
  CHECK_THAT(y + z, WithinRel(0.17651271034729685, 1e-12));
}

// What is put off in its repair has its inspection behind it. One core and one edge, each inspected at i before; of the edge the
// chain remembers whether it has been inspected.
TEST_CASE("Who is put off keeps the inspection that is behind it", "[analysis]") {
  const double l = 1.0 / 200, m = 1.0 / 10, k = 1.0 / 100, n = 1.0 / 20, i = 1.0 / 5;
  Model model = two_kinds(1, 1, exponential_h(200), exponential_h(10), exponential_h(100), exponential_h(20));
  model.crews[0].priority = {"u"};
  model.crews[0].preempts = true;
  model.crews[0].inspect = exponential_h(5);
  using State = std::pair<int, int>;  // 0 up, 1 to be inspected, 2 to be repaired; core and edge
  const SmallChain<State> chain({0, 0}, [&](const State& state) {
    const auto [core, edge] = state;
    SmallChain<State>::Steps out;
    if (core == 0) out.push_back({{1, edge}, l});
    if (core == 1) out.push_back({{2, edge}, i});
    if (core == 2) out.push_back({{0, edge}, m});
    if (edge == 0) out.push_back({{core, 1}, k});
    if (core == 0 && edge == 1) out.push_back({{core, 2}, i});
    if (core == 0 && edge == 2) out.push_back({{core, 0}, n});
    return out;
  });
  const MarkovReview review = review_component(model, "component of-v");
  CHECK(review.states == chain.size());
  CHECK_THAT(*review.unmet, WithinRel(chain.share([](const State& s) { return s.second > 0 ? 1 : 0; }), 1e-9));
}

// Four units, lives of 500 h, repairs of 20 h: the number failed, and whether the crew is there.
TEST_CASE("A crew that waits for company is the birth and death chain with a threshold", "[analysis]") {
  for (const int hands : {1, 2})
    for (const int begins_at : {1, 2, 3, 4}) {
      Model model = units(4, 3, 500, 20);
      model.crews[0].begins_at = begins_at;
      model.crews[0].count = hands;
      using State = std::pair<int, bool>;
      const SmallChain<State> chain({0, false}, [&](const State& state) {
        const auto [failed, there] = state;
        SmallChain<State>::Steps out;
        if (failed < 4) out.push_back({{failed + 1, there || failed + 1 >= begins_at}, (4 - failed) / 500.0});
        if (there) out.push_back({{failed - 1, failed > 1}, std::min(failed, hands) / 20.0});
        return out;
      });
      INFO(hands << " hands, begins at " << begins_at);
      const MarkovReview review = review_component(model);
      CHECK(review.states == chain.size());
      CHECK_THAT(*review.unmet, WithinRel(chain.share([](const State& s) { return s.first > 1 ? 1 : 0; }), 1e-9));
    }
}

// Six disks of which five are needed, lives of 500 h, rebuilds of 8 h, a spare comes 72 h after one was used: disks failed,
// disks being rebuilt, spares on their way.
TEST_CASE("A crew with spare parts is the chain of failed, begun and ordered", "[analysis]") {
  for (const int hands : {1, 2})
    for (const int parts : {1, 2, 4}) {
      Model model = units(6, 5, 500, 8);
      model.crews[0].count = hands;
      model.crews[0].parts = parts;
      model.crews[0].resupply = exponential_h(72);
      using State = std::tuple<int, int, int>;
      const auto settled = [&](int failed, int begun, int ordered) {
        for (; begun < std::min(hands, failed) && ordered < parts; ++begun) ++ordered;
        return State{failed, begun, ordered};
      };
      const SmallChain<State> chain({0, 0, 0}, [&](const State& state) {
        const auto [failed, begun, ordered] = state;
        SmallChain<State>::Steps out;
        if (failed < 6) out.push_back({settled(failed + 1, begun, ordered), (6 - failed) / 500.0});
        if (begun > 0) out.push_back({settled(failed - 1, begun - 1, ordered), begun / 8.0});
        if (ordered > 0) out.push_back({settled(failed, begun, ordered - 1), ordered / 72.0});
        return out;
      });
      INFO(hands << " hands, " << parts << " parts");
      const MarkovReview review = review_component(model);
      CHECK(review.states == chain.size());
      CHECK_THAT(*review.unmet,
                 WithinRel(chain.share([](const State& s) { return std::get<0>(s) > 1 ? 1 : 0; }), 1e-9));
      CHECK_THAT(review.repairs_per_s * kHour,
                 WithinRel(chain.share([](const State& s) { return std::get<1>(s) / 8.0; }), 1e-9));
    }
}

// More parts than can ever be missing: the chain is that of a crew without a store.
TEST_CASE("A store that is never empty changes nothing but the number of states", "[analysis]") {
  const double without = *review_component(units(4, 3, 500, 20)).unmet;
  Model model = units(4, 3, 500, 20);
  model.crews[0].parts = 40;
  model.crews[0].resupply = exponential_h(1);
  CHECK_THAT(*review_component(model).unmet, WithinRel(without, 1e-9));
}

// u is urgent. With one part a repair of v that is put off has its part, and goes on while u waits for the next.
TEST_CASE("Who is put off keeps its part, in the chain as in the rules", "[analysis]") {
  const double l = 1.0 / 200, m = 1.0 / 10, k = 1.0 / 100, n = 1.0 / 20, r = 1.0 / 40;
  Model model = two_kinds(1, 1, exponential_h(200), exponential_h(10), exponential_h(100), exponential_h(20));
  model.crews[0].priority = {"u"};
  model.crews[0].preempts = true;
  model.crews[0].parts = 1;
  model.crews[0].resupply = exponential_h(40);
  using State = std::tuple<int, int, int>;  // 0 up, 1 without a part, 2 with one; core, edge; ordered
  const auto settled = [](int core, int edge, int ordered) {
    if (core == 1 && ordered == 0) core = 2, ordered = 1;
    if (edge == 1 && ordered == 0 && core != 2) edge = 2, ordered = 1;
    return State{core, edge, ordered};
  };
  const SmallChain<State> chain({0, 0, 0}, [&](const State& state) {
    const auto [core, edge, ordered] = state;
    SmallChain<State>::Steps out;
    if (core == 0) out.push_back({settled(1, edge, ordered), l});
    if (edge == 0) out.push_back({settled(core, 1, ordered), k});
    if (core == 2) out.push_back({settled(0, edge, ordered), m});
    if (core != 2 && edge == 2) out.push_back({settled(core, 0, ordered), n});
    if (ordered > 0) out.push_back({settled(core, edge, 0), r});
    return out;
  });
  CHECK_THAT(*review_component(model, "component of-u").unmet,
             WithinRel(chain.share([](const State& s) { return std::get<0>(s) > 0 ? 1 : 0; }), 1e-9));
  CHECK_THAT(*review_component(model, "component of-v").unmet,
             WithinRel(chain.share([](const State& s) { return std::get<1>(s) > 0 ? 1 : 0; }), 1e-9));
}

// Four units, lives of 50 h, repairs of 10 h for all that wait: how many are under repair, how many wait.
TEST_CASE("A crew that repairs together what waits is the chain of batch and line", "[analysis]") {
  Model model = units(4, 2, 50, 10);
  model.crews[0].batch = true;
  using State = std::pair<int, int>;
  const SmallChain<State> chain({0, 0}, [&](const State& state) {
    const auto [repaired, wait] = state;
    SmallChain<State>::Steps out;
    if (repaired + wait < 4)
      out.push_back({repaired == 0 ? State{1, 0} : State{repaired, wait + 1}, (4 - repaired - wait) / 50.0});
    if (repaired > 0) out.push_back({{wait, 0}, 1 / 10.0});
    return out;
  });
  const MarkovReview review = review_component(model);
  CHECK_THAT(*review.unmet,
             WithinRel(chain.share([](const State& s) { return s.first + s.second > 2 ? 1 : 0; }), 1e-9));
  CHECK_THAT(review.repairs_per_s * kHour, WithinRel(chain.share([](const State& s) { return s.first / 10.0; }), 1e-9));
}

TEST_CASE("Crews that are no Markov chain are refused one with the reason", "[analysis]") {
  const auto refused = [](const auto& change) {
    Model model = units(3, 2, 500, 20);
    change(model);
    return answer_for(model).refused;
  };
  CHECK(refused([](Model& m) {
          m.crews[0].parts = 1;
          m.crews[0].resupply = fixed_h(24);
        }) == "the resupply of crew is not exponential");
  CHECK(refused([](Model& m) {
          m.crews[0].batch = true;
          m.crews[0].count = 2;
        }) == "crew repairs together what waits together, with 2 hands");
  CHECK(refused([](Model& m) {
          m.faults.push_back(m.faults.front());
          m.faults.back().name = "weak";
          m.faults.back().kind = "capacity_loss";
          m.faults.back().values.set("capacity", 0.5);
        }) == "crew also repairs weak, which takes nothing down");
}
