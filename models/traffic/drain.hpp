// SPDX-License-Identifier: Apache-2.0
/// How customers leave behind DNS: as their answers run out, and then their connections.
///
/// Units:    shares of those who leave
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace bulkhead {

/// Who asks again, at a random time of `asks`, stays for a random part of the life of a connection.
struct Drain {
  Duration asks;
  Duration connections;

  Duration whole() const { return asks + connections; }
  /// The mean share that has left in step `i` of so many equal ones. Requires: it takes time
  double moved(std::uint32_t i, std::uint32_t steps) const;
};

}  // namespace bulkhead
