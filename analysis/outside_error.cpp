// SPDX-License-Identifier: Apache-2.0
// The text of a system error, from the standard library's own table.
#include "analysis/outside_error.hpp"

#include <fmt/format.h>

#include <system_error>

namespace bulkhead {

void throw_system_error(const std::string& path, const std::string& operation, int code) {
  throw OutsideError(path, operation, fmt::format("{} (code {})", std::generic_category().message(code), code));
}

}  // namespace bulkhead
