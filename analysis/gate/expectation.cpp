// SPDX-License-Identifier: Apache-2.0
// The words of a sentence, looked up.
#include "analysis/gate/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/gate/by_cause.hpp"
#include "analysis/replication.hpp"
#include "models/faults/registry.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

using Names = std::vector<std::string>;

/// A value of the metric's unit; `expected` says which, for messages.
struct UnitValue {
  std::optional<double> value;
  std::string wrong, instead;
  const char* expected;
};

template <class T>
UnitValue unit_value(const Parsed<T>& parsed, const char* expected) {
  UnitValue out{std::nullopt, parsed.wrong, parsed.instead, expected};
  if constexpr (std::is_same_v<T, Duration>) {
    if (parsed.value) out.value = parsed.value->seconds();
  } else {
    if (parsed.value) out.value = *parsed.value;
  }
  return out;
}

UnitValue parse_value(const Metric& metric, const std::string& text) {
  switch (metric.unit) {
    case MetricUnit::percent:
      return unit_value(parse_ratio(text), "a share, as 99.9% or 0.999");
    case MetricUnit::seconds:
      return unit_value(parse_duration(text), "a duration, as 10m");
    case MetricUnit::factor:
      return unit_value(parse_factor(text), "a factor, as 1.5 or 50%");
    default:
      return unit_value(parse_number(text), "a plain number, as 2 or 0.5");
  }
}

const Preset* find_preset(std::string_view name) {
  const auto found = std::find_if(presets().begin(), presets().end(), [&](const Preset& p) { return p.name == name; });
  return found == presets().end() ? nullptr : &*found;
}

class Binder {
 public:
  Binder(const Experiment& experiment, Diagnostics& diagnostics, const Names& elsewhere)
      : experiment_(experiment), diagnostics_(diagnostics), elsewhere_(elsewhere), windows_(windows_of(experiment)) {}

  std::vector<Expectation> bind() {
    for (const ExpectSpec& spec : experiment_.expect) {
      if (!check_window(spec)) continue;
      if (spec.that.relation)
        sentence(spec);
      else
        preset(spec);
    }
    make_unique();
    return std::move(out_);
  }

 private:
  void sentence(const ExpectSpec& spec) {
    const ExpectSentence& that = spec.that;
    if (find_preset(that.left.metric.text)) return held_preset(spec);
    const Metric* left = metric(that.left);
    const Metric* right = that.right ? metric(*that.right) : nullptr;
    const bool sound = check_words(that.left) & (!that.right || check_words(*that.right));
    if (!left || (that.right && !right) || !sound) return;
    if (that.right ? !comparable(that, *left, *right) : !check_cause(that.left, *left)) return;
    if (that.right && that.left == *that.right && that.factor == 1) return against_itself(that);
    const auto value = that.right ? std::optional(0.0) : this->value(*left, that.value);
    if (!value) return;
    const std::size_t before = out_.size();
    for (std::size_t v = 0; v < experiment_.variants.size(); ++v) in_variant(spec, v, *left, right, *value);
    if (out_.size() == before) nowhere(that, *left);
  }

  void in_variant(const ExpectSpec& spec, std::size_t variant, const Metric& left, const Metric* right, double value) {
    const ExpectSentence& that = spec.that;
    if (!that.left.variant.text.empty() && that.left.variant.text != experiment_.variants[variant].name) return;
    const auto of_left = figure(that.left, left, variant, spec);
    if (!of_left) return;
    Expectation e{"",
                  "",
                  spec.because,
                  spec.at,
                  spec.warn ? GateLevel::warn : GateLevel::error,
                  1 - spec.confidence,
                  *of_left,
                  *that.relation,
                  value,
                  {},
                  that.factor};
    std::string other = that.value.text;
    if (right) {
      e.right = figure(*that.right, *right, variant, spec);
      if (!e.right || (is_same(*e.right, *of_left) && that.left.variant.text.empty())) return;
      other = (that.factor == 1 ? "" : fmt::format("{:.12g} * ", that.factor)) + written(*e.right, short_name(*right));
    }
    const std::string in = spec.window ? window_text(*spec.window) : "";
    e.sentence = fmt::format("{} {} {}{}", written(*of_left, short_name(left)), to_string(e.relation), other, in);
    e.name = fmt::format("{} {}", written(*of_left, left.name), to_string(e.relation));
    if (right) e.name += " " + written(*e.right, right->name);
    e.name = of_preset_ + e.name + in;
    out_.push_back(std::move(e));
  }

  void preset(const ExpectSpec& spec) {
    const ExpectFigure& left = spec.that.left;
    const Preset* found = find_preset(left.metric.text);
    if (!found) return no_preset(left.metric);
    if (!check_words(left)) return;
    const std::size_t before = out_.size();
    of_preset_ = fmt::format("{}: ", found->name);
    for (const PresetSentence& one : found->sentences) {
      ExpectSpec asked = spec;
      asked.that.left.metric.text = one.metric;
      asked.that.relation = one.relation;
      asked.that.value.text = one.value;
      if (asked.because.empty()) asked.because = fmt::format("{}: {}", found->name, found->about);
      const Metric& metric = *find_metric(one.metric);
      for (std::size_t v = 0; v < experiment_.variants.size(); ++v)
        in_variant(asked, v, metric, nullptr, *parse_value(metric, std::string(one.value)).value);
    }
    of_preset_.clear();
    if (out_.size() == before) nowhere(spec.that, *find_metric("availability"));
  }

