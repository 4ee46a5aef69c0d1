// SPDX-License-Identifier: Apache-2.0
/// One entry of `detection:`: who watches what.
///
/// Health checks are declared with their service and need no entry here.
#pragma once

#include <string>
#include <vector>

#include "models/topology/spec.hpp"
#include "models/value.hpp"

namespace bulkhead {

struct DetectorSpec {
  std::string name;
  std::string kind;
  std::vector<std::string> targets;  ///< component names, resolved and sorted
  std::vector<std::string> needs;    ///< its own tooling: component names that must all be up for it to see and tell
  Values values;                     ///< the kind's parameters
};

}  // namespace bulkhead
