// SPDX-License-Identifier: Apache-2.0
/// What a kind of fault does when it begins: the impairments that it puts on its victims.
///
/// A fault knows the vocabulary and nothing else: no engine, no observer, no clock. When it begins (by instant or by chance),
/// when it heals, and that exactly its impairments are taken away again, is the same for every kind (models/faults/schedule.hpp).
#pragma once

#include <string_view>
#include <vector>

#include "models/kind.hpp"
#include "models/world/vocabulary.hpp"

namespace bulkhead {

/// Where one occurrence of a fault strikes: components, or every directed path of from x to.
struct Victims {
  std::vector<ComponentId> components;
  std::vector<ComponentId> from;
  std::vector<ComponentId> to;
  bool both = false;
};

/// Appends the impairments of one occurrence (`by` is filled in by the schedule).
using Impair = void (*)(const Values&, const Victims&, std::vector<Impairment>&);

/// A row of the registry.
struct FaultKind {
  Kind kind;
  Impair impair;
};

}  // namespace bulkhead
