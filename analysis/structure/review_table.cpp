// SPDX-License-Identifier: Apache-2.0
// The structural review as text, 80 columns wide; what is alike is one line.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "analysis/format.hpp"
#include "analysis/store.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kLabel = 26, kRows = 10;

/// "52m 34s": of a year, by two units.
std::string span_text(double seconds) {
  if (seconds < 59.5) return format_duration(seconds);
  const double whole = std::floor(seconds + 0.5);
  const auto two = [](double n, double size, const char* big, const char* small) {
    return fmt::format("{:.0f}{} {:02.0f}{}", std::floor(n / size), big, std::floor(std::fmod(n, size)), small);
  };
  if (whole < 3600) return two(whole, 60, "m", "s");
  if (whole < 86'400) return two(whole / 60, 60, "h", "m");
  return two(whole / 3600, 24, "d", "h");
}

std::string line(const std::string& label, const std::string& text) {
  const std::string indent(kLabel + 2, ' ');
  return "  " + pad_right(printable(label), kLabel) + wrap(printable(text), kWidth - kLabel - 2, indent) + "\n";
}

/// "zone t/" of "zone t/a": what comes before the last part of a path.
std::string head_of(const std::string& name) {
  return name.substr(0, name.rfind('/') + 1);
}

/// "host t/*/*/*" of "host t/a/01/02": a name but for where it is.
std::string stem(const std::string& name) {
  const auto first = name.find('/');
  if (first == std::string::npos) return name;
  std::string out = name.substr(0, first);
  for (auto at = first; at != std::string::npos; at = name.find('/', at + 1)) out += "/*";
  return out;
}

/// "zone t/a, zone t/b" as "zone t/a, b"; runs of numbers as "disk/1..6".
std::string joined(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::string>> ends;
  std::vector<std::string> heads;
  for (const std::string& name : names) {
    const std::string head = head_of(name).empty() ? name : head_of(name);
    if (!ends.count(head)) heads.push_back(head);
    ends[head].push_back(name.substr(head.size()));
  }
  std::string out;
  for (const std::string& head : heads) {
    const auto& last = ends[head];
    const bool run = last.size() > 2 && std::all_of(last.begin(), last.end(), [](const std::string& end) {
                       return !end.empty() && end.find_first_not_of("0123456789") == std::string::npos;
                     });
    out += (out.empty() ? "" : ", ") + head;
    out += run ? last.front() + ".." + last.back() : fmt::format("{}", fmt::join(last, ", "));
  }
  return out;
}

std::string share_text(double share) {
  return share > 1 - 1e-9 ? ""
                          : fmt::format(" ({} % of the customers)", format_percent(share, percent_decimals(share, 0)));
}

std::string probability_text(double p) {
  return p > 0 && p < 1e-3 ? fmt::format("{:.3e}", p) : format_count(p, 4);
}

std::string availability_text(double unavailability) {
  if (unavailability <= 0) return "100 %: nothing in this file can cut it off";
  return fmt::format("{} %, {:.2f} nines, {} a year",
                     format_percent(1 - unavailability, nines_decimals(1 - unavailability, 0)),
                     -std::log10(unavailability), span_text(unavailability * kYear_s));
}

std::string bounds_text(const Bounds& u) {
  if (u.high >= 1) return fmt::format("at most {} %", format_percent(1 - u.low, nines_decimals(1 - u.low, 0)));
  if (u.low <= 0) return fmt::format("at least {} %", format_percent(1 - u.high, nines_decimals(1 - u.high, 0)));
  return fmt::format("from {} to {} %", format_percent(1 - u.high, nines_decimals(1 - u.high, 0)),
                     format_percent(1 - u.low, nines_decimals(1 - u.low, 0)));
}

std::string points_text(const QuestionReview& one, bool can_fail) {
  std::map<double, std::vector<std::string>, std::greater<>> by_share;
  for (const SinglePoint& point : one.single_points)
    if (point.can_fail == can_fail) by_share[point.share].push_back(point.name);
  std::string out;
  for (const auto& [share, names] : by_share) out += (out.empty() ? "" : "; ") + joined(names) + share_text(share);
  return out.empty() ? "none" : out;
}

/// Cut sets that are alike but for the last numbers of their events, and equal in figures.
struct Alike {
  std::string text;
  double probability, share;
  std::size_t count = 1;
  double part() const { return probability * share * static_cast<double>(count); }
};

std::string pattern(const std::vector<std::string>& events) {
  std::map<std::string, std::vector<std::string>> by_stem;
  for (const std::string& event : events) by_stem[stem(event)].push_back(event);
  std::string out;
  for (const auto& [key, members] : by_stem)
    out += (out.empty() ? "" : " + ") + (members.size() > 1 ? fmt::format("{} of {}", members.size(), key) : key);
  return out;
}

std::vector<Alike> alike(const std::vector<NamedCutSet>& sets) {
  std::vector<Alike> out;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const NamedCutSet& set : sets) {
    const auto key =
        std::tuple(pattern(set.events), fmt::format("{:.9e}", set.probability), fmt::format("{:.9e}", set.share));
    const auto [it, fresh] = known.emplace(key, out.size());
    if (fresh)
      out.push_back({fmt::format("{}", fmt::join(set.events, " + ")), set.probability, set.share});
    else
      out[it->second].text = std::get<0>(key), ++out[it->second].count;
  }
  std::stable_sort(out.begin(), out.end(), [](const Alike& a, const Alike& b) { return a.part() > b.part(); });
  return out;
}

