// SPDX-License-Identifier: Apache-2.0
// The program: arguments in, exit code out.
#include <string>
#include <vector>

#include "analysis/commands/command.hpp"

int main(int argc, char** argv) {
  return bulkhead::run_program(std::vector<std::string>(argv + 1, argv + argc));
}
