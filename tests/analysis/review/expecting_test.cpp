// SPDX-License-Identifier: Apache-2.0
// Expectations whose verdict the file's own replications cannot bring.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

Texts beyond(const std::string& mttf, const std::string& level = "error") {
  return test::said("expectation-beyond-budget", R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a]}}
services: {web: {replicas: {per_zone: 2}}}
clients: {u: {to: web, peak: 300/s}}
objectives: {web: {success: 99%}}
faults: {fire: {kind: zone_loss, target: zone a, mttf: )" +
                                                     mttf +
                                                     R"(, repair: 1h}}
expect: [{that: availability >= 99%, level: )" + level +
                                                     R"(}]
run: {horizon: 30d, replications: 20}
)");
}

}  // namespace

TEST_CASE("An expectation that only warns may stay open", "[analysis]") {
  CHECK(beyond("1000d").size() == 1);
  CHECK(beyond("1000d", "warn").empty());
}

TEST_CASE("A life that is longer than the horizon never ends in it", "[analysis]") {
  CHECK(beyond("{fixed: 31d}") == Texts{"fire strikes never in 30d, and a verdict wants 10 strikes: a longer horizon"});
  CHECK(beyond("{fixed: 29d}").empty());  // once in each of twenty
  CHECK(beyond("59d").empty());           // by chance in every second: ten times
  CHECK(beyond("61d").size() == 1);
}

}  // namespace bulkhead