std::string cut_set_rows(const QuestionReview& one) {
  std::string counts;
  for (std::size_t k = 1; k < one.cut_sets_by_order.size(); ++k)
    counts += fmt::format("{}{} of {}", counts.empty() ? "" : ", ", one.cut_sets_by_order[k], k);
  std::string out = line("minimal cut sets", one.cut_sets_complete ? counts : counts + " (too many to list)");
  const auto rows = alike(one.cut_sets);
  const bool figures = one.unavailability && *one.unavailability > 0;
  for (std::size_t i = 0; i < std::min(kRows, rows.size()); ++i) {
    const Alike& row = rows[i];
    const double part = figures ? row.part() / *one.unavailability : 0;
    const std::string head = figures ? fmt::format("    {:>6} %  ", format_percent(part, 2)) : "    ";
    const std::string many = row.count > 1 ? fmt::format(" ({} sets)", row.count) : "";
    const std::string indent(head.size() + 2, ' ');
    out += head + wrap(printable(row.text) + many + share_text(row.share), kWidth - head.size(), indent) + "\n";
  }
  std::size_t rest = 0;
  for (std::size_t i = kRows; i < rows.size(); ++i) rest += rows[i].count;
  return rest > 0 ? out + fmt::format("    and {} more\n", rest) : out;
}

std::string factor_text(double factor) {
  if (std::isinf(factor)) return "inf";
  return factor < 1e6 ? format_count(factor, 4) : fmt::format("{:.2e}", factor);
}

std::string importance_rows(const QuestionReview& one) {
  if (one.importance.empty()) return "";
  std::vector<std::pair<const NamedImportance*, std::size_t>> rows;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const NamedImportance& event : one.importance) {
    const auto key = std::tuple(stem(event.event), fmt::format("{:.6e}", event.of.birnbaum),
                                fmt::format("{:.6e}", event.probability));
    const auto [it, fresh] = known.emplace(key, rows.size());
    if (fresh) rows.push_back({&event, 0});
    ++rows[it->second].second;
  }
  std::string out = "  importance                       q    Fussell-V.  Birnbaum      RAW      RRW\n";
  for (std::size_t i = 0; i < std::min(kRows, rows.size()); ++i) {
    const auto& [event, count] = rows[i];
    const std::string name = printable(count > 1 ? fmt::format("{} ({})", stem(event->event), count) : event->event);
    std::string shown = pad_right(name, 26);
    if (display_width(name) > 26) shown = name + "\n" + std::string(30, ' ');
    out += fmt::format("    {} {:>9} {:>9} % {:>9} {:>8} {:>8}\n", shown, probability_text(event->probability),
                       format_percent(event->of.fussell_vesely, 3), probability_text(event->of.birnbaum),
                       factor_text(event->of.achievement), factor_text(event->of.reduction));
  }
  std::size_t rest = 0;
  for (std::size_t i = kRows; i < rows.size(); ++i) rest += rows[i].second;
  return rest > 0 ? out + fmt::format("    and {} more\n", rest) : out;
}

