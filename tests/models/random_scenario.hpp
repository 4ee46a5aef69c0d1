// SPDX-License-Identifier: Apache-2.0
/// Random models: small architectures with faults of every kind, for properties that must hold in every world.
///
/// Faults come from the registry's descriptors: every kind, legal targets, parameters in their ranges. All faults begin
/// within six hours and are repaired within two, once they have been found and the crew, if there is one, has time.
/// Callees come after their callers, or form a cycle of calls whose radius stays below 1. Some worlds have components and a
/// network of their own.
///
/// Chance:   one stream per number: the same number gives the same model for ever
#pragma once

#include <cstdint>

#include "models/model.hpp"

namespace bulkhead::test {

Model random_model(std::uint64_t number);

}  // namespace bulkhead::test
