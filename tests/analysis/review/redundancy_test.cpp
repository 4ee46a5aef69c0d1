// SPDX-License-Identifier: Apache-2.0
// Single points of failure: whatever kind of thing they are.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

const std::string kRedundancyShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b, c]}}
services:
  web: {replicas: {per_zone: 2}, calls: {api: {timeout: 300ms}}}
  api: {replicas: {per_zone: 2}}
clients: {u: {to: web, peak: 600/s}}
objectives: {web: {success: 99.9%}}
routing: regional
faults: {f: {kind: crash, target: service api, at: 10m, for: 10m}}
)";

Texts points(const std::vector<std::pair<std::string, std::string>>& changes) {
  return test::said("single-point-of-failure", test::with(kRedundancyShop, changes));
}

}  // namespace

TEST_CASE("A whole service that crashes is a single point where it cannot be done without", "[analysis]") {
  const Texts api{"service api alone takes all of web down, and faults of this file strike it"};
  CHECK(points({}) == api);
  CHECK(points({{"api: {replicas: {per_zone: 2}}", "api: {scope: managed}"}}) == api);
  CHECK(points({{"timeout: 300ms", "timeout: 300ms, need: soft"}}).empty());
  CHECK(points({{"target: service api", "target: pool api@eu/a"}}).empty());
  // That web needs web is no news.
  CHECK(points({{"target: service api", "target: service web"}}).empty());
}

TEST_CASE("The only cell is a single point, and one of several is none", "[analysis]") {
  const std::pair<std::string, std::string> lost{"kind: crash, target: service api", "kind: cell_loss, target: cell 1"};
  CHECK(points({lost, {"routing: regional", "routing: cell\ncells: {count: 1}"}}) ==
        Texts{"cell 1 alone takes all of web down, and faults of this file strike it"});
  CHECK(points({lost, {"routing: regional", "routing: cell\ncells: {count: 3}"}}).empty());
}

TEST_CASE("The name service is a single point where its faults last for longer than answers do", "[analysis]") {
  const std::pair<std::string, std::string> dns{"clients: {u: {to: web, peak: 600/s}}",
                                                "clients: {u: {to: web, peak: 600/s, entry: {via: dns, ttl: 5m}}}"};
  const auto lost_for = [&](const std::string& time) {
    return points({dns,
                   {"kind: crash, target: service api, at: 10m, for: 10m",
                    "kind: dns_loss, target: dns u, at: 10m, for: " + time}});
  };
  CHECK(lost_for("10m") == Texts{"dns u alone takes all of web down, and faults of this file strike it"});
  CHECK(lost_for("4m").empty());  // every resolver still has its answer when it is over
}

}  // namespace bulkhead
