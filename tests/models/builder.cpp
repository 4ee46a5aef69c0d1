// SPDX-License-Identifier: Apache-2.0
// The order that a model has.
#include "tests/models/builder.hpp"

#include <algorithm>

namespace bulkhead::test {
namespace {

template <class T>
void by_name(std::vector<T>& list) {
  std::sort(list.begin(), list.end(), [](const T& a, const T& b) { return a.name < b.name; });
}

}  // namespace

Model Builder::finish() const {
  Model out = model_;
  by_name(out.services);
  by_name(out.clients);
  by_name(out.faults);
  by_name(out.topology.tools);
  by_name(out.topology.edge.pops);
  for (auto& service : out.services) {
    by_name(service.needs);
    if (!service.calls_in_sequence)
      std::sort(service.calls.begin(), service.calls.end(), [](const auto& a, const auto& b) { return a.to < b.to; });
  }
  return out;
}

}  // namespace bulkhead::test
