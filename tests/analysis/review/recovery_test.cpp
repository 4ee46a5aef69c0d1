// SPDX-License-Identifier: Apache-2.0
// What reactions leave behind.
#include "tests/analysis/review/ask.hpp"

namespace bulkhead {
namespace {

using Texts = std::vector<std::string>;

const std::string kRecoveryShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b, c]}}
services:
  web: {replicas: {per_zone: 2}, calls: {api: {timeout: 300ms}}}
  api: {replicas: {per_zone: 2}}
clients: {u: {to: web, peak: 600/s, entry: {via: load_balancer}}}
objectives: {web: {success: 99.9%}}
routing: regional
detection: {v: {kind: success_rate, target: service web, split: entry_zone, below: 99%}}
response: {leave: {when: [v], do: shift}}
)";

Texts left(const std::vector<std::pair<std::string, std::string>>& changes) {
  return test::said("shift-leaves-calls", test::with(kRecoveryShop, changes));
}

}  // namespace

TEST_CASE("A shift leaves whatever entries and callers of other zones go on asking", "[analysis]") {
  CHECK(left({}) == Texts{"after leave other zones still call api, web in the zone that was left"});
  const Texts web{"after leave other zones still call web in the zone that was left"};
  CHECK(left({{", calls: {api: {timeout: 300ms}}", ""}}) == web);
  CHECK(
      left({{", calls: {api: {timeout: 300ms}}", ""}, {"load_balancer", "load_balancer, cross_zone: false"}}).empty());
  CHECK(left({{"routing: regional", "routing: zonal"}}).empty());
  CHECK(left({{"routing: regional", "routing: zonal"},
              {"api: {replicas: {per_zone: 2}", "api: {scope: regional, replicas: {per_zone: 2}"}}) ==
        Texts{"after leave other zones still call api in the zone that was left"});
  CHECK(left({{"routing: regional", "routing: zonal"}, {"load_balancer", "load_balancer, cross_zone: true"}}) == web);
  CHECK(left({{"zones: [a, b, c]", "zones: [a]"}}).empty());
}

TEST_CASE("A shift leaves nothing where further responses evacuate the services", "[analysis]") {
  const std::string api = "response: {api: {when: [v], do: evacuate_service, service: api}, ";
  CHECK(left({{"response: {", api}}) == Texts{"after leave other zones still call web in the zone that was left"});
  // Without a service it is the one that the signal names: web.
  CHECK(left({{"response: {", api + "signalled: {when: [v], do: evacuate_service}, "}}).empty());
  CHECK(left({{"response: {", "response: {all: {when: [v], do: evacuate}, "}}).empty());
}

TEST_CASE("Who must find the zone first takes longer to react", "[analysis]") {
  // 99.9 % allows 43m12s in 30 days: three periods of a minute, and what is added.
  const auto reacts = [](const std::string& split, const std::string& response) {
    return test::said("recovery-exceeds-budget", test::with(kRecoveryShop, {{"split: entry_zone", "split: " + split},
                                                                            {"do: shift", "do: shift" + response}}));
  };
  CHECK(reacts("entry_zone", "").empty());
  CHECK(reacts("none", ", localise: {time: 40m}").empty());
  CHECK(reacts("none", ", localise: {time: 41m}") ==
        Texts{"leave takes 3m to see, 41m to find the zone, 0s to decide and 0s to drain, and 99.9 % of web allows "
              "43m12s in 30 days"});
  CHECK(reacts("none", ", zone: a").empty());
}

TEST_CASE("A promise of all leaves no time for anything", "[analysis]") {
  const std::string all = test::with(kRecoveryShop, {{"99.9%", "100%"}});
  const std::string dns = test::with(all, {{"via: load_balancer", "via: dns"}});
  const std::string check = test::with(all, {{"web: {", "web: {health_check: {every: 10s}, "}});
  CHECK(test::said("recovery-exceeds-budget", all).size() == 1);
  CHECK(test::said("dns-ttl-exceeds-budget", dns).size() == 1);
  CHECK(test::said("health-check-exceeds-budget", check).size() == 1);
}

}  // namespace bulkhead
