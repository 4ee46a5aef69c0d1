// SPDX-License-Identifier: Apache-2.0
/// Catch2 behind one header, so that a test reads the same with version 2.13 (Debian 12) and version 3 (Debian 13).
///
/// Every test file includes this and never Catch2 itself. `Catch::Approx`, `Catch::Matchers::WithinAbs` and
/// `WithinRel` are the same in both versions; what is not has a name of ours below.
///
/// Every test carries the tag of its entry in ctest (`[sim]`, `[language]`, ..., listed in tests/CMakeLists.txt).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

namespace bulkhead::test {

/// A matcher: the text contains `part`, letter for letter.
inline auto contains_text(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace bulkhead::test
