// SPDX-License-Identifier: Apache-2.0
// Drawn scenarios: legal, and the same whatever the order of their maps.
#include "sim/random.hpp"

#include <algorithm>

#include "scenarios/language/yaml.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/random_scenario.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

// Writes a tree with the entries of every mapping in a drawn order.
std::string shuffled(const YamlNode& node, Draws& draws) {
  if (node.is_null()) return "~";
  if (node.is_scalar()) return "\"" + node.text + "\"";
  std::vector<std::string> parts;
  for (const auto& item : node.items) parts.push_back(shuffled(item, draws));
  for (const auto& entry : node.entries) parts.push_back("\"" + entry.key + "\": " + shuffled(entry.value, draws));
  for (std::size_t i = parts.size(); node.is_mapping() && i > 1; --i) {
    const auto other = static_cast<std::size_t>(draws.uniform() * static_cast<double>(i));
    std::swap(parts[i - 1], parts[other]);
  }
  std::string joined;
  for (const auto& part : parts) joined += (joined.empty() ? "" : ", ") + part;
  return node.is_mapping() ? "{" + joined + "}" : "[" + joined + "]";
}

}  // namespace

TEST_CASE("drawn scenarios are legal, and their resolved files load to the same models", "[language]") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string text = test::random_scenario(seed);
    const Loaded loaded = test::load_text(text);
    INFO(text << loaded.problems());
    REQUIRE(loaded.scenario);
    const Variant& variant = loaded.scenario->experiments[0].variants[0];
    const Loaded again = test::load_text(variant.config());
    INFO(variant.config() << again.problems());
    REQUIRE(again.scenario);
    CHECK(digest(again.scenario->experiments[0].variants[0].model) == digest(variant.model));
  }
}

TEST_CASE("a scenario shuffled twenty ways is the same model", "[language]") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::string text = test::random_scenario(seed);
    Sources sources;
    Diagnostics diagnostics;
    const auto tree = compose(sources, sources.add("drawn", text), diagnostics);
    REQUIRE(tree);
    const std::string expected = digest(*test::load_text(text).scenario);
    Draws draws(stream_key(seed, 0, 0, name_hash("shuffle")), 0);
    for (int way = 0; way < 20; ++way) {
      const Loaded loaded = test::load_text(shuffled(*tree, draws));
      INFO(loaded.problems());
      REQUIRE(loaded.scenario);
      CHECK(digest(*loaded.scenario) == expected);
    }
  }
}

}  // namespace bulkhead
