// SPDX-License-Identifier: Apache-2.0
// Detection and response: targets, names, and whether a reaction can know what to do.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/detection/registry.hpp"
#include "models/response/registry.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/selector.hpp"

namespace bulkhead {
namespace {

void resolve_detector(Examined& e, DetectorSpec& detector) {
  const Resolved& file = *e.file.find({"detection", detector.name});
  const auto& legal = find_detector_kind(detector.kind)->targets;
  const Resolved& list = *file.find("target");
  for (std::size_t i = 0; i < detector.targets.size(); ++i) {
    const auto kind = target_kind(detector.targets[i]);
    if (std::find(legal.begin(), legal.end(), kind) != legal.end()) continue;
    e.diagnostics.error(list.items[i].at, fmt::format("`{}` does not watch a {}", detector.kind, kind), {},
                        fmt::format("legal here: {}", fmt::join(legal, ", ")));
    return;
  }
  detector.targets = resolve_targets(e, detector.targets, list);
  if (!detector.needs.empty()) detector.needs = resolve_targets(e, detector.needs, *file.find("needs"));
}

template <class Spec>
std::vector<std::string> names_of(const std::vector<Spec>& specs) {
  std::vector<std::string> names;
  for (const auto& spec : specs) names.push_back(spec.name);
  return names;
}

template <class Spec>
const Spec* find(const std::vector<Spec>& specs, const std::string& name) {
  const auto found = std::find_if(specs.begin(), specs.end(), [&](const Spec& spec) { return spec.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

// What a detector's signals name: a zone, a cell, or neither.
std::string_view scope_of(const DetectorSpec& detector) {
  if (detector.values.has("split")) {
    const std::string& split = detector.values.text("split");
    if (split == "cell") return "cell";
    if (split.size() > 4 && split.compare(split.size() - 4, 4, "zone") == 0) return "zone";
  }
  const auto& targets = find_detector_kind(detector.kind)->targets;
  return std::find(targets.begin(), targets.end(), "zone") != targets.end() ? "zone" : "";
}

bool names_service(const DetectorSpec& detector) {
  return !detector.targets.empty() && target_kind(detector.targets[0]) == "service";
}

class ResponseCheck {
 public:
  ResponseCheck(Examined& e, ResponseSpec& response)
      : e_(e), response_(response), file_(*e.file.find("response")->find(response.name)) {}

  void run() {
    check_when();
    check_who();
    check_unused();
    resolve_literals();
    if (known()) check_scope();
    check_growth();
    check_cells();
    if (!response_.needs.empty()) response_.needs = resolve_targets(e_, response_.needs, *file_.find("needs"));
  }

 private:
  void error(const Resolved& node, std::string sentence, std::string hint) {
    e_.diagnostics.error(node.key_at, std::move(sentence), {}, std::move(hint));
  }

  void check_when() {
    const auto& detection = e_.document.model.detection;
    const auto names = names_of(detection);
    for (std::size_t i = 0; i < response_.when.size(); ++i) {
      const DetectorSpec* detector = find(detection, response_.when[i]);
      if (detector) {
        signals_.push_back(detector);
        continue;
      }
      const std::string near = nearest(response_.when[i], names);
      e_.diagnostics.error(
          file_.find("when")->items[i].at, fmt::format("no detector is called `{}`", response_.when[i]), near,
          near.empty()
              ? fmt::format("detectors: {}", names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")))
              : "");
    }
    if (response_.when.empty()) error(*file_.find("when"), "`when` names no detector", "like when: [web-zonal]");
  }

  void check_person(const std::string& who, TextSpan at) {
    auto names = names_of(e_.document.model.people);
    if (who == "automatic" || std::find(names.begin(), names.end(), who) != names.end()) return;
    names.emplace_back("automatic");
    const std::string near = nearest(who, names);
    e_.diagnostics.error(at, fmt::format("no people are called `{}`", who), near,
                         near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
  }

  void check_who() {
    const Resolved& who = *file_.find("who");
    const Resolved* fallback = who.find("default");
    check_person(response_.who, fallback ? fallback->at : who.at);
    if (const Resolved* service = who.find("evacuate_service"))
      check_person(response_.who_evacuates_service, service->at);
  }

  bool automatic() const {
    return response_.who == "automatic" &&
           (response_.who_evacuates_service.empty() || response_.who_evacuates_service == "automatic");
  }

  void check_unused() {
    const auto check = [&](std::string_view key, bool useful, std::string_view sentence, std::string_view hint) {
      check_use(e_, file_, key, useful, sentence, hint);
    };
    const auto nothing_for = [&](std::string_view key) {
      return fmt::format("`{}` does nothing for `{}`", key, response_.action);
    };
    check("after", automatic(), "`after` is the delay of an automatic decision; people have times of their own",
          "remove it, or who: automatic");
    check("require", response_.all_of && response_.when.size() > 1, "`require: all` is about several in `when`",
          "add a detector, or remove it");
    if (!file_.find("require")) response_.all_of = false;
    check("bake", response_.until_clear, "`bake` does nothing without `until: clear`",
          "add until: clear, or remove it");
    check("retry_every", !response_.needs.empty() || response_.one_zone_out || response_.capacity_suffices,
          "`retry_every` does nothing without `needs` or `only_if`", "add needs: control-plane tokyo, or remove it");
    check("service", response_.action == "evacuate_service" || scales(), nothing_for("service"),
          "do: evacuate_service or scale_out, or remove it");
    check("share", !scales(), nothing_for("share"), "give add: 0.5, or remove it");
    check("add", scales(), nothing_for("add"), "do: scale_out, or remove it");
    check("only_if", !scales(), "conditions of leaving a place do nothing for `scale_out`", "remove it");
    if (!file_.find("only_if")) response_.one_zone_out = response_.capacity_suffices = false;
    if (scales() && !file_.find("add"))
      error(*file_.find("do"), "`scale_out` needs `add`: what is added to the capacity", "add: 0.5");
    check("cell", acts_on("cell"), nothing_for("cell"), "do: drain_cell, or remove it");
    check("zone", acts_on("zone"), nothing_for("zone"), "remove it");
    check("localise", !scales() && response_.zone.empty() && !(known() && every_signal("zone")),
          "`localise` does nothing: the zone is named already", "remove it");
  }

  // Whether every name in `when` is one of a detector.
  bool known() const { return signals_.size() == response_.when.size(); }

  bool scales() const { return response_.action == "scale_out"; }

  bool acts_on(std::string_view kind) const {
    const auto& targets = find_action_kind(response_.action)->targets;
    return std::find(targets.begin(), targets.end(), kind) != targets.end();
  }

  void resolve_literal(std::string& literal, std::string_view kind) {
    if (literal.empty()) return;
    const Resolved& node = *file_.find(kind);
    const std::string pattern = fmt::format("{} {}", kind, literal);
    const auto found = match(pattern, e_.names, e_.regions);
    if (found.size() == 1) {
      literal = found[0];
      return;
    }
    const std::string near = found.empty() ? suggest(pattern, e_.names, e_.regions) : found[0];
    const bool same_kind = near.compare(0, kind.size() + 1, std::string(kind) + " ") == 0;
    e_.diagnostics.error(node.at, fmt::format("no {} is called `{}`", kind, literal),
                         same_kind ? near.substr(kind.size() + 1) : "");
  }

  void resolve_literals() {
    if (acts_on("zone")) resolve_literal(response_.zone, "zone");
    if (acts_on("cell") && e_.document.model.routing == Routing::cell) resolve_literal(response_.cell, "cell");
    const auto services = names_of(e_.document.model.services);
    if (!file_.find("service") || std::find(services.begin(), services.end(), response_.service) != services.end())
      return;
    e_.diagnostics.error(file_.find("service")->at, fmt::format("no service is called `{}`", response_.service),
                         nearest(response_.service, services));
  }

  // More of what has no limit changes nothing.
  void check_growth() {
    for (const ServiceSpec& service : e_.document.model.services)
      if (scales() && service.name == response_.service && service.slots == 0 && std::isinf(service.capacity_rps))
        error(*file_.find("do"), fmt::format("`{}` has no limit: more capacity changes nothing", service.name),
              "give the service a capacity, or slots");
  }

  bool every_signal(std::string_view scope) const {
    if (response_.all_of)
      return std::any_of(signals_.begin(), signals_.end(),
                         [&](const DetectorSpec* d) { return scope_of(*d) == scope; });
    return std::all_of(signals_.begin(), signals_.end(), [&](const DetectorSpec* d) { return scope_of(*d) == scope; });
  }

  void check_scope() {
    const Resolved& action = *file_.find("do");
    if (acts_on("zone") && response_.zone.empty() && !response_.localise && !every_signal("zone")) {
      error(action, fmt::format("`{}` needs a zone, and not every signal in `when` names one", response_.action),
            "split the detector by entry_zone, caller_zone or callee_zone, or give zone: or localise: {time: 10m, "
            "wrong: 10%}");
    }
    if (acts_on("cell") && response_.cell.empty() && !every_signal("cell")) {
      error(action, fmt::format("`{}` needs a cell, and not every signal in `when` names one", response_.action),
            "split the detector by cell, or give cell: 3");
    }
    const auto named = [](const DetectorSpec* d) { return names_service(*d); };
    const bool services = response_.all_of ? std::any_of(signals_.begin(), signals_.end(), named)
                                           : std::all_of(signals_.begin(), signals_.end(), named);
    if ((response_.action == "evacuate_service" || scales()) && response_.service.empty() && !services)
      error(action, fmt::format("`{}` needs a service, and not every signal in `when` names one", response_.action),
            "give service: web");
  }

  // Draining a cell moves its state: to a standby, or by a copy.
  void check_cells() {
    const Model& model = e_.document.model;
    const bool by_cell = model.routing == Routing::cell;
    if (acts_on("cell") && !by_cell) {
      error(*file_.find("do"),
            fmt::format("`{}` makes no sense here: this variant does not route by cell", response_.action),
            "remove the response from this variant (null), or do: evacuate");
      return;
    }
    const bool drains = acts_on("cell") || (by_cell && response_.action == "evacuate");
    if (drains && !model.cells.standby_lag && !model.cells.copy) {
      e_.diagnostics.error(e_.key_at({"cells"}),
                           fmt::format("`{}` drains cells, and nothing says where their state is then", response_.name),
                           {}, "add standby: {lag: 2s}, or copy: 10m");
    }
  }

  Examined& e_;
  ResponseSpec& response_;
  Resolved& file_;
  std::vector<const DetectorSpec*> signals_;
};

}  // namespace

void resolve_detection(Examined& e) {
  for (auto& detector : e.document.model.detection) resolve_detector(e, detector);
}

void check_response(Examined& e) {
  for (auto& response : e.document.model.response) ResponseCheck(e, response).run();
}

}  // namespace bulkhead
