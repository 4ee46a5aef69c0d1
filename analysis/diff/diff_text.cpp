// SPDX-License-Identifier: Apache-2.0
// A diff for people, 80 columns, and for programs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/diff/diff.hpp"
#include "analysis/format.hpp"
#include "analysis/report_cells.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLabel = 22;
constexpr std::size_t kFigure = 21;

std::string change_line(const Change& c) {
  const std::string text = c.before.empty() ? fmt::format("+ {}: {}", c.path, printable(c.after))
                           : c.after.empty()
                               ? fmt::format("- {}: {}", c.path, printable(c.before))
                               : fmt::format("  {}: {} -> {}", c.path, printable(c.before), printable(c.after));
  return "  " + wrap(text, kWidth - 8, "        ") + "\n";
}

/// A row for what has a label in tables too; what did not move is counted below.
bool is_shown(const DiffFigure& f) {
  return !f.metric->label.empty() && f.difference.verdict != Verdict::same && f.before.mean != f.after.mean;
}

std::string verdict_of(const DiffFigure& f) {
  return f.metric->direction == Direction::neutral ? "" : to_string(f.difference.verdict);
}

std::string figures_of(const DiffPair& pair) {
  std::string out, service;
  FootNotes notes;
  std::size_t same = 0;
  for (const DiffFigure& f : pair.figures) {
    same += f.difference.verdict == Verdict::same;
    if (!is_shown(f)) continue;
    if (f.service != service) {
      service = f.service;
      out += "\n  " + pad_right(service, kLabel) + pad_left("before", kFigure) + pad_left("after", kFigure) + "\n";
    }
    const std::string before = notes.cell(*f.metric, &f.before), after = notes.cell(*f.metric, &f.after);
    out += "  " + pad_right(f.metric->label, kLabel) + pad_left(before, kFigure) + " " + pad_left(after, kFigure - 1) +
           "  " + verdict_of(f) + "\n";
  }
  return out + footnote_lines(notes.texts()) + fmt::format("\n  {} figures are the same.\n", same);
}

std::string title(const DiffPair& pair) {
  std::string text = pair.experiment + (pair.point.empty() ? "" : " " + pair.point) + ", " + pair.before;
  return pair.before == pair.after ? text : text + " -> " + pair.after;
}

std::string section(const DiffPair& pair) {
  std::string out = "\n" + title(pair) + "\n";
  if (pair.changes.empty()) return out + "  nothing changed\n";
  for (const Change& c : pair.changes) out += change_line(c);
  if (pair.equal) return out + "  The models are equal: no figure can differ.\n";
  return out + fmt::format("  {} replications each, seed {}, on the same chance\n", pair.replications, pair.seed) +
         figures_of(pair);
}

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json interval(const std::optional<Interval>& ci) {
  return ci ? Json::array({ci->low, ci->high}) : Json();
}

Json change_json(const Change& c, const Sources& sources) {
  Json out{{"path", c.path},
           {"before", c.before.empty() ? Json() : Json(c.before)},
           {"after", c.after.empty() ? Json() : Json(c.after)}};
  const bool placed = c.at.source >= 0;
  out["file"] = placed ? Json(sources.name(c.at.source)) : Json();
  out["line"] = placed ? Json(c.at.line) : Json();
  return out;
}

Json figure_json(const DiffFigure& f) {
  return {{"metric", f.metric->name},
          {"service", f.service},
          {"before", number(f.before.mean)},
          {"before_ci95", interval(f.before.ci95)},
          {"after", number(f.after.mean)},
          {"after_ci95", interval(f.after.ci95)},
          {"note", f.difference.value.note},
          {"mean", number(f.difference.value.mean)},
          {"ci95", interval(f.difference.value.ci95)},
          {"verdict", to_string(f.difference.verdict)},
          {"p_holm", number(f.difference.p_holm)}};
}

Json pair_json(const DiffPair& pair, const Sources& sources) {
  Json changes = Json::array(), figures = Json::array();
  for (const Change& c : pair.changes) changes.push_back(change_json(c, sources));
  for (const DiffFigure& f : pair.figures) figures.push_back(figure_json(f));
  return {{"experiment", pair.experiment}, {"params", pair.point},
          {"before", pair.before},         {"after", pair.after},
          {"equal", pair.equal},           {"replications", pair.replications},
          {"changes", std::move(changes)}, {"differences", std::move(figures)}};
}

}  // namespace

std::string diff_table(const DesignDiff& diff) {
  std::string out = fmt::format("{} -> {}\n", printable(diff.before_file), printable(diff.after_file));
  for (const DiffPair& pair : diff.pairs) out += section(pair);
  for (const std::string& name : diff.only_before) out += fmt::format("\nOnly before: {}\n", name);
  for (const std::string& name : diff.only_after) out += fmt::format("\nOnly after: {}\n", name);
  return out;
}

std::string diff_json(const DesignDiff& diff, const Sources& after) {
  Json pairs = Json::array();
  for (const DiffPair& pair : diff.pairs) pairs.push_back(pair_json(pair, after));
  const Json out{{"schema_version", 1},       {"before", diff.before_file},      {"after", diff.after_file},
                 {"pairs", std::move(pairs)}, {"only_before", diff.only_before}, {"only_after", diff.only_after}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bulkhead
