// SPDX-License-Identifier: Apache-2.0
// The mechanisms of faults, in the words of the closed vocabulary.
#include "models/faults/mechanisms.hpp"

namespace bulkhead {
namespace {

void on_components(const Victims& victims, Effect what, double amount, std::vector<Impairment>& out) {
  for (const ComponentId id : victims.components) out.push_back({Where::component(id), what, amount});
}

void one_way(const std::vector<ComponentId>& from, const std::vector<ComponentId>& to, Effect what, double amount,
             std::vector<Impairment>& out) {
  for (const ComponentId a : from)
    for (const ComponentId b : to) out.push_back({Where::between(a, b), what, amount});
}

void on_paths(const Victims& victims, Effect what, double amount, std::vector<Impairment>& out) {
  one_way(victims.from, victims.to, what, amount, out);
  if (victims.both) one_way(victims.to, victims.from, what, amount, out);
}

Victims reversed(const Victims& victims) {
  return {victims.components, victims.to, victims.from, victims.both};
}

struct Retransmission {
  double lost;
  double delay_s;
};

Retransmission convert(double loss, std::int64_t retransmissions, double rto_s) {
  double reach = 1;  // probability that the first i transmissions were lost
  double waited = 0;
  double delay = 0;
  for (std::int64_t i = 0; i <= retransmissions; ++i) {
    delay += reach * (1 - loss) * waited;
    waited = 2 * waited + rto_s;
    reach *= loss;
  }
  return {reach, reach < 1 ? delay / (1 - reach) : 0};
}

}  // namespace

void impair_down(const Values&, const Victims& victims, std::vector<Impairment>& out) {
  on_components(victims, Effect::down, 1, out);
}

void impair_black_hole(const Values&, const Victims& victims, std::vector<Impairment>& out) {
  on_components(victims, Effect::request_loss, 1, out);
}

void impair_refuse(const Values&, const Victims& victims, std::vector<Impairment>& out) {
  on_components(victims, Effect::refuse, 1, out);
}

void impair_gray(const Values& values, const Victims& victims, std::vector<Impairment>& out) {
  if (values.number("errors") > 0) on_components(victims, Effect::errors, values.number("errors"), out);
  if (values.number("slow") != 1) on_components(victims, Effect::delay_factor, values.number("slow"), out);
  if (values.duration("delay") > Duration::zero())
    on_components(victims, Effect::delay_add, values.duration("delay").seconds(), out);
}

void impair_capacity(const Values& values, const Victims& victims, std::vector<Impairment>& out) {
  on_components(victims, Effect::capacity, values.number("capacity"), out);
}

void impair_request_loss(const Values& values, const Victims& victims, std::vector<Impairment>& out) {
  on_paths(victims, Effect::request_loss, values.number("loss"), out);
}

void impair_reply_loss(const Values& values, const Victims& victims, std::vector<Impairment>& out) {
  on_paths(victims, Effect::reply_loss, values.number("loss"), out);
}

void impair_packet_loss(const Values& values, const Victims& victims, std::vector<Impairment>& out) {
  const auto [lost, delay_s] =
      convert(values.number("loss"), values.count("retransmissions"), values.duration("rto").seconds());
  const Victims back = reversed(victims);
  on_paths(victims, Effect::request_loss, lost, out);
  on_paths(back, Effect::reply_loss, lost, out);
  // A call crosses the path once, or (both ways) with its request and again with its reply.
  on_paths(victims, Effect::delay_add, victims.both ? 2 * delay_s : delay_s, out);
  if (!victims.both) on_paths(back, Effect::delay_add, delay_s, out);
}

}  // namespace bulkhead
