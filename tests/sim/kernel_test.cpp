// SPDX-License-Identifier: Apache-2.0
// The kernel's total order, rounds, limits and contracts.
#include "sim/kernel.hpp"

#include <string>
#include <vector>

#include "sim/check.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

constexpr std::uint64_t kPlenty = 1'000'000;

Instant second(std::int64_t n) {
  return Instant::at(Duration::s(n));
}

// Writes down "name payload round" for each event, and does what the test gave it to do.
class Recorder final : public Handler {
 public:
  struct Plan {
    std::uint64_t when_payload;
    const Recorder* whom;
    Duration after;
    Phase phase;
    std::uint64_t payload;
  };

  Recorder(Kernel& kernel, const std::string& name, std::vector<std::string>& log)
      : kernel_(kernel), name_(name), log_(log), id_(kernel.enroll(name, *this)) {}

  OwnerId id() const { return id_; }
  void plan(Plan plan) { plans_.push_back(plan); }

  void on_event(std::uint64_t payload) override {
    log_.push_back(name_ + " " + std::to_string(payload) + " " + std::to_string(kernel_.round()));
    for (const Plan& p : plans_) {
      if (p.when_payload == payload) kernel_.schedule(p.whom->id(), kernel_.now() + p.after, p.phase, p.payload);
    }
  }

 private:
  Kernel& kernel_;
  std::string name_;
  std::vector<std::string>& log_;
  OwnerId id_;
  std::vector<Plan> plans_;
};

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("Events run by time, then phase, then the rank of the owner's name, then the owner's counter", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder zebra(kernel, "zebra", log);  // enrolled first, ranked last
  Recorder ant(kernel, "ant", log);
  kernel.start();
  kernel.schedule(zebra.id(), second(2), Phase::change, 0);
  kernel.schedule(zebra.id(), second(1), Phase::act, 1);
  kernel.schedule(zebra.id(), second(1), Phase::evaluate, 2);
  kernel.schedule(ant.id(), second(1), Phase::evaluate, 4);
  kernel.schedule(ant.id(), second(1), Phase::evaluate, 3);
  kernel.schedule(ant.id(), second(1), Phase::observe, 5);
  CHECK(kernel.run(second(9), kPlenty) == Outcome::reached);
  CHECK(log == Log{"ant 4 0", "ant 3 0", "zebra 2 0", "ant 5 0", "zebra 1 0", "zebra 0 0"});
  CHECK(kernel.events() == 6);
}

TEST_CASE("The order of enrollment changes nothing", "[sim]") {
  const auto run = [](bool swapped) {
    Log log;
    Kernel kernel;
    Recorder first(kernel, swapped ? "b" : "a", log);
    Recorder second_one(kernel, swapped ? "a" : "b", log);
    kernel.start();
    kernel.schedule((swapped ? first : second_one).id(), second(1), Phase::change, 2);
    kernel.schedule((swapped ? second_one : first).id(), second(1), Phase::change, 1);
    kernel.run(second(1), kPlenty);
    return log;
  };
  CHECK(run(false) == run(true));
}

TEST_CASE("A later phase of the same instant runs in the same round", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  a.plan({1, &a, Duration::zero(), Phase::evaluate, 2});
  a.plan({2, &a, Duration::zero(), Phase::act, 3});
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 1);
  kernel.run(second(1), kPlenty);
  CHECK(log == Log{"a 1 0", "a 2 0", "a 3 0"});
}

TEST_CASE("An action that changes the world at its own instant opens the next round", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  Recorder b(kernel, "b", log);
  a.plan({1, &a, Duration::zero(), Phase::change, 2});
  a.plan({2, &b, Duration::zero(), Phase::evaluate, 3});
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::act, 1);
  kernel.schedule(b.id(), second(1), Phase::act, 9);  // still belongs to round 0
  kernel.run(second(1), kPlenty);
  CHECK(log == Log{"a 1 0", "b 9 0", "a 2 1", "b 3 1"});
}

TEST_CASE("Within a phase only a later rank is reached in the same round", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  Recorder b(kernel, "b", log);
  Recorder c(kernel, "c", log);
  b.plan({1, &a, Duration::zero(), Phase::change, 2});
  b.plan({1, &b, Duration::zero(), Phase::change, 3});
  b.plan({1, &c, Duration::zero(), Phase::change, 4});
  kernel.start();
  kernel.schedule(b.id(), second(1), Phase::change, 1);
  kernel.run(second(1), kPlenty);
  CHECK(log == Log{"b 1 0", "c 4 0", "a 2 1", "b 3 1"});
}

