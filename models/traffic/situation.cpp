// SPDX-License-Identifier: Apache-2.0
// From world and views to classes, arms and paths.
#include "models/traffic/situation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

void add_folded(const Folded& f, std::vector<std::uint64_t>& key) {
  key.push_back(static_cast<std::uint64_t>(f.life));
  for (const double x : {f.request_loss, f.reply_loss, f.errors, f.delay_add_s, f.delay_factor, f.capacity,
                         f.connection_loss, f.connection_reply_loss, f.connection_errors})
    key.push_back(std::bit_cast<std::uint64_t>(x));
}

struct Signature {
  Folded state;
  std::string seen;  // one character per incoming edge with a view that holds something against it
  InstanceId instance;
};

bool before(const Signature& a, const Signature& b) {
  const auto state = a.state <=> b.state;
  if (state != 0) return state < 0;
  if (a.seen != b.seen) return a.seen < b.seen;
  return a.instance < b.instance;
}

}  // namespace

std::vector<std::uint64_t> Situation::key() const {
  std::vector<std::uint64_t> key{slices, classes.size()};
  for (const auto& pool : classes) {
    key.push_back(pool.size());
    for (const auto& one : pool) {
      key.push_back(one.count);
      add_folded(one.state, key);
    }
  }
  for (const auto& edge : arms) {
    key.push_back(edge.size());
    for (const auto& arm : edge) {
      key.push_back(std::uint64_t{arm.target} << 32 | arm.klass);
      key.push_back(std::bit_cast<std::uint64_t>(arm.weight));
    }
  }
  static const Folded clean;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i] == clean) continue;
    key.push_back(~i);
    add_folded(paths[i], key);
  }
  for (std::size_t i = 0; i < open.size(); ++i) key.push_back(static_cast<std::uint64_t>(open[i]));
  for (std::size_t i = 0; i < degraded.size(); ++i)
    if (degraded[i]) key.push_back(~i);
  for (std::size_t i = 0; i < growth.size(); ++i)
    if (growth[i] > 0) key.insert(key.end(), {~i, std::bit_cast<std::uint64_t>(growth[i])});
  for (const double rate : front_rps) key.push_back(std::bit_cast<std::uint64_t>(rate));
  for (const char mark : errs) key.push_back(static_cast<std::uint64_t>(mark));
  for (const char mark : lost) key.push_back(static_cast<std::uint64_t>(mark));
  return key;
}

std::vector<Impairment> sticky_causes(const World& world) {
  std::vector<Impairment> causes = world.sticky();
  std::sort(causes.begin(), causes.end(),
            [](const auto& a, const auto& b) { return std::pair(a.by, a) < std::pair(b.by, b); });
  causes.erase(std::unique(causes.begin(), causes.end(), [](const auto& a, const auto& b) { return a.by == b.by; }),
               causes.end());
  BULKHEAD_CHECK(causes.size() <= 10, "more than ten faults at once that stick to partitions or customers");
  return causes;
}

SituationBuilder::SituationBuilder(const Network& network, const World& world, const Views& views)
    : network_(&network),
      world_(&world),
      views_(&views),
      class_of_(network.estate().instances.size(), 0),
      failed_open_(network.edges.size(), 0) {}

void SituationBuilder::classify(PoolId p, Situation& situation) {
  const auto& pool = world_->estate().pools[p];
  std::vector<Signature> members;
  for (InstanceId i = pool.first; i < pool.first + pool.count; ++i) members.push_back({world_->at(i), "", i});
  for (const auto& [e, t] : network_->incoming[p]) {
    const auto& edge = network_->edges[e];
    if (edge.first_view == kNone) continue;
    std::uint32_t offset = edge.first_view;
    for (std::uint32_t u = 0; u < t; ++u)
      offset += world_->estate().pools[network_->targets[edge.first_target + u]].count;
    for (std::uint32_t i = 0; i < pool.count; ++i) members[i].seen.push_back((*views_)[offset + i]);
  }
  std::sort(members.begin(), members.end(), before);
  auto& classes = situation.classes[p];
  classes.clear();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool same = i > 0 && members[i].state == members[i - 1].state && members[i].seen == members[i - 1].seen;
    if (!same) classes.push_back({members[i].state, 0});
    ++classes.back().count;
    class_of_[members[i].instance] = static_cast<std::uint32_t>(classes.size() - 1);
  }
}

