// SPDX-License-Identifier: Apache-2.0
// How a broken contract is reported.
#include "sim/check.hpp"

#include <string>

namespace bulkhead {

void contract_failed(const char* sentence, const char* file, int line) {
  throw ContractError(std::string(sentence) + " (" + file + ":" + std::to_string(line) + ")");
}

}  // namespace bulkhead
