// SPDX-License-Identifier: Apache-2.0
/// What a kind of fault does when it begins: the impairments that it puts on its victims.
///
/// A fault knows the vocabulary and nothing else: no engine, no observer, no clock. When it begins (by instant or by chance),
/// when it heals, and that exactly its impairments are taken away again, is the same for every kind (models/faults/schedule.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/kind.hpp"
#include "models/world/vocabulary.hpp"
#include "sim/random.hpp"

namespace bulkhead {

/// Where one occurrence of a fault strikes: components, or every directed path of from x to.
struct Victims {
  std::vector<ComponentId> components;
  std::vector<ComponentId> from;
  std::vector<ComponentId> to;
  bool both = false;
};

/// The names of what an occurrence strikes, joined by ", ": for people, and as a number for fingerprints.
struct Struck {
  std::string names;
  std::uint64_t hash = 0;
  Struck() = default;
  explicit Struck(std::string joined) : names(std::move(joined)), hash(name_hash(names)) {}
};

/// Who is told of beginnings and ends.
class FaultOut {
 public:
  virtual void fault_begins(CauseId cause, std::uint32_t fault, const Struck& struck) = 0;
  virtual void fault_heals(CauseId cause) = 0;

 protected:
  ~FaultOut() = default;
};

/// Appends the impairments of one occurrence (`by` is filled in by the schedule).
using Impair = void (*)(const Values&, const Victims&, std::vector<Impairment>&);

/// A row of the registry.
struct FaultKind {
  Kind kind;
  Impair impair;
};

}  // namespace bulkhead
