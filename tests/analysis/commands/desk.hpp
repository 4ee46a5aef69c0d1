// SPDX-License-Identifier: Apache-2.0
/// The program as a person calls it, in a folder of its own: exit code, stdout, stderr, files.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/analysis/records.hpp"

namespace bulkhead::test {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A folder with files in it, and the program run inside.
class Desk {
 public:
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  std::string operator/(const std::string& name) const { return folder_ / name; }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  Outcome run(const std::string& arguments) const {
    const std::string command =
        "cd '" + (folder_ / "") + "' || exit 99; { '" + BULKHEAD_BINARY + "' " + arguments + "; } >.out 2>.err";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder_ / ".out"), read_text(folder_ / ".err")};
  }

 private:
  test::Folder folder_;
};

}  // namespace bulkhead::test
