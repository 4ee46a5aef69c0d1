// SPDX-License-Identifier: Apache-2.0
// Orders and cycles, by Boost.Graph.
#include "models/topology/order.hpp"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <map>

namespace bulkhead {
namespace {

using Csr = boost::compressed_sparse_row_graph<boost::directedS>;

Csr csr(std::uint32_t vertices, Arcs arcs) {
  if (!std::is_sorted(arcs.begin(), arcs.end())) std::sort(arcs.begin(), arcs.end());
  return Csr(boost::edges_are_sorted, arcs.begin(), arcs.end(), vertices);
}

bool loops(const Arcs& arcs) {
  return std::any_of(arcs.begin(), arcs.end(), [](const auto& arc) { return arc.first == arc.second; });
}

// Walks inside one component along its smallest successors until a vertex comes back.
std::vector<std::uint32_t> walk_cycle(std::uint32_t start, const Arcs& sorted,
                                      const std::vector<std::uint32_t>& component) {
  std::vector<std::uint32_t> path{start};
  std::map<std::uint32_t, std::ptrdiff_t> at{{start, 0}};
  for (;;) {
    const auto from = path.back();
    auto it = std::lower_bound(sorted.begin(), sorted.end(), std::make_pair(from, std::uint32_t{0}));
    while (component[it->second] != component[start]) ++it;
    const auto [seen, fresh] = at.emplace(it->second, static_cast<std::ptrdiff_t>(path.size()));
    if (!fresh) return {path.begin() + seen->second, path.end()};
    path.push_back(it->second);
  }
}

}  // namespace

std::vector<std::uint32_t> strong_components(std::uint32_t vertices, const Arcs& arcs) {
  std::vector<std::uint32_t> component(vertices);
  if (vertices == 0) return component;
  const Csr graph = csr(vertices, arcs);
  boost::strong_components(graph,
                           boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  return component;
}

std::vector<std::uint32_t> dependency_positions(std::uint32_t vertices, const Arcs& arcs) {
  const auto component = strong_components(vertices, arcs);
  std::vector<char> used(vertices, 0);
  for (const auto c : component) {
    if (used[c]) return {};
    used[c] = 1;
  }
  return loops(arcs) ? std::vector<std::uint32_t>{} : component;
}

std::vector<std::uint32_t> find_cycle(std::uint32_t vertices, const Arcs& arcs) {
  Arcs sorted = arcs;
  std::sort(sorted.begin(), sorted.end());
  const auto component = strong_components(vertices, sorted);
  std::vector<std::uint32_t> members(vertices, 0);
  for (const auto c : component) ++members[c];
  for (const auto& [from, to] : sorted)
    if (from == to) return {from};
  for (std::uint32_t v = 0; v < vertices; ++v)
    if (members[component[v]] > 1) return walk_cycle(v, sorted, component);
  return {};
}

}  // namespace bulkhead
