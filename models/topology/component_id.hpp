// SPDX-License-Identifier: Apache-2.0
/// A component's number within one model: its position among the components sorted by name.
#pragma once

#include <cstdint>

namespace bulkhead {

using ComponentId = std::uint32_t;

}  // namespace bulkhead
