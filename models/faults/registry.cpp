// SPDX-License-Identifier: Apache-2.0
// The rows of the registry of faults, sorted by name.
#include "models/faults/registry.hpp"

#include <algorithm>

#include "models/faults/mechanisms.hpp"

namespace bulkhead {
namespace {

const Parameter kLoss{"loss", Type::ratio, {}, "Share of messages lost on the path.", "", 0, 1};
const Parameter kErrors{
    "errors", Type::ratio, 0.0, "Share of attempts that fail with an error.", "none unless given", 0, 1};
const Parameter kSlow{"slow", Type::factor, 1.0, "Factor on the own service time.", "none unless given", 0, 1e6};
const Parameter kDelay{"delay", Type::duration, Duration::zero(), "Added to the own service time.",
                       "none unless given"};

const std::vector<FaultKind>& rows() {
  static const std::vector<FaultKind> table = {
      {{"capacity_loss",
        "Instances serve only a share of what they could.",
        {"service", "pool", "zone", "host", "cell"},
        {{"capacity", Type::ratio, {}, "Share of the capacity that is left.", "", 0, 1}}},
       impair_capacity},
      {{"cell_loss", "A cell's instances answer nothing.", {"cell"}, {}}, impair_down},
      {{"component_loss", "A component of the user's own is down.", {"component"}, {}}, impair_down},
      {{"control_plane_loss", "A control plane is down: serving goes on, changes do not.", {"control-plane"}, {}},
       impair_down},
      {{"crash",
        "Processes are gone and their hosts refuse connections: fast errors.",
        {"service", "pool", "cell"},
        {}},
       impair_refuse},
      {{"dns_loss", "A population's DNS answers nothing; answers live on for their TTL.", {"dns"}, {}}, impair_down},
      {{"entry_loss", "An entry (load-balancer node, address) of a zone answers nothing.", {"entry"}, {}}, impair_down},
      {{"gray_host", "A host is alive but slow or failing.", {"host", "rack", "zone"}, {kErrors, kSlow, kDelay}},
       impair_gray},
      {{"host_loss", "A host is dead.", {"host"}, {}}, impair_down},
      {{"link_loss", "A link is cut.", {"link"}, {}}, impair_down},
      {{"node_loss", "A node of a network is down.", {"node"}, {}}, impair_down},
      {{"packet_loss",
        "Packets are lost on a path: mostly delay by retransmission, the rest is loss.",
        {"path"},
        {kLoss,
         {"rto", Type::duration, Duration::ms(200), "First retransmission timeout; it doubles.", "assumed", 0},
         {"retransmissions", Type::count, std::int64_t{5}, "Before a message is given up.", "assumed", 0, 30}}},
       impair_packet_loss},
      {{"pop_black_hole", "A PoP stays announced and swallows its clients' requests.", {"pop"}, {}}, impair_black_hole},
      {{"pop_loss", "A PoP is gone; its clients are routed elsewhere after convergence.", {"pop"}, {}}, impair_down},
      {{"power_loss", "A power feed is dead.", {"power"}, {}}, impair_down},
      {{"rack_loss", "A rack is dead, with its hosts.", {"rack"}, {}}, impair_down},
      {{"region_loss", "A region is dead, with all that is in it.", {"region"}, {}}, impair_down},
      {{"reply_loss", "Replies to requests along a path are lost; the work is done.", {"path"}, {kLoss}},
       impair_reply_loss},
      {{"request_loss", "Requests along a path are lost; no server sees them.", {"path"}, {kLoss}},
       impair_request_loss},
      {{"router_loss", "The router in front of the cells is down.", {"router"}, {}}, impair_down},
      {{"service_errors",
        "A service fails a share of its attempts.",
        {"service", "pool", "zone", "cell"},
        {{"errors", Type::ratio, {}, "Share of attempts that fail with an error.", "", 0, 1}, kSlow, kDelay}},
       impair_gray},
      {{"service_slow",
        "A service takes longer.",
        {"service", "pool", "zone", "cell"},
        {{"slow", Type::factor, 1.0, "Factor on the own service time.", "none unless given", 0, 1e6}, kDelay, kErrors}},
       impair_gray},
      {{"switch_loss", "A switch of a rack is dead.", {"switch"}, {}}, impair_down},
      {{"tool_loss", "A tool of observers or responders is down.", {"tool"}, {}}, impair_down},
      {{"zone_loss", "A zone is dead, with all that is in it.", {"zone"}, {}}, impair_down},
      {{"zone_power_loss", "A zone loses power: all that is in it is dead.", {"zone"}, {}}, impair_down},
  };
  return table;
}

}  // namespace

std::span<const FaultKind> fault_kinds() {
  return rows();
}

const FaultKind* find_fault_kind(std::string_view name) {
  const auto all = fault_kinds();
  const auto it = std::find_if(all.begin(), all.end(), [&](const FaultKind& row) { return row.kind.name == name; });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace bulkhead