  std::optional<GateFigure> figure(const ExpectFigure& words, const Metric& metric, std::size_t variant,
                                   const ExpectSpec& spec) const {
    if (!words.variant.text.empty()) variant = index_of(words.variant.text);
    const Model& model = experiment_.variants[variant].model;
    GateFigure out{
        &metric, variant, words.service.text.empty() ? headline_of(model) : words.service.text, words.cause.text, {}};
    const auto strikes = [&](const FaultSpec& f) { return f.kind == out.cause; };
    if (!out.cause.empty() && std::none_of(model.faults.begin(), model.faults.end(), strikes)) return std::nullopt;
    if (!is_measured(metric, model, out.service)) return std::nullopt;
    if (spec.window)
      out.window =
          static_cast<std::size_t>(std::find(windows_.begin(), windows_.end(), *spec.window) - windows_.begin());
    return out;
  }

  std::string window_text(const ExpectWindow& window) const {
    const Duration to = window.to.is_never() ? experiment_.run.horizon : window.to;
    return fmt::format(" in {}..{}", format_duration(window.from), format_duration(to));
  }

  static bool is_same(const GateFigure& a, const GateFigure& b) {
    return a.metric == b.metric && a.variant == b.variant && a.service == b.service && a.cause == b.cause;
  }

  std::string written(const GateFigure& figure, std::string_view metric) const {
    const std::string by = figure.cause.empty() ? "" : " by " + figure.cause;
    return fmt::format("{}.{}({}{})", experiment_.variants[figure.variant].name, metric, figure.service, by);
  }

