// SPDX-License-Identifier: Apache-2.0
// What a finished diagram answers.
#include "analysis/structure/diagram.hpp"

#include <algorithm>
#include <limits>

namespace bulkhead {

std::vector<double> Diagram::probabilities() const {
  std::vector<double> p(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const DiagramNode& node = nodes_[i];
    const double q = i < 2 ? 0 : events_[node.event].probability;
    p[i] = i < 2 ? static_cast<double>(i) : q * p[node.high] + (1 - q) * p[node.low];
  }
  return p;
}

std::vector<double> Diagram::reached() const {
  std::vector<double> r(nodes_.size());
  r.back() = 1;
  for (std::size_t i = nodes_.size(); i-- > 2;) {
    const double q = events_[nodes_[i].event].probability;
    r[nodes_[i].high] += q * r[i];
    r[nodes_[i].low] += (1 - q) * r[i];
  }
  return r;
}

double Diagram::probability() const {
  return probabilities().back();
}

double Diagram::probability_given(EventNo event, double q) const {
  Diagram other = *this;
  other.assume(event, q);
  return other.probability();
}

std::vector<Importance> Diagram::importance() const {
  const auto p = probabilities();
  const auto r = reached();
  std::vector<Importance> out(events_.size());
  for (std::size_t i = 2; i < nodes_.size(); ++i)
    out[nodes_[i].event].birnbaum += r[i] * (p[nodes_[i].high] - p[nodes_[i].low]);
  const double top = p.back();
  for (EventNo e = 0; e < out.size(); ++e) {
    Importance& one = out[e];
    if (one.birnbaum == 0 || top <= 0) continue;
    const double q = events_[e].probability;
    double without = top - q * one.birnbaum;
    if (without < 1e-6 * top) without = probability_given(e, 0);  // the difference has lost its digits
    one.fussell_vesely = 1 - without / top;
    one.achievement = (top + (1 - q) * one.birnbaum) / top;
    one.reduction = without > 0 ? top / without : std::numeric_limits<double>::infinity();
  }
  return out;
}

std::optional<std::vector<EventNo>> Diagram::smallest() const {
  constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max() / 2;
  std::vector<std::uint32_t> fewest(nodes_.size(), kNever);
  for (std::size_t i = 1; i < nodes_.size(); ++i)
    fewest[i] = i == 1 ? 0 : std::min(fewest[nodes_[i].low], fewest[nodes_[i].high] + 1);
  if (fewest.back() >= kNever) return std::nullopt;
  std::vector<EventNo> out;
  for (std::uint32_t at = root(); at > 1;) {
    const bool takes = fewest[at] != fewest[nodes_[at].low];
    if (takes) out.push_back(nodes_[at].event);
    at = takes ? nodes_[at].high : nodes_[at].low;
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace bulkhead
