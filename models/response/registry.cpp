// SPDX-License-Identifier: Apache-2.0
// The rows of the registry of actions, sorted by name.
#include "models/response/registry.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

const std::vector<Kind>& rows() {
  static const std::vector<Kind> table = {
      {"drain_cell", "A cell's customers move to its standby.", {"cell"}, {}},
      {"evacuate",
       "Leave a zone as the routing needs it: shift (zonal), every service by itself (regional), drain its cells "
       "(cell).",
       {"zone"},
       {}},
      {"evacuate_service", "One service's traffic leaves its instances in a zone.", {"zone"}, {}},
      {"scale_out",
       "A service gets more capacity wherever it stands, as if its instances were larger.",
       {"service"},
       {}},
      {"shift", "Traffic leaves a zone at the entry.", {"zone"}, {}},
  };
  return table;
}

}  // namespace

std::span<const Kind> action_kinds() {
  return rows();
}

const Kind* find_action_kind(std::string_view name) {
  const auto all = action_kinds();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Kind& row) { return row.name == name; });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace bulkhead
