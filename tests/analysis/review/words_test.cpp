// SPDX-License-Identifier: Apache-2.0
// Suppressions and rules of the user's own: what they say, where they may stand, and what is refused.
#include "analysis/review/words.hpp"

#include "analysis/review/review.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

const std::string kWordyShop = R"(bulkhead: 1
name: shop
topology: {tokyo: {zones: [a]}}
services:
  web: {replicas: {per_zone: 1}, calls: {cart: {timeout: 2s}, db: {}}}
  cart: {replicas: {per_zone: 1}, calls: [db: {}]}
  db: {replicas: {per_zone: 1}, capacity: 500/s}
clients: {users: {to: web, peak: 100/s}}
objectives: {web: {success: 99%}}
)";

Loaded read_text(const std::string& more) {
  Loaded loaded = load("shop.yaml", {{}, {}, {{"shop.yaml", kWordyShop + more}}});
  if (loaded.scenario) check_review_words(*loaded.scenario, loaded.diagnostics);
  return loaded;
}

std::vector<Finding> findings(const std::string& more) {
  const Loaded loaded = read_text(more);
  INFO(loaded.problems());
  REQUIRE(loaded.diagnostics.ok());
  return review_rules(*loaded.scenario).findings;
}

std::vector<std::string> said_by(const std::string& rule, const std::vector<Finding>& all) {
  std::vector<std::string> out;
  for (const Finding& finding : all)
    if (finding.rule == rule) out.push_back(finding.message);
  return out;
}

std::vector<std::string> own(const std::string& when) {
  return said_by("mine",
                 findings("rules: {mine: {each: services.*.calls.*, when: \"" + when + "\", say: \"{path}\"}}\n"));
}

std::string problem(const std::string& more) {
  return read_text(more).problems();
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A suppression accepts a finding at its place and below, with its reason", "[analysis]") {
  const auto all = findings("suppress: [{rule: call-without-timeout, at: services.web, because: a drill}]\n");
  REQUIRE(all.size() == 2);
  for (const Finding& finding : all) {
    CHECK(finding.suppressed == (finding.path == "services.web.calls.db.timeout"));
    CHECK(finding.because == (finding.suppressed ? "a drill" : ""));
  }
}

TEST_CASE("A prefix ends at a dot", "[analysis]") {
  CHECK(lies_under("services.web.calls", "services.web"));
  CHECK(lies_under("services.web", "services.web"));
  CHECK(lies_under("services.web", ""));
  CHECK_FALSE(lies_under("services.web-2", "services.web"));
}

TEST_CASE("A suppression of an experiment accepts nothing in another", "[analysis]") {
  const auto all =
      findings("experiments:\n  calm: {}\n  drill: {suppress: [{rule: call-without-timeout, because: a drill}]}\n");
  REQUIRE(all.size() == 4);
  for (const Finding& finding : all) CHECK(finding.seen_in == Texts{finding.suppressed ? "drill base" : "calm base"});
}

TEST_CASE("A suppression names a rule that there is, of the program or of the file", "[analysis]") {
  CHECK_THAT(problem("suppress: [{rule: call-without-timeouts, because: a drill}]\n"),
             test::contains_text("shop.yaml:10:19: error: `call-without-timeouts` is no rule of the review") &&
                 test::contains_text("write instead: call-without-timeout"));
  const std::string mine = "rules: {mine: {each: services.*, when: exists calls, say: calls}}\n";
  CHECK(problem("suppress: [{rule: mine, because: a drill}]\n" + mine) == "");
}

TEST_CASE("That a suppression suppresses nothing cannot be suppressed", "[analysis]") {
  CHECK_THAT(problem("suppress: [{rule: useless-suppression, because: a drill}]\n"),
             test::contains_text("shop.yaml:10:19: error: `useless-suppression` cannot be suppressed"));
}

