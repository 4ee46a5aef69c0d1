// SPDX-License-Identifier: Apache-2.0
// Retries in layers, and slots that a slow dependency holds, in closed form.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// s0 calls s1 calls ... s<layers>, each with that many attempts; the last one errs.
Model layers(int count, int attempts, double errors) {
  Builder builder(1);
  for (int i = 0; i <= count; ++i) {
    auto& service = builder.service("s" + std::to_string(i));
    if (i < count)
      service.calls = {call("s" + std::to_string(i + 1), Duration::s(1), attempts - 1)};
    else
      service.errors = errors;
  }
  builder.clients("s0", 100);
  return builder.finish();
}

}  // namespace

TEST_CASE("Retries in each of L layers above a dead dependency multiply to (r+1)^L attempts", "[theory]") {
  // 3^5 = 243 (M. Brooker, "Timeouts, retries, and backoff with jitter"); 4^3 = 64 (Site Reliability Engineering, chapter 22).
  Rig brooker(layers(5, 3, 1));
  CHECK_THAT(brooker.load("s5"), WithinRel(100 * 243.0, 1e-12));
  CHECK(brooker.success("s0") == 0);
  Rig google(layers(3, 4, 1));
  CHECK_THAT(google.load("s3"), WithinRel(100 * 64.0, 1e-12));
}

TEST_CASE("Three layers of three attempts over a dependency that errs half of the time fail with 2^-27", "[theory]") {
  // f -> f^3 in each layer: 0.5^27 = 7.45e-9. Attempts multiply: (1 + f + f^2) at f = 2^-1, 2^-3, 2^-9.
  Rig rig(layers(3, 3, 0.5));
  CHECK_THAT(1 - rig.success("s0"), WithinAbs(std::ldexp(1, -27), 1e-15));
  const double f1 = 0.125, f2 = std::ldexp(1, -9);
  CHECK_THAT(rig.load("s3"), WithinRel(100 * 1.75 * (1 + f1 + f1 * f1) * (1 + f2 + f2 * f2), 1e-12));
  CHECK_THAT(rig.load("s3"), WithinRel(100 * 1.9999999850988388, 1e-12));
}

TEST_CASE("One retry of what fails in one of ten attempts costs a tenth more load and leaves one in a hundred",
          "[theory]") {
  Rig rig(layers(1, 2, 0.1));
  CHECK_THAT(rig.load("s1"), WithinRel(110, 1e-12));
  CHECK_THAT(rig.success("s0"), WithinRel(0.99, 1e-12));
}

TEST_CASE("A budget of retries caps them at its share of the first attempts", "[theory]") {
  Model model = layers(1, 4, 1);
  model.services[0].calls[0].retry_budget = 0.2;
  Rig rig(model);
  CHECK_THAT(rig.load("s1"), WithinRel(120, 1e-12));
}

TEST_CASE("A caller retries only the failures that it was told to", "[theory]") {
  Model model = layers(1, 3, 0.5);
  model.services[0].calls[0].retry_on = kRetryTimeout | kRetryRefused;
  Rig rig(model);
  CHECK_THAT(rig.load("s1"), WithinRel(100, 1e-12));
  CHECK_THAT(rig.success("s0"), WithinRel(0.5, 1e-12));
}

TEST_CASE("Two of three attempts fit into a deadline of two and a half timeouts", "[theory]") {
  // Attempts time out after 1 s each, one after another: at 0 s, 1 s and 2 s; the third is left half of its second, and is
  // made fractionally: by mean times, half of it.
  Builder builder(1);
  builder.service("web", {call("db", Duration::s(1), 2)}).deadline = Duration::ms(2500);
  builder.service("db");
  builder.clients("web", 100);
  Rig rig(builder.finish());
  rig.put("service db", Effect::down);
  CHECK_THAT(rig.ledger().attempts_rps - 100, WithinRel(250, 1e-12));
}

namespace {

// Two retries over a dependency of which half is impaired.
Model halved() {
  Builder builder(1);
  builder.service("web", {call("db", Duration::s(1), 2)});
  builder.service("db").replicas_per_zone = 2;
  builder.clients("web", 100);
  return builder.finish();
}

}  // namespace

TEST_CASE("Half of the partitions dead with two retries is 50 %, not 87.5 %", "[theory]") {
  // Redrawn at each attempt: 1 - 0.5^3. Kept by the request: half of the requests meet it in all three attempts.
  const std::pair<Sticks, double> cases[] = {
      {Sticks::attempt, 0.875}, {Sticks::connection, 0.5}, {Sticks::partition, 0.5}, {Sticks::customer, 0.5}};
  for (const auto& [sticks, success] : cases) {
    Rig rig(halved());
    const auto errors = rig.put("service db", Effect::errors, 0.5, sticks);
    CHECK_THAT(rig.success("web"), WithinRel(success, 1e-12));
    // Attempts: 1 + 1/2 + 1/4 where they are redrawn; else three for one half of the calls and one for the other.
    CHECK_THAT(rig.load("db"), WithinRel(sticks == Sticks::attempt ? 175.0 : 200.0, 1e-12));
    rig.lift(errors);
    CHECK(rig.success("web") == 1);
  }
}

TEST_CASE("Half of the partitions cut off on the way is 50 % too", "[theory]") {
  for (const auto sticks : {Sticks::connection, Sticks::partition, Sticks::customer}) {
    Rig rig(halved());
    rig.put_path("service web", "service db", Effect::request_loss, 0.5, sticks);
    CHECK_THAT(rig.success("web"), WithinRel(0.5, 1e-12));
    // What is lost on the way never loads the server.
    CHECK_THAT(rig.load("db"), WithinRel(50, 1e-12));
  }
}

TEST_CASE("Replies that are lost on the way have cost the server, whatever keeps the coin", "[theory]") {
  for (const auto sticks : {Sticks::connection, Sticks::partition, Sticks::customer}) {
    Rig rig(halved());
    rig.put_path("service web", "service db", Effect::reply_loss, 0.5, sticks);
    CHECK_THAT(rig.success("web"), WithinRel(0.5, 1e-12));
    CHECK_THAT(rig.load("db"), WithinRel(200, 1e-12));
  }
}

TEST_CASE("A dead instance of two is met again with chance one half by every retry", "[theory]") {
  // Retries draw with replacement: 1 - 0.5^3.
  Builder builder(2, Routing::regional);
  builder.service("web", {call("db", Duration::s(1), 2)});
  builder.service("db");
  builder.clients("web", 100, load_balancer());
  Rig rig(builder.finish());
  rig.put("pool db@r/a", Effect::refuse);
  CHECK_THAT(rig.success("web"), WithinRel(0.875, 1e-12));
}

TEST_CASE("A customer's coin strikes half of the customers whole", "[theory]") {
  Rig rig(halved());
  rig.put("service db", Effect::errors, 0.5, Sticks::customer);
  double hit = 0;
  for (const auto& group : rig.ledger().customers->groups()) {
    CHECK((group.fail_share == 0 || group.fail_share == 1));
    hit += group.weight * group.fail_share;
  }
  CHECK_THAT(hit, WithinRel(0.5, 1e-12));
}
