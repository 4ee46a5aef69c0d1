// SPDX-License-Identifier: Apache-2.0
// The tables of what is known: every row names something that is there, and a wrong value is called wrong.
#include "analysis/verify/verify.hpp"

#include <filesystem>

#include "tests/catch.hpp"

using namespace bulkhead;

TEST_CASE("Every formula agrees with what is published of it", "[analysis]") {
  const auto rows = verify({1, "arithmetic", {}});
  REQUIRE(rows.size() == known_arithmetic().size());
  for (const Verified& row : rows) {
    INFO(row.subject << " " << row.figure << ": " << *row.exact << ", published " << row.theory);
    CHECK(row.agreement == Agreement::agrees);
  }
}

TEST_CASE("A figure of a shipped file is simulated and judged by its own interval", "[analysis]") {
  // The bottom of five layers of three attempts gets 3^5 attempts, in every replication the same.
  const auto rows = verify({1, "retries-243", {}});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].theory == 243);
  CHECK_THAT(rows[0].simulated.value().mean.value(), Catch::Matchers::WithinRel(243, 1e-9));
  CHECK(rows[0].agreement == Agreement::agrees);
}

TEST_CASE("The program carries every file of scenarios/theory", "[analysis]") {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(BULKHEAD_SOURCE_DIR) + "/scenarios/theory")) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    bool carried = false;
    for (const TheoryFile& file : theory_files()) carried = carried || file.name == entry.path().stem().string();
    INFO(entry.path());
    CHECK(carried);
  }
  CHECK(theory_files().size() == files);
}