TEST_CASE("Suppressions and rules stand in no variant", "[analysis]") {
  CHECK_THAT(problem("variants: {one: {suppress: []}}\n"),
             test::contains_text("`suppress` cannot stand in a variant: it belongs to the file or to an experiment"));
  CHECK_THAT(problem("variants: {one: {rules: {}}}\n"), test::contains_text("`rules` cannot stand in a variant"));
}

TEST_CASE("Suppressions and rules change no model and no digest", "[analysis]") {
  const std::string more =
      "suppress: [{rule: call-without-timeout, because: a drill}]\nrules: {mine: {each: services.*, when: exists "
      "calls, say: c}}\n";
  CHECK(digest(*read_text("").scenario) == digest(*read_text(more).scenario));
}

TEST_CASE("A resolved file with suppressions and rules loads again", "[analysis]") {
  const std::string more =
      "suppress: [{rule: call-without-timeout, at: services.web, because: \"a: drill\"}]\n"
      "rules: {mine: {each: services.*.calls.*, when: \"timeout > 1s\", say: \"{path}: {timeout}\"}}\n";
  const Loaded first = read_text(more);
  REQUIRE(first.scenario);
  const std::string config = first.scenario->experiments[0].variants[0].config();
  const Loaded again = load("again.yaml", {{}, {}, {{"again.yaml", config}}});
  INFO(again.problems() << config);
  REQUIRE(again.scenario);
  CHECK(again.scenario->experiments[0].words.suppress[0].because == "a: drill");
  const OwnRule& rule = again.scenario->experiments[0].words.rules.at(0);
  CHECK(rule.say == "{path}: {timeout}");
  CHECK(leaves_of(rule.when).size() == 1);
}

TEST_CASE("A rule of one's own compares quantities with their units", "[analysis]") {
  const Texts cart{"services.web.calls.cart"};
  CHECK(own("timeout > 1s") == cart);
  CHECK(own("timeout >= 2000ms") == cart);
  CHECK(own("timeout > 2s") == Texts{});
  CHECK(own("timeout == 2s and retries < 1") == cart);
  CHECK(own("/services.db.capacity >= 30000/m and timeout < 1m") == cart);
  CHECK(own("share == 100% and timeout != 1s") == cart);
  CHECK(own("need == hard and exists timeout") == cart);
}

TEST_CASE("Of what is not there no comparison holds, and `not` turns it round", "[analysis]") {
  CHECK(own("timeout < 1h") == Texts{"services.web.calls.cart"});
  CHECK(own("not timeout < 1h") == Texts{"services.web.calls.db", "services.cart.calls.db"});
  CHECK(own("not (exists timeout or need == soft)") == Texts{"services.web.calls.db", "services.cart.calls.db"});
}

TEST_CASE("`and` binds closer than `or`", "[analysis]") {
  CHECK(own("need == hard or need == soft and need == soft").size() == 3);
  CHECK(own("(need == hard or need == soft) and need == soft").empty());
}

TEST_CASE("What a rule says has its place and values in it", "[analysis]") {
  const auto all = findings(
      "rules: {mine: {each: services.web.calls.*, when: retries == 0, say: \"{path} waits {timeout}\", severity: "
      "error, "
      "instead: less}}\n");
  CHECK(said_by("mine", all) == Texts{"services.web.calls.cart waits 2s", "services.web.calls.db waits unset"});
  CHECK(all[0].severity == Severity::error);
  CHECK(all[0].instead == "less");
}