void SituationBuilder::rotate(EdgeId e, Situation& situation) {
  const auto& edge = network_->edges[e];
  const auto& estate = world_->estate();
  const auto& check = network_->service(edge.callee).health_check;
  // Per target and class: how many instances the caller holds for healthy, and how many there are.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> counts;
  std::uint32_t healthy = 0;
  std::uint32_t all = 0;
  std::uint32_t bit = edge.first_view;
  for (std::uint32_t t = 0; t < edge.targets; ++t) {
    const PoolId p = network_->targets[edge.first_target + t];
    const auto& pool = estate.pools[p];
    counts.emplace_back(situation.classes[p].size());
    for (InstanceId i = pool.first; i < pool.first + pool.count; ++i) {
      const bool in = edge.first_view == kNone || (*views_)[bit++] == 0;
      auto& [seen, total] = counts.back()[class_of_[i]];
      seen += in;
      ++total;
      healthy += in;
      ++all;
    }
  }
  const bool few = healthy == 0 || (check && healthy < check->min_healthy * all);
  failed_open_[e] = few && check && check->fail_open;
  auto& arms = situation.arms[e];
  arms.clear();
  if (all == 0 || (few && !failed_open_[e])) return;
  // What is taken from a pool the open ones have, each its part; where none is open everything stays.
  const auto number = [&](std::uint32_t t, std::size_t c) {
    return static_cast<double>(failed_open_[e] ? counts[t][c].second : counts[t][c].first);
  };
  std::vector<double> taken;
  double sum = 0, moved = 0, open = 0;
  for (std::uint32_t t = 0; t < edge.targets; ++t) {
    taken.push_back(world_->lever(estate.pools[network_->targets[edge.first_target + t]].id, Knob::rotation));
    double pool = 0;
    for (std::size_t c = 0; c < counts[t].size(); ++c) pool += number(t, c);
    sum += pool;
    moved += pool * taken[t];
    if (taken[t] == 0) open += pool;
  }
  // Where none is, those of which something is left have it, as much as that is; where nothing is left anywhere all stays.
  const double left = sum - moved;
  for (std::uint32_t t = 0; t < edge.targets; ++t) {
    const double turns = left <= 0      ? 1
                         : open <= 0    ? (1 - taken[t]) * sum / left
                         : taken[t] > 0 ? 1 - taken[t]
                                        : 1 + moved / open;
    for (std::uint32_t c = 0; c < counts[t].size(); ++c)
      if (const double weight = turns * number(t, c); weight > 0) arms.push_back({t, c, weight / sum});
  }
}

Folded SituationBuilder::path(EdgeId e, PoolId target) const {
  const auto& edge = network_->edges[e];
  const auto& estate = world_->estate();
  Folded out;
  if (world_->any_path()) out = world_->along(network_->caller_identities(edge), estate.identities(target));
  const auto to = estate.pools[target].zone;
  if (edge.zone == kNone || to == kNone || to == edge.zone) return out;
  const auto& [a, b] = std::minmax(estate.zones[edge.zone].name, estate.zones[to].name);
  const ComponentId link = estate.graph.find("link " + a + ".." + b);
  if (link < estate.graph.size() && world_->alone(link).life == Life::dead) out.request_loss = 1;
  return out;
}

void SituationBuilder::fold_paths(Situation& situation) {
  situation.paths.assign(network_->targets.size(), {});
  for (EdgeId e = 0; e < network_->edges.size(); ++e) {
    const auto& edge = network_->edges[e];
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t)
      situation.paths[t] = path(e, network_->targets[t]);
  }
}

void SituationBuilder::open_fronts(Situation& situation) {
  const auto& estate = world_->estate();
  situation.open.assign(network_->fronts.size(), 1);
  for (FrontId f = 0; f < network_->fronts.size(); ++f) {
    const auto& front = network_->fronts[f];
    const auto router = front.cell == kNone ? kNone : estate.regions[estate.zones[front.zone].region].router;
    situation.open[f] = world_->up(estate.entries[front.entry].id) && (router == kNone || world_->up(router));
  }
}

