// SPDX-License-Identifier: Apache-2.0
/// Random legal scenarios, made from the descriptors of kinds: a kind that is added there is drawn here.
///
/// Small worlds (one region, two or three zones, a handful of services, six hours) in which anything may break, be watched and
/// be answered. The same seed gives the same text.
#pragma once

#include <cstdint>
#include <string>

namespace bulkhead::test {

std::string random_scenario(std::uint64_t seed);

}  // namespace bulkhead::test