  std::size_t index_of(const std::string& variant) const {
    const auto& all = experiment_.variants;
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(), [&](const Variant& v) { return v.name == variant; }) - all.begin());
  }

  const Metric* metric(const ExpectFigure& words) {
    if (const Metric* found = find_metric(words.metric.text)) return found;
    Names names;
    for (const Metric& m : metrics()) names.insert(names.end(), {std::string(m.name), std::string(short_name(m))});
    if (!is_turned(words)) unknown(words.metric, "no metric", names, "bulkhead list metrics has them all");
    return nullptr;
  }

  bool is_variant(const std::string& name) const { return index_of(name) < experiment_.variants.size(); }
  /// `mttr.silo`: a metric, then a variant.
  bool is_turned(const ExpectFigure& words) const {
    return find_metric(words.variant.text) && !is_variant(words.variant.text) && is_variant(words.metric.text);
  }

  void turned(const ExpectFigure& words) {
    TextSpan at = words.variant.at;
    const bool placed = at != words.metric.at;  // else both have the whole sentence's
    at.end_line = words.metric.at.end_line;
    at.end_column = words.metric.at.end_column;
    const std::string mended = words.metric.text + "." + words.variant.text;
    diagnostics_.error(at, fmt::format("`{}` is a metric, and stands behind the variant", words.variant.text),
                       placed ? mended : "", placed ? "" : "write " + mended);
  }

  /// The name of a fault for its kind.
  bool is_fault(const ExpectWord& word) {
    for (const Variant& v : experiment_.variants)
      for (const FaultSpec& f : v.model.faults) {
        if (f.name != word.text || f.kind == word.text) continue;
        diagnostics_.error(word.at, fmt::format("`{}` is a fault's name; `by` counts by its kind", word.text), f.kind);
        return true;
      }
    return false;
  }

  /// Names of variants, services and kinds of fault.
  bool check_words(const ExpectFigure& words) {
    if (is_turned(words)) {
      turned(words);
      return false;
    }
    Names variants, services, kinds = elsewhere_;
    for (const Variant& v : experiment_.variants) {
      variants.push_back(v.name);
      for (const ServiceSpec& s : v.model.services) services.push_back(s.name);
      for (const ObjectiveSpec& o : v.model.objectives) services.push_back(o.service);
      for (const FaultSpec& f : v.model.faults) kinds.push_back(f.kind);
    }
    const bool is_kind = std::find(kinds.begin(), kinds.end(), words.cause.text) != kinds.end();
    return known(words.variant, "no variant", variants) &
           known(words.service, "no service and no objective", services) &
           ((is_kind || !is_fault(words.cause)) && known(words.cause, "no kind of fault of this file", kinds));
  }

  bool known(const ExpectWord& word, const char* what, Names names) {
    if (word.text.empty() || std::find(names.begin(), names.end(), word.text) != names.end()) return true;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    unknown(word, what, names, names.empty() ? "there are none" : fmt::format("there are {}", fmt::join(names, ", ")));
    return false;
  }

  void unknown(const ExpectWord& word, const char* what, const Names& names, const std::string& hint) {
    const std::string near = nearest(word.text, names);
    diagnostics_.error(word.at, fmt::format("`{}` is {}", word.text, what), near, near.empty() ? hint : "");
  }

  /// What a preset asks for stands in it.
  void held_preset(const ExpectSpec& spec) {
    const ExpectFigure& left = spec.that.left;
    const std::string alone = (left.variant.text.empty() ? "" : left.variant.text + ".") + left.metric.text +
                              (left.service.text.empty() ? "" : fmt::format("({})", left.service.text));
    diagnostics_.error(
        spec.at, fmt::format("`{}` is a preset and stands alone: it says itself what it asks for", left.metric.text),
        alone, fmt::format("bulkhead list {}", left.metric.text));
  }

  void against_itself(const ExpectSentence& that) {
    diagnostics_.error(that.right->metric.at, "a figure is held against itself", {},
                       "name a variant, as cell.mttr <= silo.mttr, or a value");
  }

  void no_preset(const ExpectWord& word) {
    Names names;
    for (const Preset& p : presets()) names.emplace_back(p.name);
    if (find_metric(in_small_letters(word.text)))
      diagnostics_.error(word.at, fmt::format("`{}` is held against nothing", word.text), {},
                         "like availability(web) >= 99.9%");
    else
      unknown(word, "no preset, and held against nothing it is no expectation", names,
              fmt::format("presets: {}", fmt::join(names, ", ")));
  }

  bool comparable(const ExpectSentence& that, const Metric& left, const Metric& right) {
    if (!check_cause(that.left, left) | !check_cause(*that.right, right)) return false;
    if (left.unit != right.unit || left.form != right.form) {
      diagnostics_.error(that.right->metric.at, fmt::format("{} and {} have no common unit", left.name, right.name));
      return false;
    }
    if (left.form != MetricForm::nines || that.factor == 1) return true;
    diagnostics_.error(that.right->metric.at, "nines have no factor: twice as many are a hundredth of the loss", {},
                       "compare lost_requests_ratio");
    return false;
  }

  bool check_cause(const ExpectFigure& words, const Metric& metric) {
    if (words.cause.text.empty() || has_by_cause(metric)) return true;
    diagnostics_.error(words.cause.at, fmt::format("{} is not counted by cause", metric.name), {},
                       fmt::format("by cause there are {}", fmt::join(names_by_cause(), ", ")));
    return false;
  }

  std::optional<double> value(const Metric& metric, const ExpectWord& word) {
    const UnitValue parsed = parse_value(metric, word.text);
    if (parsed.value) return parsed.value;
    diagnostics_.error(word.at, fmt::format("{}: {} is held against {}", parsed.wrong, metric.name, parsed.expected),
                       parsed.instead);
    return std::nullopt;
  }

  bool check_window(const ExpectSpec& spec) {
    if (!spec.window) return true;
    const RunSettings& run = experiment_.run;
    const Duration to = spec.window->to.is_never() ? run.horizon : spec.window->to;
    if (spec.window->from >= run.horizon || to > run.horizon)
      return wrong_window(spec, fmt::format("the window lies beyond the horizon of {}", format_duration(run.horizon)));
    if (spec.window->from < run.warm_up)
      return wrong_window(spec, fmt::format("the window begins in the `warm_up` of {}, in which nothing is measured",
                                            format_duration(run.warm_up)));
    return true;
  }

  bool wrong_window(const ExpectSpec& spec, const std::string& sentence) {
    diagnostics_.error(spec.at, sentence);
    return false;
  }

  bool is_elsewhere(const ExpectWord& cause) const {
    return std::find(elsewhere_.begin(), elsewhere_.end(), cause.text) != elsewhere_.end();
  }

  void nowhere(const ExpectSentence& that, const Metric& metric) {
    if (!diagnostics_.ok() || is_elsewhere(that.left.cause) || (that.right && is_elsewhere(that.right->cause))) return;
    const std::string service = that.left.service.text.empty() ? "the headline objective" : that.left.service.text;
    diagnostics_.error(
        that.left.metric.at, fmt::format("no variant has {} of {}", metric.name, service), {},
        "it needs an objective for that service, and where components promise something, detection or response");
  }

  void make_unique() {
    std::map<std::string, int> seen;
    for (Expectation& e : out_)
      if (const int number = ++seen[e.name]; number > 1) e.name += fmt::format(" #{}", number);
  }

  const Experiment& experiment_;
  Diagnostics& diagnostics_;
  const Names& elsewhere_;
  std::vector<ExpectWindow> windows_;
  std::string of_preset_;  ///< "tier-1: " while its sentences are bound
  std::vector<Expectation> out_;
};

}  // namespace

std::vector<Expectation> bind_expectations(const Experiment& experiment, Diagnostics& diagnostics,
                                           const std::vector<std::string>& elsewhere) {
  return Binder(experiment, diagnostics, elsewhere).bind();
}

}  // namespace bulkhead
