// SPDX-License-Identifier: Apache-2.0
// The event list gives back in order whatever it was given.
#include "sim/queue.hpp"

#include <algorithm>
#include <vector>

#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

// Few different times and slots, so that every level of the order decides somewhere.
std::vector<Event> random_events(std::size_t n) {
  Draws draws(stream_key(1, 0, 0, name_hash("queue")), 0);
  std::vector<Event> events;
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = static_cast<std::int64_t>(draws.bits() % 50);
    const std::uint64_t slot = draws.bits() % 5;
    events.push_back({Instant::at(Duration::ns(at)), slot, i, i});
  }
  return events;
}

std::vector<std::uint64_t> drained(Queue& queue) {
  std::vector<std::uint64_t> payloads;
  while (!queue.empty()) payloads.push_back(queue.pop().payload);
  return payloads;
}

}  // namespace

TEST_CASE("Events leave the queue in the order of time, slot and counter", "[sim]") {
  std::vector<Event> events = random_events(2'000);
  Queue queue;
  for (const Event& event : events) queue.push(event);
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.before(b); });
  for (const Event& expected : events) {
    REQUIRE(queue.top().payload == expected.payload);
    REQUIRE(queue.pop().payload == expected.payload);
  }
  CHECK(queue.empty());
}

TEST_CASE("The order of what leaves the queue does not depend on the order of what entered", "[sim]") {
  const std::vector<Event> events = random_events(500);
  Queue forwards;
  Queue backwards;
  for (auto event = events.begin(); event != events.end(); ++event) forwards.push(*event);
  for (auto event = events.rbegin(); event != events.rend(); ++event) backwards.push(*event);
  CHECK(drained(forwards) == drained(backwards));
}

TEST_CASE("Pushing while popping keeps the order", "[sim]") {
  Draws draws(stream_key(2, 0, 0, name_hash("queue")), 0);
  Queue queue;
  for (std::uint64_t i = 0; i < 100; ++i) queue.push({Instant::zero(), 0, i, 0});
  Instant last = Instant::zero();
  for (std::uint64_t i = 100; i < 5'000; ++i) {
    const Event event = queue.pop();
    REQUIRE(event.at >= last);
    last = event.at;
    queue.push({last + Duration::ns(static_cast<std::int64_t>(draws.bits() % 1'000)), 0, i, 0});
  }
  CHECK(queue.size() == 100);
}
