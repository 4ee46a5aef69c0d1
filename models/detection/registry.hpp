// SPDX-License-Identifier: Apache-2.0
/// The kinds of detectors, in one explicit table: adding a kind is a descriptor and a row here.
#pragma once

#include <span>
#include <string_view>

#include "models/kind.hpp"

namespace bulkhead {

/// Sorted by name. Common keys (target, needs) belong to every kind and are not listed.
std::span<const Kind> detector_kinds();

/// The row of that name, or null.
const Kind* find_detector_kind(std::string_view name);

}  // namespace bulkhead
