// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to the reader of fault trees (libFuzzer): nothing may crash, hang, or be half accepted.
//
// Not part of the default build. From the repository's root:
//   clang++ -std=c++20 -g -O1 -I. -fsanitize=fuzzer,address,undefined tests/fuzz/fault_tree_fuzz.cpp scenarios/import/*.cpp \
//     scenarios/language/diagnostics.cpp models/topology/order.cpp -lfmt -o build/fault_tree_fuzz
//   build/fault_tree_fuzz -max_len=4096 -timeout=10 NEW_INPUTS
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/import/fault_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto loaded = bulkhead::parse_fault_tree("tree.json", std::string(reinterpret_cast<const char*>(data), size));
  if (loaded.tree.has_value() != loaded.problems.empty()) std::abort();
  return 0;
}
