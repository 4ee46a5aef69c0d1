// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to the scenario language (libFuzzer): nothing may crash, hang, or be accepted and then not load again.
//
// Not part of the default build:
//   cmake --preset asan-ubsan -B build/clang -DCMAKE_CXX_COMPILER=clang++ -DBULKHEAD_TESTS=OFF \
//     -DBULKHEAD_SANITIZE=address,undefined,fuzzer-no-link && cmake --build build/clang
//   build/clang/tests/fuzz/scenario_fuzz -max_len=4096 -timeout=10 NEW_INPUTS tests/refused
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "scenarios/language/scenario.hpp"

namespace {

std::string file_with(const std::string& name, const std::string& text) {
  static const auto folder = std::filesystem::temp_directory_path() / ("bulkhead-fuzz-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary) << text;
  return (folder / name).string();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = bulkhead::load(file_with("scenario.yaml", text));
  if (loaded.scenario.has_value() != loaded.problems().empty()) std::abort();
  if (!loaded.scenario) return 0;
  for (const auto& experiment : loaded.scenario->experiments) {
    for (const auto& variant : experiment.variants) {
      const auto again = bulkhead::load(file_with("again.yaml", variant.config()));
      if (!again.scenario) std::abort();
      if (digest(again.scenario->experiments[0].variants[0].model) != digest(variant.model)) std::abort();
    }
  }
  return 0;
}
