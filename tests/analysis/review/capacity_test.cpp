// SPDX-License-Identifier: Apache-2.0
// Capacities and loads that rules compare: from slots, and with steady errors.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

// 18 instances of api, 600/s.
const std::string kCapacityShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b, c]}}
services:
  web: {replicas: {per_zone: 6}, calls: {api: {timeout: 300ms}}}
  api: {replicas: {per_zone: 6}, capacity: 100/s}
clients: {u: {to: web, peak: 600/s}}
objectives: {web: {success: 99.9%}}
routing: regional
)";

std::string api(const std::string& keys, const std::string& call = "") {
  return test::with(kCapacityShop, {{"capacity: 100/s", keys}, {"timeout: 300ms", "timeout: 300ms" + call}});
}

}  // namespace

TEST_CASE("An instance without a capacity carries what its slots do", "[analysis]") {
  // One slot of 50 ms is 20/s, and 18 of them 360/s; two are 720/s, of which two zones have 480/s.
  CHECK(test::said("capacity-below-peak", api("slots: 1, time: 50ms")) ==
        Texts{"at the peak 600/s meets api, and all 18 instances of it serve 360/s"});
  CHECK(test::said("capacity-below-peak", api("slots: 2, time: 50ms")).empty());
  CHECK(test::said("static-stability", api("slots: 2, time: 50ms")) ==
        Texts{"without one of 3 zones api serves 480/s of 600/s at the peak; 8 replicas per zone, not 6, would carry "
              "it"});
  CHECK(test::said("static-stability", api("slots: 3, time: 50ms")).empty());
  // 40 waiting places before 20/s are two seconds, and the only caller waits 300 ms.
  CHECK(test::said("queue-longer-than-timeout", api("slots: 1, time: 50ms, queue_limit: 40")).size() == 1);
  CHECK(test::said("queue-longer-than-timeout", api("slots: 1, time: 50ms, queue_limit: 5")).empty());
}

TEST_CASE("A slot is held for its callees as well", "[analysis]") {
  // 10 ms of its own and 190 ms of api: 5/s of each slot, 90/s of 18.
  const std::string slow = api("time: 190ms");
  const std::string web = "web: {replicas: {per_zone: 6}, ";
  CHECK(test::said("capacity-below-peak", test::with(slow, {{web, web + "slots: 1, time: 10ms, "}})) ==
        Texts{"at the peak 600/s meets web, and all 18 instances of it serve 90/s"});
  CHECK(test::said("capacity-below-peak", test::with(slow, {{web, web + "slots: 7, time: 10ms, "}})).empty());
}

TEST_CASE("A cell carries what its slots do", "[analysis]") {
  const std::string cells = test::with(kCapacityShop, {{"routing: regional", "routing: cell\ncells: {count: 6}"}});
  // Three instances to a cell, and 100/s: with 20/s each they serve 60/s, with 40/s each 120/s.
  CHECK(test::said("cell-below-its-share", test::with(cells, {{"capacity: 100/s", "slots: 1, time: 50ms"}})).size() ==
        1);
  CHECK(test::said("cell-below-its-share", test::with(cells, {{"capacity: 100/s", "slots: 2, time: 50ms"}})).empty());
}

TEST_CASE("Steady errors are retried at the peak too", "[analysis]") {
  // 600 x (1 + 0.1 + 0.01 + 0.001) = 666.6/s, and 18 x 36 = 648/s.
  const std::string retries = ", retries: 3, backoff: {base: 10ms}, retry_budget: ";
  CHECK(test::said("capacity-below-peak", api("capacity: 36/s, errors: 10%", retries + "3")) ==
        Texts{"at the peak 666.6/s meets api, and all 18 instances of it serve 648/s"});
  CHECK(test::said("capacity-below-peak", api("capacity: 36/s, errors: 10%")).empty());
  CHECK(test::said("capacity-below-peak", api("capacity: 36/s, errors: 10%", retries + "0.05")).empty());
  CHECK(test::said("capacity-below-peak", api("capacity: 38/s, errors: 10%", retries + "3")).empty());
}

TEST_CASE("What errs calls nobody, and what fails in a sequence goes no further", "[analysis]") {
  const std::string text = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a]}}
services:
  web: {replicas: {per_zone: 1}, errors: 10%, calls: [api: {timeout: 1s}, db: {timeout: 1s}]}
  api: {replicas: {per_zone: 1}, capacity: 95/s, errors: 10%}
  db: {replicas: {per_zone: 1}, capacity: 85/s}
clients: {u: {to: web, peak: 100/s}}
objectives: {web: {success: 50%}}
)";
  CHECK(test::said("capacity-below-peak", text).empty());  // 90/s at api, 81/s at db
  CHECK(test::said("capacity-below-peak", test::with(text, {{"85/s", "80/s"}})) ==
        Texts{"at the peak 81/s meets db, and the one instance of it serves 80/s"});
}

TEST_CASE("Only retries that happen bring a promise within reach", "[analysis]") {
  const auto out_of_reach = [](const std::string& call) {
    return !test::said("objective-out-of-reach", api("errors: 1%", call)).empty();
  };
  CHECK(out_of_reach(""));
  CHECK_FALSE(out_of_reach(", retries: 3"));
  CHECK(out_of_reach(", retries: 3, retry_on: [timeout]"));
  CHECK_FALSE(out_of_reach(", retries: 3, retry_on: [timeout, error]"));
  CHECK(out_of_reach(", retries: 3, retry_budget: 0"));
  // One call in 200 may be tried again: 0.99 x 1.005 = 99.495 %.
  CHECK(test::said("objective-out-of-reach", api("errors: 1%", ", retries: 3, retry_budget: 0.005")) ==
        Texts{"99.9 % is promised, and with nothing broken web succeeds in at most 99.495 %"});
}

}  // namespace bulkhead
