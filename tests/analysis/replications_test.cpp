// SPDX-License-Identifier: Apache-2.0
// Threads: the order of delivery, bounded memory, interruption, and what a broken simulation leaves.
#include "analysis/replications.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

/// A simulation whose record says what it was asked for; later tasks are often faster than earlier ones.
Simulate echo() {
  return [](std::size_t variant, std::uint64_t replication) {
    std::this_thread::sleep_for(std::chrono::microseconds((replication * 7 + variant * 3) % 11 * 20));
    Record r;
    r.replication = replication;
    r.fingerprint = replication * 100 + variant;
    return r;
  };
}

ReplicationPlan plan_of(std::uint64_t replications, unsigned jobs, std::vector<std::uint64_t>& out) {
  ReplicationPlan plan;
  plan.variants = 3;
  plan.replications = replications;
  plan.jobs = jobs;
  plan.make_simulate = echo;
  plan.deliver = [&out](std::vector<Record>&& records) {
    for (const Record& r : records) out.push_back(r.fingerprint);
    return true;
  };
  return plan;
}

}  // namespace

TEST_CASE("Any number of threads delivers the same records in the same order", "[analysis][replication]") {
  std::vector<std::uint64_t> expected;
  for (std::uint64_t r = 0; r < 50; ++r)
    for (std::uint64_t v = 0; v < 3; ++v) expected.push_back(r * 100 + v);
  for (const unsigned jobs : {1U, 2U, 7U}) {
    std::vector<std::uint64_t> got;
    CHECK(run_replications(plan_of(50, jobs, got)) == 50);
    CHECK(got == expected);
  }
}

TEST_CASE("No replications are a run that delivers nothing", "[analysis][replication]") {
  std::vector<std::uint64_t> got;
  CHECK(run_replications(plan_of(0, 2, got)) == 0);
  CHECK(got.empty());
}

TEST_CASE("An interruption keeps the complete replications, whole and without gaps", "[analysis][replication]") {
  std::vector<std::uint64_t> got;
  std::atomic<bool> stop{false};
  ReplicationPlan plan = plan_of(100000, 3, got);
  plan.stop = &stop;
  const auto keep = plan.deliver;
  plan.deliver = [&](std::vector<Record>&& records) {
    keep(std::move(records));
    if (got.size() >= 30) stop = true;
    return true;
  };
  const std::uint64_t done = run_replications(plan);
  CHECK(done >= 10);
  CHECK(done < 1000);  // the window bounds how far ahead anyone can be
  REQUIRE(got.size() == done * 3);
  for (std::uint64_t r = 0; r < done; ++r) CHECK(got[r * 3] == r * 100);
}

TEST_CASE("Who has enough ends the run there, whatever is under way", "[analysis][replication]") {
  for (const unsigned jobs : {1U, 3U}) {
    std::vector<std::uint64_t> got;
    ReplicationPlan plan = plan_of(100000, jobs, got);
    const auto keep = plan.deliver;
    plan.deliver = [&](std::vector<Record>&& records) {
      const std::uint64_t replication = records.front().replication;
      keep(std::move(records));
      return replication < 41;
    };
    CHECK(run_replications(plan) == 42);
    CHECK(got.size() == 42 * 3);
  }
}

TEST_CASE("A broken simulation ends the run after everything before it", "[analysis][replication]") {
  std::vector<std::uint64_t> got;
  ReplicationPlan plan = plan_of(100, 3, got);
  plan.make_simulate = [] {
    return Simulate([simulate = echo()](std::size_t variant, std::uint64_t replication) {
      if (replication == 20 && variant == 1) throw std::runtime_error("a sentence");
      return simulate(variant, replication);
    });
  };
  try {
    run_replications(plan);
    FAIL("the error is thrown on");
  } catch (const ReplicationError& error) {
    CHECK(error.replication == 20);
    CHECK(error.variant == 1);
    CHECK(error.what() == std::string("a sentence"));
  }
  CHECK(got.size() == 60);
}

TEST_CASE("A delivery that fails stops the threads and is thrown on", "[analysis][replication]") {
  std::vector<std::uint64_t> got;
  ReplicationPlan plan = plan_of(1000, 2, got);
  plan.deliver = [](std::vector<Record>&&) -> bool { throw std::runtime_error("disk full"); };
  CHECK_THROWS_WITH(run_replications(plan), "disk full");
}
