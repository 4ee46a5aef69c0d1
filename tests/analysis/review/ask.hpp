// SPDX-License-Identifier: Apache-2.0
/// What one rule says of a small shop, for tests of rules.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/review/review.hpp"
#include "tests/catch.hpp"

namespace bulkhead::test {

/// Replaces each first text by its second, once, and must find it.
inline std::string with(std::string text, const std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

/// The messages of a rule, in the order of their places.
inline std::vector<std::string> said(const std::string& rule, const std::string& text) {
  const Loaded loaded = load("shop.yaml", {{}, {}, {{"shop.yaml", text}}});
  INFO(loaded.problems() << text);
  REQUIRE(loaded.scenario);
  std::vector<std::string> out;
  for (const Finding& finding : review_rules(*loaded.scenario).findings)
    if (finding.rule == rule) out.push_back(finding.message);
  return out;
}

}  // namespace bulkhead::test
