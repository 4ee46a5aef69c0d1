// SPDX-License-Identifier: Apache-2.0
// Finds calls that multiply without end, by elimination in each strongly connected component.
#include "scenarios/language/loops.hpp"

#include <algorithm>

#include "models/topology/order.hpp"

namespace bulkhead {
namespace {

using Rows = std::vector<std::vector<Multiplicity>>;
using Members = std::vector<std::uint32_t>;

Arcs arcs_of(const Rows& rows) {
  Arcs arcs;
  for (std::uint32_t v = 0; v < rows.size(); ++v) {
    for (const auto& call : rows[v]) {
      if (call.times > 0) arcs.emplace_back(v, call.to);
    }
  }
  return arcs;
}

std::vector<Members> members_of(const std::vector<std::uint32_t>& component) {
  std::vector<Members> members(component.size());
  for (std::uint32_t v = 0; v < component.size(); ++v) members[component[v]].push_back(v);
  return members;
}

// I - M of a component, by the positions of its members.
std::vector<std::vector<double>> identity_minus(const Rows& rows, const Members& members) {
  std::vector<std::vector<double>> a(members.size(), std::vector<double>(members.size()));
  for (std::size_t i = 0; i < members.size(); ++i) {
    a[i][i] = 1;
    for (const auto& call : rows[members[i]]) {
      const auto j = std::lower_bound(members.begin(), members.end(), call.to);
      if (j != members.end() && *j == call.to) a[i][static_cast<std::size_t>(j - members.begin())] -= call.times;
    }
  }
  return a;
}

// Pivots that vanish up to rounding count as such: a circle in which every request goes round once has radius 1.
bool all_pivots_positive(std::vector<std::vector<double>> a) {
  constexpr double kRounding = 1e-12;
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    if (!(a[k][k] > kRounding)) return false;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (a[i][k] == 0) continue;
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k + 1; j < n; ++j) a[i][j] -= factor * a[k][j];
    }
  }
  return true;
}

Arcs inside(const Arcs& arcs, const std::vector<std::uint32_t>& component, std::uint32_t which) {
  Arcs kept;
  for (const auto& arc : arcs) {
    if (component[arc.first] == which && component[arc.second] == which) kept.push_back(arc);
  }
  return kept;
}

}  // namespace

std::vector<std::uint32_t> endless_loop(const Rows& rows) {
  const auto vertices = static_cast<std::uint32_t>(rows.size());
  const Arcs arcs = arcs_of(rows);
  const auto component = strong_components(vertices, arcs);
  const auto members = members_of(component);
  for (std::uint32_t c = 0; c < vertices; ++c) {
    if (members[c].empty() || all_pivots_positive(identity_minus(rows, members[c]))) continue;
    return find_cycle(vertices, inside(arcs, component, c));
  }
  return {};
}

}  // namespace bulkhead
