// SPDX-License-Identifier: Apache-2.0
/// The mechanisms that the kinds of faults share: loss, black hole, crash, gray host, lossy path, failing or slow service.
///
/// Each appends the impairments of one occurrence; which parameter it reads is said in its kind's descriptor.
#pragma once

#include "models/faults/fault.hpp"

namespace bulkhead {

/// Components are down: they answer nothing, and what needs them is down with them.
void impair_down(const Values&, const Victims&, std::vector<Impairment>&);

/// Components swallow what reaches them but stay announced (a PoP that black-holes).
void impair_black_hole(const Values&, const Victims&, std::vector<Impairment>&);

/// Processes refuse: fast errors instead of time-outs.
void impair_refuse(const Values&, const Victims&, std::vector<Impairment>&);

/// Gray: `errors` of the attempts, `slow` times the own service time, plus `delay`.
void impair_gray(const Values&, const Victims&, std::vector<Impairment>&);

/// `capacity` is what is left of it.
void impair_capacity(const Values&, const Victims&, std::vector<Impairment>&);

/// Requests sent along a path are lost: the server never sees them.
void impair_request_loss(const Values&, const Victims&, std::vector<Impairment>&);

/// Replies to requests sent along a path are lost: the server has done the work.
void impair_reply_loss(const Values&, const Victims&, std::vector<Impairment>&);

/// Packets on a directed path are lost, with probability p each. Over TCP most of it is delay: with R retransmissions and a
/// retransmission timeout doubling from `rto`, a message of one packet is lost with p^(R+1); one that arrives has waited
///   sum_{i=1..R} p^i (1-p) (2^i - 1) rto / (1 - p^(R+1)).
/// Requests of calls along the path and replies of calls against it both cross it.
/// Source:   RFC 6298 section 5 (doubling); the conversion is derived
void impair_packet_loss(const Values&, const Victims&, std::vector<Impairment>&);

}  // namespace bulkhead