std::string smallest_text(const std::optional<std::vector<std::string>>& set) {
  return set ? fmt::format("{}: {}", set->size(), joined(*set)) : "none";
}

std::string outages_text(double per_year, double mean_s) {
  return fmt::format("{} a year, {} on average", probability_text(per_year), span_text(mean_s));
}

std::string figures_text(const QuestionReview& one) {
  std::string out;
  if (one.unavailability && one.tree) out += line("probability", fmt::format("{:.10g}", *one.unavailability));
  if (one.unavailability && !one.tree) out += line("availability", availability_text(*one.unavailability));
  if (one.outages && !one.markov) out += line("outages", outages_text(one.outages->per_year, one.outages->mean_s));
  if (one.bounds)
    out += line("availability", bounds_text(*one.bounds) + (one.too_large ? fmt::format(" ({})", *one.too_large) : ""));
  if (one.bounds)
    for (const std::string& why : one.caveats) out += line("  a bound, because", why);
  if (one.unaided && one.unavailability != one.unaided)
    out +=
        line("with nobody acting", fmt::format("{} % of the customers' time",
                                               format_percent(1 - *one.unaided, nines_decimals(1 - *one.unaided, 0))));
  if (one.unaided_bounds)
    out += line("with nobody acting", bounds_text(*one.unaided_bounds) + " of the customers' time");
  for (const std::string& why : one.refused)
    out += line("no figure", one.by_chance ? "the diagram takes components as independent, but " + why : why);
  return out;
}

std::string moment_text(const MarkovMoment& m) {
  return fmt::format("met with {:.6g}, on average {:.6g}; an outage by then: {:.4g}; outages: {:.4g}, repairs: {:.4g}",
                     1 - m.unmet, 1 - m.mean_unmet, m.outage, m.outages, m.repairs);
}

std::string markov_text(const QuestionReview& one) {
  if (!one.markov) return one.no_markov.empty() ? "" : line("no Markov chain", one.no_markov);
  const MarkovReview& chain = *one.markov;
  std::string out =
      line("as a Markov chain", fmt::format("{} states, {} transitions", chain.states, chain.transitions));
  if (chain.unmet) {
    out += line("  availability", availability_text(*chain.unmet));
    if (chain.outages_per_year > 0) out += line("  outages", outages_text(chain.outages_per_year, chain.mean_outage_s));
    if (chain.by_takeovers > 0)
      out += line("  while taking over", format_percent(chain.by_takeovers, 2) + " % of the time in outage");
    out += line("  repairs", probability_text(chain.repairs_per_s * kYear_s) + " a year");
  } else {
    out += line("  availability", "none in the long run: something never heals, or it depends on what comes first");
  }
  if (std::isfinite(chain.mean_time_to_first_outage_s))
    out += line("  first outage", fmt::format("after {} on average", span_text(chain.mean_time_to_first_outage_s)));
  for (const MarkovMoment& moment : chain.moments) out += line("  at " + span_text(moment.time_s), moment_text(moment));
  if (!chain.no_beginning.empty()) out += line("  from the beginning", "no figures: " + chain.no_beginning);
  if (!chain.no_moments.empty()) out += line("  at the times asked for", "no figures: " + chain.no_moments);
  return out;
}

