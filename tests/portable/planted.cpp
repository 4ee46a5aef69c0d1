// SPDX-License-Identifier: Apache-2.0
// Calls log of libm, so that the reading of imports has something to find.
#include <cmath>

int main(int argc, char**) {
  return std::log(static_cast<double>(argc)) > 1.0 ? 1 : 0;
}