TEST_CASE("A condition that is none is refused where it goes wrong", "[analysis]") {
  const auto refused = [](const std::string& when) {
    return problem("rules: {mine: {each: services.*.calls.*, when: \"" + when + "\", say: x}}\n");
  };
  CHECK_THAT(refused("timeout > "), test::contains_text("a condition has a value here, not the end"));
  CHECK_THAT(refused("timeout 1s"), test::contains_text("shop.yaml:10:57: error: a condition has one of"));
  CHECK_THAT(refused("(timeout > 1s"), test::contains_text("a condition has `)` here, not the end"));
  CHECK_THAT(refused("need > hard"), test::contains_text("words are compared by == and !="));
  CHECK_THAT(refused("timeout > 1s retries > 1"), test::contains_text("`and`, `or` or the end here, not `retries`"));
  CHECK_THAT(refused("timout > 1s"), test::contains_text("`timout` is no key of services.*.calls.*") &&
                                         test::contains_text("write instead: timeout"));
  CHECK_THAT(refused("timeout > 5"), test::contains_text("`timeout` is 2s at services.web.calls.cart, and `5` "
                                                         "is a plain number") &&
                                         test::contains_text("write instead: 5s"));
  CHECK_THAT(refused(std::string(40, '(') + "retries > 1"), test::contains_text("at most 32 levels"));
  CHECK_THAT(refused(std::string(2000, 'x')), test::contains_text("at most 1,000 letters"));
}

TEST_CASE("A rule that looks nowhere, or is named like one of the program, is refused", "[analysis]") {
  CHECK_THAT(problem("rules: {mine: {each: service.*, when: exists calls, say: x}}\n"),
             test::contains_text("`service` is no key of a file") && test::contains_text("write instead: services.*"));
  CHECK_THAT(problem("rules: {mine: {each: faults.*, when: exists kind, say: x}}\n"),
             test::contains_text("`faults.*` leads to nothing in this file"));
  CHECK_THAT(problem("rules: {static-stability: {each: services.*, when: exists calls, say: x}}\n"),
             test::contains_text("`static-stability` is a rule of the program already"));
  CHECK_THAT(problem("rules: {mine: {each: services.*, when: exists calls, say: \"{path\"}}\n"),
             test::contains_text("between braces"));
}

TEST_CASE("A key or a word that the language does not have there is refused with the nearest", "[analysis]") {
  const auto refused = [](const std::string& each, const std::string& when) {
    return problem("rules: {mine: {each: " + each + ", when: \"" + when + "\", say: x}}\n");
  };
  // `routing` is one of three words, and `cel` is none of them.
  CHECK_THAT(refused("services.*", "/routing == cel"),
             test::contains_text("`routing` is never `cel`") && test::contains_text("write instead: cell"));
  // Faults have an `mttf`, calls do not.
  CHECK_THAT(refused("services.*.calls.*", "exists mttf"),
             test::contains_text("`mttf` is no key of services.*.calls.*"));
  CHECK_THAT(refused("services.*", "exists calls.*.timout"),
             test::contains_text("`timout` is no key of services.*.calls.*"));
  CHECK_THAT(refused("services.*.calls.*", "timeout == fast"), test::contains_text("`timeout` is a quantity"));
  CHECK_THAT(refused("services.**", "exists calls"), test::contains_text("write instead: services.*"));
}

TEST_CASE("A key that the language has, and names, may be asked for whatever this file leaves unset", "[analysis]") {
  CHECK(own("exists retry_budget").empty());
  CHECK(own("exists /services.search").empty());
  CHECK(own("/routing == cell").empty());
  CHECK(own("/clients.users.to == web").size() == 3);  // of every call: two of web's, one of cart's
}

TEST_CASE("A suppression at a path that leads nowhere says so, with the nearest", "[analysis]") {
  const auto at = [](const std::string& path) {
    const auto all = said_by("useless-suppression",
                             findings("suppress: [{rule: retry-amplification, at: " + path + ", because: x}]\n"));
    REQUIRE(all.size() == 1);
    return all.front();
  };
  CHECK(at("services.carf.calls") ==
        "the suppression of retry-amplification at services.carf.calls suppresses nothing: that path leads nowhere; "
        "did you mean services.cart.calls?");
  CHECK(at("services.cart") == "the suppression of retry-amplification at services.cart suppresses nothing");
}

}  // namespace bulkhead
