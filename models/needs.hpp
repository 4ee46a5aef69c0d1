// SPDX-License-Identifier: Apache-2.0
/// All that needs something by the words of a file: tools, own components, nodes and links of networks, services.
#pragma once

#include <algorithm>

#include "models/model.hpp"

namespace bulkhead {

/// Is anybody's need such a one?
template <class Wanted>
bool any_need(const Model& model, const Wanted& wanted) {
  const auto among = [&](const auto& needers) {
    return std::any_of(needers.begin(), needers.end(),
                       [&](const auto& one) { return std::any_of(one.needs.begin(), one.needs.end(), wanted); });
  };
  const auto& [regions, edge, tools, components, networks] = model.topology;
  return among(tools) || among(components) || among(model.services) ||
         std::any_of(networks.begin(), networks.end(),
                     [&](const NetworkSpec& network) { return among(network.nodes) || among(network.links); });
}

/// All of them, one after another.
template <class Visit>
void for_each_need(const Model& model, const Visit& visit) {
  any_need(model, [&](const NeedSpec& need) {
    visit(need);
    return false;
  });
}

}  // namespace bulkhead
