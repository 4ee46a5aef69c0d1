// SPDX-License-Identifier: Apache-2.0
// A queue of tasks behind one mutex; the window is what keeps memory bounded.
#include "analysis/replications.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

class TaskQueue {
 public:
  explicit TaskQueue(const ReplicationPlan& plan)
      : plan_(plan), window_(4 * static_cast<std::uint64_t>(plan.jobs) + 16) {}

  void work() {
    Simulate simulate;
    while (const std::optional<std::uint64_t> task = take()) {
      const std::uint64_t replication = *task / plan_.variants;
      const auto variant = static_cast<std::size_t>(*task % plan_.variants);
      try {
        if (!simulate) simulate = plan_.make_simulate();
        put(replication, variant, simulate(variant, replication));
      } catch (const std::exception& error) {
        fail(ReplicationError(variant, replication, error.what()));
      }
    }
    leave();
  }

  /// Delivers in the calling thread until all is there, or nobody works any more.
  std::uint64_t join() {
    while (std::optional<std::vector<Record>> next = wait_for_next()) {
      if (plan_.deliver(std::move(*next))) continue;
      close();
      return next_;
    }
    const std::lock_guard lock(mutex_);
    if (error_ && error_->replication <= next_) throw ReplicationError(*error_);
    return next_;
  }

  void enter(unsigned workers) { working_ = workers; }

  void leave() {
    const std::lock_guard lock(mutex_);
    --working_;
    changed_.notify_all();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  struct Slot {
    std::vector<Record> records;
    std::size_t missing = 0;
  };

  bool stopped() const { return closed_ || error_ || (plan_.stop && plan_.stop->load()); }

  std::optional<std::uint64_t> take() {
    std::unique_lock lock(mutex_);
    const std::uint64_t all = plan_.replications * plan_.variants;
    changed_.wait(lock, [&] { return stopped() || taken_ >= all || taken_ / plan_.variants < next_ + window_; });
    if (stopped() || taken_ >= all) return std::nullopt;
    return taken_++;
  }

  void put(std::uint64_t replication, std::size_t variant, Record&& record) {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[replication];
    if (slot.records.empty()) {
      slot.records.resize(plan_.variants);
      slot.missing = plan_.variants;
    }
    slot.records[variant] = std::move(record);
    --slot.missing;
    changed_.notify_all();
  }

  void fail(ReplicationError&& error) {
    const std::lock_guard lock(mutex_);
    if (!error_ || error.replication < error_->replication) error_.emplace(std::move(error));
    changed_.notify_all();
  }

  bool next_is_there() const {
    const auto found = slots_.find(next_);
    return found != slots_.end() && found->second.missing == 0;
  }

  std::optional<std::vector<Record>> wait_for_next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return next_is_there() || working_ == 0; });
    if (!next_is_there()) return std::nullopt;
    std::vector<Record> records = std::move(slots_.at(next_).records);
    slots_.erase(next_++);
    changed_.notify_all();
    return records;
  }

  const ReplicationPlan& plan_;
  const std::uint64_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Slot> slots_;
  std::uint64_t taken_ = 0;
  std::uint64_t next_ = 0;
  unsigned working_ = 0;
  bool closed_ = false;
  std::optional<ReplicationError> error_;
};

/// Joins its threads on every way out.
class Crew {
 public:
  Crew(TaskQueue& queue, unsigned jobs) : queue_(queue) {
    queue_.enter(jobs);
    for (unsigned i = 0; i < jobs; ++i) start();
  }
  ~Crew() {
    queue_.close();
    for (std::thread& t : threads_) t.join();
  }

 private:
  void start() {
    try {
      threads_.emplace_back([this] { queue_.work(); });
    } catch (const std::system_error&) {
      queue_.leave();
      if (threads_.empty()) throw;
    }
  }

  TaskQueue& queue_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::uint64_t run_replications(const ReplicationPlan& plan) {
  BULKHEAD_CHECK(plan.variants > 0 && plan.jobs > 0, "replications need a variant and a thread");
  TaskQueue queue(plan);
  const Crew crew(queue, plan.jobs);
  return queue.join();
}

unsigned default_jobs() {
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace bulkhead
