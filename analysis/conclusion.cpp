// SPDX-License-Identifier: Apache-2.0
// The concluding sentences of a comparison, from its paired differences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/format.hpp"
#include "analysis/report_cells.hpp"
#include "analysis/reports.hpp"

namespace bulkhead {
namespace {

constexpr double kNoDifference = 1e-9;  // a smaller share is no difference but rounding

/// What is counted: customer-minutes where the file has customers, else requests; of components, seconds.
struct Loss {
  std::string_view metric;
  const char* noun;
};

Loss loss_of(const RunResult& run) {
  const bool customers = std::any_of(run.variants.begin(), run.variants.end(), [&](const VariantResult& v) {
    const Estimate* e = run.estimate(v.name, run.headline, "customer_minutes_lost");
    return e && e->mean && *e->mean > 0;
  });
  if (run.of_components.contains(run.headline)) return {"lost_requests", "seconds"};
  return customers ? Loss{"customer_minutes_lost", "customer-minutes"} : Loss{"lost_requests", "requests"};
}

double mean_of(const RunResult& run, const std::string& variant, std::string_view metric) {
  const Estimate* e = run.estimate(variant, run.headline, metric);
  return e ? e->mean.value_or(0) : 0;
}

std::string percent(double ratio) {
  const double size = std::fabs(ratio) * 100;
  return size > 0 && size < 9.5 ? fmt::format("{:.1f}", ratio * 100) : fmt::format("{:.0f}", ratio * 100);
}

/// Half of the interval in the figure's own digits; empty where it is the same in every replication.
template <class ToText>
std::string spread_of(const std::optional<Interval>& ci, const ToText& text) {
  if (!ci) return "no interval";
  return ci->high > ci->low ? fmt::format("± {}", text((ci->high - ci->low) / 2)) : "";
}

std::string count(double value) {
  return format_count(value);
}

std::string bracket(const std::string& text) {
  return text.empty() ? "" : fmt::format(" ({})", text);
}

/// "loses 93 % (± 3) more customer-minutes than", "loses 12 (± 1) times as many ...".
std::string apart(const DifferenceResult& d, const Loss& loss) {
  const std::string& a = d.a;
  const std::string& b = d.b;
  if (!d.more)
    return fmt::format("{} loses {}{} {} a replication, {} none", b, format_count(std::fabs(*d.mean)),
                       bracket(spread_of(d.ci95, count)), loss.noun, a);
  if (*d.more > 4)
    return fmt::format("{} loses {}{} times as many {} as {}", b, format_count(1 + *d.more),
                       bracket(spread_of(d.more_ci95, count)), loss.noun, a);
  return fmt::format("{} loses {} %{} {} {} than {}", b, percent(std::fabs(*d.more)),
                     bracket(spread_of(d.more_ci95, percent)), *d.more > 0 ? "more" : "fewer", loss.noun, a);
}

std::string clause(const RunResult& run, const DifferenceResult& d, const Loss& loss) {
  if (mean_of(run, d.a, loss.metric) == 0 && mean_of(run, d.b, loss.metric) == 0)
    return fmt::format("neither {} nor {} loses anything", d.a, d.b);
  if (d.verdict == "same") {
    const std::string by =
        d.more ? fmt::format("{} % {}", percent(*d.more + 0.0), spread_of(d.more_ci95, percent)) : "";
    const bool exact = d.more && std::fabs(*d.more) < kNoDifference;
    return fmt::format("{} and {} do not differ{}", d.a, d.b,
                       exact ? "" : bracket(by.substr(0, by.find_last_not_of(' ') + 1)));
  }
  if (d.verdict == "inconclusive" || !d.mean) {
    const std::string why = d.note.empty() ? "the interval holds zero" : d.note;
    return fmt::format("whether {} loses more than {} cannot be told ({})", d.b, d.a, why);
  }
  return apart(d, loss);
}

std::string differences_sentence(const RunResult& run) {
  const Loss loss = loss_of(run);
  std::string text;
  for (std::size_t i = 1; i < run.variants.size(); ++i) {
    const DifferenceResult* d =
        run.difference(loss.metric, run.headline, run.variants.front().name, run.variants[i].name);
    if (!d) continue;
    text += (text.empty() ? "Fault by fault, " : "; ") + clause(run, *d, loss);
  }
  return text.empty() ? text : text + ". ";
}

/// "a and b rank 1-2, c ranks 3": variants in the order of their ranks.
std::string ranking_sentence(const RunResult& run) {
  const Loss loss = loss_of(run);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::string>> groups;
  for (const RankResult& r : run.ranking)
    if (r.service == run.headline && r.metric == loss.metric) groups[{r.best, r.worst}].push_back(r.variant);
  std::string text;
  for (const auto& [ranks, names] : groups)
    text += fmt::format("{}{} rank{} {}", text.empty() ? "" : ", ", fmt::join(names, " and "),
                        names.size() == 1 ? "s" : "", rank_text({"", "", "", ranks.first, ranks.second}));
  if (text.empty()) return differences_sentence(run);
  return fmt::format("By {} lost, fault by fault: {} (95 % confidence for all of them together). ", loss.noun, text);
}

std::string single_sentence(const RunResult& run) {
  const std::string& only = run.variants.front().name;
  if (mean_of(run, only, "lost_requests") == 0) return fmt::format("{} loses nothing. ", only);
  return "There is one variant, so nothing to compare. ";
}

std::string leaves_out(const RunResult& run) {
  const auto has = [&](const auto& predicate) {
    return std::any_of(run.variants.begin(), run.variants.end(), predicate);
  };
  const std::string none = has([](const VariantResult& v) { return v.faults > 0; }) ? "" : "no faults at all, ";
  if (has([](const VariantResult& v) { return v.cells > 0; }))
    return fmt::format(
        "Nothing in this file is what cells are bought for: {}no deployments, bad changes, poison pills. ", none);
  return fmt::format("This file leaves out {}deployments, bad changes, poison pills. ", none.empty() ? "" : "faults, ");
}

std::string capacity_sentence(const RunResult& run) {
  const Metric& metric = *find_metric("capacity_paid_ratio");
  std::vector<std::pair<std::string, Estimate>> paid;
  for (const VariantResult& v : run.variants) {
    const Estimate* e = run.estimate(v.name, run.headline, metric.name);
    if (e && e->mean) paid.emplace_back(v.name, *e);
  }
  if (paid.empty()) return "";
  const double first = *paid.front().second.mean;
  const bool equal = std::all_of(paid.begin(), paid.end(), [&](const auto& p) {
    const Estimate& e = p.second;
    return *e.mean == first && (!e.ci95 || e.ci95->low == e.ci95->high);
  });
  if (equal)
    return fmt::format("{} for {:.2f} times the capacity needed.", paid.size() == 1 ? "It pays" : "All pay", first);
  std::string text;
  for (const auto& [name, e] : paid)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, format_figure(metric, e));
  return fmt::format("Capacity paid over capacity needed: {}.", text);
}

}  // namespace

std::string conclusion(const RunResult& run) {
  if (run.variants.empty()) return "No variant.";
  if (run.headline.empty()) return "The file declares no objective, so no figure is drawn from it. " + leaves_out(run);
  const std::size_t variants = run.variants.size();
  const std::string first = variants == 1  ? single_sentence(run)
                            : variants > 3 ? ranking_sentence(run)
                                           : differences_sentence(run);
  return first + leaves_out(run) + capacity_sentence(run);
}

}  // namespace bulkhead
