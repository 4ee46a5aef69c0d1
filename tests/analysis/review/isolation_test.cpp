// SPDX-License-Identifier: Apache-2.0
// What cells share, and what merely stands before them.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

const std::string kIsolationShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b]}}
services:
  router: {replicas: {per_zone: 2}, scope: regional}
  web: {replicas: {per_zone: 2}, calls: {auth: {timeout: 1s}}}
  auth: {replicas: {per_zone: 2}, scope: regional, calls: {keys: {timeout: 1s}}}
  keys: {replicas: {per_zone: 2}, scope: regional}
clients: {u: {to: web, peak: 400/s}}
objectives: {web: {success: 99.9%}}
routing: cell
cells: {count: 4, standby: {lag: 5s}}
)";

}  // namespace

TEST_CASE("What cells share is what services in cells cannot do without", "[analysis]") {
  CHECK(test::said("cells-share-service", kIsolationShop) ==
        Texts{"4 cells need auth, which is regional: what fails in it fails beyond a cell",
              "4 cells need keys, which is regional: what fails in it fails beyond a cell"});
  CHECK(test::said("cells-share-service", test::with(kIsolationShop, {{"timeout: 1s", "timeout: 1s, need: soft"}}))
            .empty());
}

TEST_CASE("A router that calls nobody is needed by no cell", "[analysis]") {
  const std::string text =
      test::with(kIsolationShop, {{"to: web", "to: router"}, {"{web: {success", "{router: {success"}});
  CHECK(test::said("cells-share-service", text).empty());
}

}  // namespace bulkhead
