// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to the reader of fault trees (libFuzzer): nothing may crash, hang, or be half accepted.
//
// Not part of the default build:
//   cmake --preset asan-ubsan -B build/clang -DCMAKE_CXX_COMPILER=clang++ -DBULKHEAD_TESTS=OFF \
//     -DBULKHEAD_SANITIZE=address,undefined,fuzzer-no-link && cmake --build build/clang
//   build/clang/tests/fuzz/fault_tree_fuzz -max_len=4096 -timeout=10 NEW_INPUTS
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/import/fault_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto loaded = bulkhead::parse_fault_tree("tree.json", std::string(reinterpret_cast<const char*>(data), size));
  if (loaded.tree.has_value() != loaded.problems.empty()) std::abort();
  return 0;
}
