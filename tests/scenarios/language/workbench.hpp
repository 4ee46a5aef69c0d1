// SPDX-License-Identifier: Apache-2.0
/// A folder of one's own for a test, with files that go when it ends; and small scenarios to build upon.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "scenarios/language/scenario.hpp"

namespace bulkhead::test {

class Workbench {
 public:
  Workbench()
      : folder_(std::filesystem::temp_directory_path() /
                ("bulkhead-test-" + std::to_string(::getpid()) + "-" + std::to_string(next()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Workbench() { std::filesystem::remove_all(folder_); }
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

 private:
  static int next() {
    static int number = 0;
    return ++number;
  }
  std::filesystem::path folder_;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Loads a text as the only file of a folder.
inline Loaded load_text(const std::string& text, const LoadOptions& options = {}) {
  const Workbench bench;
  return load(bench.write("scenario.yaml", text), options);
}

/// The smallest scenario that is legal.
inline const std::string kSmallest =
    "bulkhead: 1\n"
    "name: smallest\n"
    "topology:\n"
    "  tokyo: {zones: [a, b, c]}\n"
    "services:\n"
    "  web: {replicas: {per_zone: 3}, capacity: 100/s, time: 5ms}\n"
    "clients:\n"
    "  shoppers: {to: web, peak: 300/s}\n"
    "objectives:\n"
    "  web: {success: 99.9%}\n";

}  // namespace bulkhead::test
