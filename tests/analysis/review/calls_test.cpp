// SPDX-License-Identifier: Apache-2.0
// Waits and retries of calls.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

const std::string kCallsShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b, c]}}
services:
  web: {replicas: {per_zone: 2}, calls: {api: {timeout: 600ms}}}
  api: {replicas: {per_zone: 2}, time: {lognormal: {p50: 10ms, p99: 60ms}}, calls: {db: {timeout: 200ms, retries: 2}}}
  db: {replicas: {per_zone: 2}, capacity: 200/s}
clients: {u: {to: web, peak: 600/s}}
objectives: {web: {success: 99.9%}}
routing: regional
)";

Texts said(const std::string& rule, const std::string& retries) {
  return test::said(rule, test::with(kCallsShop, {{"retries: 2", retries}}));
}

}  // namespace

TEST_CASE("A callee waits for its backoffs too, as long as they can be", "[analysis]") {
  const std::string rule = "timeout-shorter-than-callee";
  const auto waits = [](const std::string& sum) {
    return Texts{"web waits 600ms for api, which itself may wait 3 x 200ms + " + sum + " for db"};
  };
  CHECK(said(rule, "retries: 2").empty());
  CHECK(said(rule, "retries: 2, backoff: {base: 10ms}") == waits("30ms of backoff = 630ms"));
  CHECK(said(rule, "retries: 2, backoff: {base: 10ms, cap: 15ms}") == waits("25ms of backoff = 625ms"));
  CHECK(said(rule, "retries: 2, backoff: {base: 10ms, jitter: decorrelated}") == waits("120ms of backoff = 720ms"));
}

TEST_CASE("What does not retry time-outs waits for one", "[analysis]") {
  const std::string rule = "timeout-shorter-than-callee";
  CHECK(said(rule, "retries: 5").size() == 1);
  CHECK(said(rule, "retries: 5, retry_on: [error]").empty());
  CHECK(said(rule, "retries: 5, retry_budget: 0").empty());
}

TEST_CASE("Clients may cut the tail as well", "[analysis]") {
  CHECK(test::said("timeout-below-tail", kCallsShop).empty());
  const std::string asked = test::with(kCallsShop, {{"to: web", "to: api, timeout: 60ms"}});
  CHECK(test::said("timeout-below-tail", asked) ==
        Texts{"1 % of the attempts at api take longer than 60ms when all is well"});
}

TEST_CASE("A budget that leaves all retries is none", "[analysis]") {
  // 600/s x 3 = 1800/s, and six instances serve 1200/s.
  CHECK(said("retries-without-budget", "retries: 2").size() == 1);
  CHECK(said("retries-without-budget", "retries: 2, retry_budget: 2").size() == 1);
  CHECK(said("retries-without-budget", "retries: 2, retry_budget: 0.1").empty());
}

}  // namespace bulkhead
