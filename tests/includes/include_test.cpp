// SPDX-License-Identifier: Apache-2.0
// Reads every #include of the program and fails on one that runs against the layers.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/includes/include_rules.hpp"

namespace bulkhead::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<fs::path> sources_of_the_program() {
  std::vector<fs::path> found;
  for (const char* folder : {"sim", "models", "scenarios", "analysis"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(BULKHEAD_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") found.push_back(entry.path());
  return found;
}

/// True if the checker lets `file` consist of the one line `text`.
bool allowed(std::string_view file, std::string_view text) {
  const auto includes = includes_of(text);
  REQUIRE(includes.size() == 1);
  return !objection(file, includes.front());
}

TEST_CASE("No include of the program runs against the layers", "[includes]") {
  for (const auto& path : sources_of_the_program()) {
    const auto file = fs::relative(path, BULKHEAD_SOURCE_DIR).generic_string();
    for (const auto& include : includes_of(read(path))) {
      INFO(objection(file, include).value_or(""));
      CHECK_FALSE(objection(file, include).has_value());
      if (include.quoted) {
        INFO(file << ':' << include.line << ": " << include.path << " is not written from the root");
        CHECK(fs::exists(fs::path(BULKHEAD_SOURCE_DIR) / include.path));
      }
    }
  }
}

TEST_CASE("An include of a layer above is refused", "[includes]") {
  CHECK_FALSE(allowed("sim/kernel.cpp", R"(#include "models/world/world.hpp")"));
  CHECK_FALSE(allowed("models/model.cpp", R"(#include "scenarios/language/loader.hpp")"));
  CHECK_FALSE(allowed("scenarios/language/loader.cpp", R"(#include "analysis/store.hpp")"));
  CHECK_FALSE(allowed("analysis/store.cpp", R"(#include "tests/catch.hpp")"));
  CHECK(allowed("analysis/store.cpp", R"(#include "sim/time.hpp")"));
}

TEST_CASE("Inside models an include runs from traffic to world to topology", "[includes]") {
  CHECK_FALSE(allowed("models/topology/topology.cpp", R"(#include "models/world/world.hpp")"));
  CHECK_FALSE(allowed("models/world/world.hpp", R"(#include "models/traffic/traffic.hpp")"));
  CHECK_FALSE(allowed("models/traffic/flow.cpp", R"(#include "models/model.hpp")"));
  CHECK(allowed("models/traffic/flow.cpp", R"(#include "models/topology/topology.hpp")"));
}

TEST_CASE("The shelves of kinds do not include one another, nor what gathers them", "[includes]") {
  CHECK_FALSE(allowed("models/faults/fault.cpp", R"(#include "models/detection/detector.hpp")"));
  CHECK_FALSE(allowed("models/detection/alarm.cpp", R"(#include "models/response/response.hpp")"));
  CHECK_FALSE(allowed("models/response/shift.cpp", R"(#include "models/model.hpp")"));
  CHECK(allowed("models/response/shift.cpp", R"(#include "models/kind.hpp")"));
  CHECK(allowed("models/model.cpp", R"(#include "models/response/response.hpp")"));
}

TEST_CASE("Who observes or responds cannot include the truth", "[includes]") {
  CHECK_FALSE(allowed("models/detection/alarm.cpp", R"(#include "models/traffic/ledger.hpp")"));
  CHECK_FALSE(allowed("models/detection/alarm.cpp", R"(#include "models/world/world.hpp")"));
  CHECK_FALSE(allowed("models/response/responder.cpp", R"(#include "models/traffic/flow_traffic.hpp")"));
  CHECK(allowed("models/detection/alarm.cpp", R"(#include "models/traffic/traffic.hpp")"));
  CHECK(allowed("models/faults/schedule.cpp", R"(#include "models/world/world.hpp")"));
}

TEST_CASE("A library is used in its folder only, and a heavy one in sources only", "[includes]") {
  CHECK(allowed("models/topology/cuts.cpp", "#include <boost/graph/adjacency_list.hpp>"));
  CHECK_FALSE(allowed("models/topology/cuts.hpp", "#include <boost/graph/adjacency_list.hpp>"));
  CHECK_FALSE(allowed("models/world/world.cpp", "#include <boost/graph/adjacency_list.hpp>"));
  CHECK_FALSE(allowed("analysis/review.cpp", "#include <boost/graph/adjacency_list.hpp>"));
  CHECK_FALSE(allowed("analysis/review.cpp", "#include <boost/asio.hpp>"));
  CHECK(allowed("analysis/structure/diagram.cpp", "#include <bdd.h>"));
  CHECK_FALSE(allowed("analysis/structure/diagram.hpp", "#include <bdd.h>"));
  CHECK_FALSE(allowed("analysis/review.cpp", "#include <bdd.h>"));
  CHECK_FALSE(allowed("scenarios/language/schema.cpp", "#include <sqlite3.h>"));
  CHECK_FALSE(allowed("analysis/report.hpp", "#include <nlohmann/json.hpp>"));
  CHECK(allowed("analysis/report.cpp", "#include <nlohmann/json.hpp>"));
  CHECK(allowed("analysis/main.cpp", "#include <boost/program_options.hpp>"));
  CHECK(allowed("sim/random.cpp", "#include <Random123/philox.h>"));
  CHECK_FALSE(allowed("models/faults/chance.cpp", "#include <Random123/philox.h>"));
}

TEST_CASE("Clocks, threads, files and draws of the standard library stay out of the simulation", "[includes]") {
  CHECK_FALSE(allowed("sim/time.hpp", "#include <chrono>"));
  CHECK_FALSE(allowed("models/world/world.cpp", "#include <thread>"));
  CHECK_FALSE(allowed("models/world/world.cpp", "#include <fstream>"));
  CHECK_FALSE(allowed("analysis/bootstrap.cpp", "#include <random>"));
  CHECK(allowed("models/world/world.cpp", "#include <vector>"));
}

TEST_CASE("An include is found however it is spaced, and a comment is not one", "[includes]") {
  const auto found = includes_of("// #include \"a.hpp\"\n  #  include \"b.hpp\"\n#include <c>  // why\n#define d\n");
  REQUIRE(found.size() == 2);
  CHECK((found[0].line == 2 && found[0].path == "b.hpp" && found[0].quoted));
  CHECK((found[1].line == 3 && found[1].path == "c" && !found[1].quoted));
}

}  // namespace
}  // namespace bulkhead::test
