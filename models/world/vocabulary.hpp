// SPDX-License-Identifier: Apache-2.0
/// The closed vocabularies: what faults may do (impairments) and what responses may do (levers).
///
/// Kinds of faults and responses speak these words and nothing else, so that the traffic engines know no kind.
/// An impairment sits on a component or on a directed path; a lever on an entry zone, a pool, or a cell.
///
/// Units:    amounts are ratios in [0,1] for request_loss, reply_loss, errors; seconds for delay_add; factors for
///           delay_factor and capacity; ignored for down and refuse
#pragma once

#include <compare>
#include <cstdint>

#include "models/topology/component_id.hpp"

namespace bulkhead {

using CauseId = std::uint32_t;   ///< a fault's occurrence within a replication
using ActionId = std::uint32_t;  ///< a response's execution within a replication

/// down: answers nothing (time-outs); refuse: fast errors; losses and errors: a share of attempts; delays; capacity.
enum class Effect : std::uint8_t { down, refuse, request_loss, reply_loss, errors, delay_add, delay_factor, capacity };

/// What one coin decides: each attempt; all attempts over one connection; one instance; one partition or customer for its
/// whole call tree. A retry redraws what it does not keep: attempts and instances. A call keeps its connection, a request
/// its partition and its customer.
enum class Sticks : std::uint8_t { attempt, connection, instance, partition, customer };

/// weight: share of an entry zone's customers sent elsewhere; rotation: share of a pool's turns taken away;
/// placement: share of a cell's customers served by its standby; growth: what is added to a pool's capacity, as a share of it.
enum class Knob : std::uint8_t { weight, rotation, placement, growth };

/// A component, or the directed path between two.
struct Where {
  ComponentId at = 0;
  ComponentId to = 0;
  bool path = false;
  auto operator<=>(const Where&) const = default;
  static Where component(ComponentId id) { return {id, id, false}; }
  static Where between(ComponentId from, ComponentId to) { return {from, to, true}; }
};

struct Impairment {
  Where where;
  Effect what = Effect::down;
  double amount = 1;
  Sticks sticks = Sticks::attempt;
  CauseId by = 0;
  auto operator<=>(const Impairment&) const = default;
};

struct Lever {
  Where where;
  Knob what = Knob::weight;
  double value = 0;
  ActionId by = 0;
  auto operator<=>(const Lever&) const = default;
};

}  // namespace bulkhead
