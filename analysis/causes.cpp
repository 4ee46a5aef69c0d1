// SPDX-License-Identifier: Apache-2.0
// Tallies by class of cause; replications without any are added as zeros at the end.
#include "analysis/causes.hpp"

#include <fmt/format.h>

#include <boost/sort/spreadsort/spreadsort.hpp>
#include <string_view>
#include <utility>

namespace bulkhead {
namespace {

constexpr double kLong = 0.95;

void add_reason(std::string& note, const std::string& reason) {
  if (!reason.empty()) note += (note.empty() ? "" : "; ") + reason;
}

/// What has a figure and no interval says why.
std::string note_of(const CauseRow& row, std::size_t lengths) {
  std::string note = row.per_year.note;
  if (!row.minutes_per_year.ci95 && row.per_year.ci95) add_reason(note, "minutes " + row.minutes_per_year.note);
  if (lengths == 0) return note;
  if (!row.median_ci95)
    add_reason(note, fmt::format("median and p95: {} ended, which is too few for an interval", lengths));
  else if (!row.p95_ci95)
    add_reason(note, fmt::format("p95: {} ended, {} have an interval", lengths, fewest_for_quantile(kLong)));
  return note;
}

}  // namespace

void Causes::add(std::size_t variant, const Record& record) {
  ++replications_[variant];
  struct Own {
    Sample count, minutes;
    Seen* seen;
  };
  using Class = std::pair<std::string_view, std::string_view>;  // service, class of cause
  std::map<Class, Own> own;
  for (const IncidentRow& i : record.incidents) {
    const auto [found, fresh] = own.try_emplace(Class{i.service, i.cause_class});
    auto& [count, minutes, seen] = found->second;
    if (fresh) seen = &seen_[Name{variant, i.service, i.cause_class}];
    count.numerator += 1;
    count.squares += 1;
    count.events += 1;
    ++seen->incidents;
    if (!i.end) continue;
    const double seconds = (*i.end - i.begin).seconds();
    minutes.numerator += seconds / 60;
    minutes.squares += seconds / 60 * (seconds / 60);
    minutes.events += 1;
    seen->seconds.push_back(seconds);
  }
  for (auto& [name, mine] : own) {
    mine.count.denominator = mine.minutes.denominator = years_;
    mine.seen->counts.push_back(mine.count);
    mine.seen->minutes.push_back(mine.minutes);
  }
}

std::vector<Sample> Causes::with_the_empty(std::size_t variant, const std::vector<Sample>& some) const {
  std::vector<Sample> all = some;
  all.resize(replications_.at(variant), Sample{0, years_, 0});
  return all;
}

std::vector<CauseRow> Causes::rows(StreamKey key) const {
  std::vector<CauseRow> out;
  for (const auto& [name, seen] : seen_) {
    const auto& [variant, service, cause_class] = name;
    CauseRow row{variant, service, cause_class, seen.incidents, {}, {}, {}, {}, {}, {}, ""};
    row.per_year = estimate_ratio(with_the_empty(variant, seen.counts), key, Makeup::sum);
    row.minutes_per_year = estimate_ratio(with_the_empty(variant, seen.minutes), key, Makeup::sum);
    std::vector<double> sorted = seen.seconds;
    boost::sort::spreadsort::spreadsort(sorted.begin(), sorted.end());
    row.median_s = sample_quantile(sorted, 0.5);
    row.p95_s = sample_quantile(sorted, kLong);
    row.median_ci95 = quantile_interval(sorted, 0.5);
    row.p95_ci95 = quantile_interval(sorted, kLong);
    row.note = note_of(row, seen.seconds.size());
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace bulkhead