void SituationBuilder::slice(Situation& situation) {
  const auto causes = sticky_causes(*world_);
  const auto& estate = world_->estate();
  situation.slices = std::uint32_t{1} << causes.size();
  situation.errs.clear();
  situation.lost.clear();
  if (causes.empty()) return;
  situation.errs.assign(situation.slices * estate.pools.size(), 0);
  situation.lost.assign(situation.slices * network_->targets.size(), 0);
  for (std::uint32_t m = 0; m < situation.slices; ++m)
    for (const auto& one : world_->sticky()) {
      const auto cause = std::find_if(causes.begin(), causes.end(), [&](const auto& c) { return c.by == one.by; });
      if (m >> (cause - causes.begin()) & 1) mark(one, m, situation);
    }
}

// Everything that meets the place of a sticky impairment, in one slice.
void SituationBuilder::mark(const Impairment& one, std::uint32_t m, Situation& situation) const {
  const auto& estate = world_->estate();
  const Where& where = one.where;
  const char what = one.what == Effect::reply_loss ? kReplyLost : kRequestLost;
  const auto holds = [](const std::vector<ComponentId>& sorted, ComponentId id) {
    return std::binary_search(sorted.begin(), sorted.end(), id);
  };
  for (PoolId p = 0; p < estate.pools.size() && !where.path; ++p)
    if (holds(estate.identities(p), where.at)) situation.errs[m * estate.pools.size() + p] = 1;
  for (EdgeId e = 0; e < network_->edges.size() && where.path; ++e) {
    const auto& edge = network_->edges[e];
    if (!holds(network_->caller_identities(edge), where.at)) continue;
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t) {
      auto& lost = situation.lost[m * network_->targets.size() + t];
      if (holds(estate.identities(network_->targets[t]), where.to)) lost = std::max(lost, what);
    }
  }
}

void SituationBuilder::grow(Situation& situation) const {
  const auto& levers = world_->levers();
  const auto grows = [](const Lever& lever) { return lever.what == Knob::growth; };
  situation.growth.clear();
  if (std::none_of(levers.begin(), levers.end(), grows)) return;
  for (const auto& pool : world_->estate().pools) situation.growth.push_back(world_->lever(pool.id, Knob::growth));
}

void SituationBuilder::rebuild_all(Situation& situation) {
  const auto& estate = world_->estate();
  situation.classes.resize(estate.pools.size());
  situation.arms.resize(network_->edges.size());
  situation.degraded.assign(estate.pools.size(), 0);
  for (PoolId p = 0; p < estate.pools.size(); ++p) {
    classify(p, situation);
    situation.degraded[p] = !world_->needs_met(estate.pools[p].id, NeedKind::soft);
  }
  for (EdgeId e = 0; e < network_->edges.size(); ++e) rotate(e, situation);
  fold_paths(situation);
  open_fronts(situation);
  grow(situation);
  slice(situation);
}

void SituationBuilder::rebuild(const DirtySet& dirty, const std::vector<EdgeId>& changed_views, Situation& situation) {
  std::vector<PoolId> pools = dirty.pools;
  for (const auto e : changed_views)
    for (std::uint32_t t = 0; t < network_->edges[e].targets; ++t)
      pools.push_back(network_->targets[network_->edges[e].first_target + t]);
  std::sort(pools.begin(), pools.end());
  pools.erase(std::unique(pools.begin(), pools.end()), pools.end());
  std::vector<EdgeId> edges;
  for (const auto p : pools) {
    classify(p, situation);
    for (const auto& [e, t] : network_->incoming[p]) edges.push_back(e);
  }
  if (dirty.levers) {
    grow(situation);
    edges.resize(network_->edges.size());
    for (EdgeId e = 0; e < edges.size(); ++e) edges[e] = e;
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  for (const auto e : edges) rotate(e, situation);
  if (dirty.paths) fold_paths(situation);
  if (dirty.entries) open_fronts(situation);
  if (dirty.sticky) slice(situation);
  const auto& estate = world_->estate();
  for (PoolId p = 0; p < estate.pools.size() && dirty.needs; ++p)
    situation.degraded[p] = !world_->needs_met(estate.pools[p].id, NeedKind::soft);
}

}  // namespace bulkhead