std::string moments_text(const QuestionReview& one) {
  if (!one.moments) return "";
  std::string out;
  if (one.moments->mean_time_to_first_outage_s && std::isfinite(*one.moments->mean_time_to_first_outage_s))
    out +=
        line("first outage", fmt::format("after {} on average", span_text(*one.moments->mean_time_to_first_outage_s)));
  for (const StructuralMoment& moment : one.moments->at)
    out += line("at " + span_text(moment.time_s),
                fmt::format("met with {:.6g}{}", 1 - moment.unmet,
                            moment.outage ? fmt::format("; an outage by then: {:.4g}", *moment.outage) : ""));
  if (!one.moments->refused.empty()) out += line("at the times asked for", "no figures: " + one.moments->refused);
  return out;
}

std::string question_text(const QuestionReview& one) {
  std::string out = fmt::format("\n  {}{}\n", printable(one.name), one.tree ? " (top event)" : " (objective)");
  out += figures_text(one) + markov_text(one) + moments_text(one);
  if (one.tree && one.smallest && one.smallest->empty())
    return out + line("not coherent", "the top is true when nothing has happened") + importance_rows(one);
  if (one.coherent)
    out += line("single points of failure", points_text(one, true));
  else
    out += line("not coherent",
                "some events undo the top: sets below make it true while all other events have not happened");
  if (one.coherent && points_text(one, false) != "none") out += line("... cannot fail here", points_text(one, false));
  if (one.too_large && !one.bounds && one.refused.empty()) return out + line("no figure", *one.too_large);
  out += line("smallest cut", smallest_text(one.smallest));
  if (one.smallest != one.smallest_of_all) out += line("smallest cut of all", smallest_text(one.smallest_of_all));
  return out + cut_set_rows(one) + importance_rows(one);
}

std::string service_row(const QuestionReview& one) {
  if (one.unavailability) return line("  " + one.name, availability_text(*one.unavailability));
  if (one.bounds) return line("  " + one.name, bounds_text(*one.bounds));
  if (!one.by_chance) return line("  " + one.name, "no figure: " + one.refused.front());
  return line("  " + one.name, one.too_large.value_or("no figure: components are not independent"));
}

/// A point of a sweep stands behind the names, or below where it is long.
std::string title(const StructureReview& review) {
  if (review.scenario.empty()) return printable(review.file);
  const std::string names = fmt::format("{}  {}  {}", review.scenario, review.experiment, review.variant);
  const std::string point = point_text(review.point);
  if (point.empty()) return names;
  if (display_width(names + point) + 2 <= kWidth) return names + "  " + point;
  return names + "\n  " + wrap(point, kWidth - 2, "  ");
}

/// What all figures together are.
std::string closing(const std::vector<StructureReview>& reviews) {
  bool figures = false, bounds = false;
  for (const StructureReview& review : reviews)
    for (const QuestionReview& one : review.questions) {
      figures = figures || one.unavailability || (one.markov && one.markov->unmet);
      bounds = bounds || one.bounds || one.unaided_bounds;
    }
  if (bounds) return "Nothing was simulated: bounds are named as such, and no figure is an estimate.";
  return figures ? "Nothing was simulated: figures are exact, or lie between the bounds they name."
                 : "Nothing was simulated.";
}

/// A component's objective has a Markov chain, or a reason for none.
bool of_service(const QuestionReview& one) {
  return !one.tree && !one.markov && one.no_markov.empty();
}

}  // namespace

std::string structure_table(const std::vector<StructureReview>& reviews) {
  std::string out;
  for (const StructureReview& review : reviews) {
    out += out.empty() ? "" : "\n";
    out += title(review) + "\n";
    for (const QuestionReview& one : review.questions)
      if (one.objective) out += question_text(one);
    std::string others;
    for (const QuestionReview& one : review.questions)
      if (!one.objective) others += service_row(one);
    if (!others.empty()) out += "\n  other services\n" + others;
    if (std::any_of(review.questions.begin(), review.questions.end(), of_service))
      out += "\n  Services: what the design allows if everybody noticed and acted at once.\n";
    out += review.notes.empty() ? "" : "\n";
    for (const std::string& note : review.notes) out += "  " + wrap(printable(note), kWidth - 2, "  ") + "\n";
  }
  return out + "\n" + closing(reviews) + "\n";
}

}  // namespace bulkhead
