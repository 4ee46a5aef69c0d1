// SPDX-License-Identifier: Apache-2.0
/// Responses at work: from a signal through decision, preconditions and control planes to levers, and back.
///
/// A signal starts a response for its place (zone or cell) unless one is under way there; it acts again when its signal rises
/// again after its action has ended. What is decided at one instant is taken in the order of places, then of responses. An action
/// that a precondition or a component holds back asks again every `retry_every`, as long as its signal stands. `for` counts from
/// the action's beginning; `until: clear` ends it when its signal has been clear for `bake` (at the latest that long after its
/// beginning, if its signal is clear by then). The way back takes the same steps as the way out.
///
/// Chance:   people's times (models/response/people.hpp); localising: (response), one occurrence per signal
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "models/response/action.hpp"
#include "models/response/people.hpp"
#include "models/response/spec.hpp"
#include "models/traffic/traffic.hpp"
#include "models/world/signal.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

/// Who acts through levers, and what may hold them back.
struct Actor {
  std::function<void(const Lever&)> pull;
  /// Is that component there for an action that needs it?
  std::function<bool(const std::string& component)> reachable;
};

/// Who is told what actions do. `action` counts from 0 in the order of decision.
class ActionOut {
 public:
  /// `cause` is the signal on which it was decided.
  virtual void decided(ActionId action, std::uint32_t response, const std::string& actor, const Step& step,
                       const Signal& signal) = 0;
  virtual void blocked(ActionId action, const std::string& by) = 0;
  virtual void begins(ActionId action) = 0;
  virtual void effective(ActionId action) = 0;
  virtual void ends(ActionId action) = 0;

 protected:
  ~ActionOut() = default;
};

struct ResponderSettings {
  const std::vector<ResponseSpec>& responses;
  const std::vector<PeopleSpec>& people;
  const std::vector<std::string>& detectors;  ///< names, by index
  const CellSpec& cells;
  Duration begins;
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
};

class Responder final : public Handler {
 public:
  Responder(const ResponderSettings& settings, Traffic& traffic, Kernel& kernel, Actor actor, ActionOut& out);

  void on(const Signal& signal);
  void on_event(std::uint64_t payload) override;

 private:
  /// One signal that one response has taken up, for one place.
  struct Campaign {
    std::uint32_t response = 0;
    Signal signal;                                             ///< with the place in its scope
    std::set<std::pair<std::uint32_t, SignalScope>> standing;  ///< its signals that are up (detector, scope)
    std::uint32_t open = 0;                                    ///< actions that have not ended
    std::uint32_t clear_generation = 0;
  };
  struct Execution {
    std::uint32_t campaign = 0;
    Step step;
    std::string actor;
    Instant decided;
    bool began = false;
    bool ending = false;
    bool closed = false;
    Instant moves;                ///< when the way out, or back, began
    std::vector<double> values;   ///< of its levers
    std::vector<double> reached;  ///< what they were when the way back began
  };

  bool listens(const ResponseSpec& response, std::uint32_t detector) const;
  /// Of a response to all of several signals, as this one rises: it and the others, if all are up.
  std::set<std::pair<std::uint32_t, SignalScope>> together(const ResponseSpec& response, const Signal& signal) const;
  bool stands(const Campaign& campaign) const;
  SignalScope place(const ResponseSpec& response, std::uint32_t index, const Signal& signal, Duration& search);
  void start(std::uint32_t response, const Signal& signal,
             const std::set<std::pair<std::uint32_t, SignalScope>>& standing);
  void decide(ActionId id);
  bool held_back(ActionId id);
  bool zone_out(const Campaign& other_than) const;
  void begin(ActionId id);
  void move(ActionId id, std::uint32_t step, bool back);
  void end(ActionId id);
  void clear(std::uint32_t campaign);
  void close(ActionId id);
  void schedule(Instant when, std::uint64_t what, std::uint64_t index, std::uint64_t extra = 0);

  const std::vector<ResponseSpec>* responses_;
  const std::vector<std::string>* detectors_;
  const CellSpec* cells_;
  Traffic* traffic_;
  Kernel* kernel_;
  OwnerId owner_;
  Actor actor_;
  ActionOut* out_;
  People people_;
  std::uint64_t seed_;
  std::uint64_t replication_;
  std::vector<std::uint64_t> searches_;                 // by response
  std::set<std::pair<std::uint32_t, SignalScope>> up_;  // all signals that are up
  std::vector<Campaign> campaigns_;
  std::vector<Execution> executions_;
  std::vector<ActionId> due_;
  bool due_scheduled_ = false;
};

}  // namespace bulkhead