TEST_CASE("Rounds begin again at the next instant", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  a.plan({1, &a, Duration::zero(), Phase::change, 2});
  a.plan({2, &a, Duration::ns(1), Phase::change, 3});
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 1);
  kernel.run(second(2), kPlenty);
  CHECK(log == Log{"a 1 0", "a 2 1", "a 3 0"});
}

TEST_CASE("An instant of more than 64 rounds finds no rest", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  a.plan({1, &a, Duration::zero(), Phase::change, 1});  // for ever
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 1);
  CHECK(kernel.run(second(9), kPlenty) == Outcome::no_rest);
  CHECK(kernel.events() == 64);  // one in each of the rounds 0 to 63
  CHECK(kernel.now() == second(1));
  CHECK(kernel.run(second(9), kPlenty) == Outcome::no_rest);
  CHECK(kernel.events() == 64);
}

TEST_CASE("Exactly 64 rounds are allowed", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  for (std::uint64_t i = 0; i < 63; ++i) a.plan({i, &a, Duration::zero(), Phase::change, i + 1});
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 0);
  CHECK(kernel.run(second(9), kPlenty) == Outcome::reached);
  CHECK(log.back() == "a 63 63");
}

TEST_CASE("A run takes what is due until its end, that instant included, and time then stands at the end", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  kernel.start();
  for (std::uint64_t n = 1; n <= 3; ++n) kernel.schedule(a.id(), second(static_cast<std::int64_t>(n)), Phase::act, n);
  CHECK(kernel.next_time() == second(1));
  CHECK(kernel.run(second(2), kPlenty) == Outcome::reached);
  CHECK(log == Log{"a 1 0", "a 2 0"});
  CHECK(kernel.now() == second(2));
  CHECK(kernel.next_time() == second(3));
  CHECK(kernel.run(second(10), kPlenty) == Outcome::reached);
  CHECK(kernel.now() == second(10));
  CHECK(kernel.empty());
  CHECK(kernel.next_time().is_never());
}

TEST_CASE("A run without an end takes all events and leaves time at the last", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  kernel.start();
  kernel.schedule(a.id(), second(3), Phase::act, 1);
  CHECK(kernel.run(Instant::never(), kPlenty) == Outcome::reached);
  CHECK(kernel.now() == second(3));
}

TEST_CASE("Between runs an event for the present instant follows what has run in it", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::act, 1);
  kernel.run(second(1), kPlenty);
  kernel.schedule(a.id(), second(1), Phase::change, 2);
  kernel.run(second(5), kPlenty);
  kernel.schedule(a.id(), second(5), Phase::change, 3);  // nothing has run at 5 s: round 0
  kernel.run(second(5), kPlenty);
  CHECK(log == Log{"a 1 0", "a 2 1", "a 3 0"});
}

TEST_CASE("The limit of events stops a run, and a larger one goes on where it stopped", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  a.plan({1, &a, Duration::s(1), Phase::change, 1});
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 1);
  CHECK(kernel.run(second(100), 10) == Outcome::event_limit);
  CHECK(kernel.events() == 10);
  CHECK(kernel.now() == second(10));
  CHECK(kernel.run(second(100), 1'000) == Outcome::reached);
  CHECK(kernel.events() == 100);
}

TEST_CASE("Exactly as many events as the limit are no limit reached", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  kernel.start();
  kernel.schedule(a.id(), second(1), Phase::change, 1);
  CHECK(kernel.run(second(2), 1) == Outcome::reached);
}

TEST_CASE("An event for never is dropped", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  kernel.start();
  kernel.schedule(a.id(), Instant::never(), Phase::change, 1);
  CHECK(kernel.empty());
}

TEST_CASE("The kernel refuses what its contract forbids", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder a(kernel, "a", log);
  CHECK_THROWS_AS(kernel.schedule(a.id(), second(1), Phase::change, 1), ContractError);
  CHECK_THROWS_AS(kernel.run(second(1), kPlenty), ContractError);
  kernel.start();
  CHECK_THROWS_AS(kernel.start(), ContractError);
  CHECK_THROWS_AS(kernel.enroll("late", a), ContractError);
  CHECK_THROWS_AS(kernel.schedule({99}, second(1), Phase::change, 1), ContractError);
  kernel.run(second(5), kPlenty);
  CHECK_THROWS_AS(kernel.schedule(a.id(), second(4), Phase::change, 1), ContractError);
}

TEST_CASE("Two owners of one name are refused", "[sim]") {
  Log log;
  Kernel kernel;
  Recorder one(kernel, "twin", log);
  Recorder two(kernel, "twin", log);
  CHECK_THROWS_AS(kernel.start(), ContractError);
}
