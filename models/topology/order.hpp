// SPDX-License-Identifier: Apache-2.0
/// Orders and cycles of directed graphs, by Boost.Graph.
///
/// Shape:    vertices 0..n-1; an edge (a, b) says that a needs (or calls) b
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bulkhead {

using Arcs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// Position of every vertex in an order in which b comes before a for every arc (a, b); empty if there is a cycle.
std::vector<std::uint32_t> dependency_positions(std::uint32_t vertices, const Arcs& arcs);

/// The strongly connected component of each vertex, numbered so that callees have smaller numbers than their callers.
std::vector<std::uint32_t> strong_components(std::uint32_t vertices, const Arcs& arcs);

/// One cycle, as its vertices in order (the last needs the first); empty if there is none.
std::vector<std::uint32_t> find_cycle(std::uint32_t vertices, const Arcs& arcs);

}  // namespace bulkhead
