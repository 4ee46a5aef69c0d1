// SPDX-License-Identifier: Apache-2.0
// What a target can name.
#include "models/model.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

std::vector<std::string> target_names(const Model& model) {
  std::vector<std::string> names;
  for (auto& component :
       declare_components({model.topology, model.services, model.clients, model.routing, model.cells}))
    names.push_back(std::move(component.name));
  return names;
}

}  // namespace bulkhead
