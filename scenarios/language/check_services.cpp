// SPDX-License-Identifier: Apache-2.0
// Services: who calls whom, keys that contradict one another, calls that multiply without end, slots.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/language/check.hpp"
#include "scenarios/language/loops.hpp"

namespace bulkhead {
namespace {

std::vector<std::string> service_names(const Model& model) {
  std::vector<std::string> names;
  for (const auto& service : model.services) names.push_back(service.name);
  return names;
}

bool known(const std::vector<std::string>& names, const std::string& name) {
  return std::binary_search(names.begin(), names.end(), name);
}

void unknown_service(Examined& e, TextSpan at, const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest(name, names);
  e.diagnostics.error(at, fmt::format("no service is called `{}`", name), near,
                      near.empty() ? fmt::format("services: {}", fmt::join(names, ", ")) : "");
}

void check_retries(Examined& e, Resolved& call) {
  const bool retried = call.find("retries")->given;
  const auto check = [&](std::string_view key, std::string_view sentence) {
    check_use(e, call, key, retried, sentence, "add retries: 2, or remove it");
  };
  check("backoff", "`backoff` does nothing without `retries`");
  check("retry_on", "`retry_on` does nothing without `retries`");
  check("retry_budget", "`retry_budget` does nothing without `retries`");
}

void check_calls(Examined& e, const ServiceSpec& service, Resolved& file, const std::vector<std::string>& names) {
  Resolved* calls = file.find("calls");
  for (std::size_t i = 0; i < service.calls.size(); ++i) {
    Resolved& call = service.calls_in_sequence ? calls->items[i].entries[0].value : calls->entries[i].value;
    if (!known(names, service.calls[i].to)) unknown_service(e, call.key_at, service.calls[i].to, names);
    check_retries(e, call);
  }
}

void check_replicas_given(Examined& e, const ServiceSpec& service, const Resolved& file) {
  const Resolved* replicas = file.find("replicas");
  const bool given = replicas && replicas->given;
  const bool managed = service.scope == Scope::managed;
  if (managed && given) {
    e.diagnostics.error(replicas->key_at, "a managed service has no replicas of its own", {}, "remove it");
  } else if (!managed && !given) {
    e.diagnostics.error(file.key_at,
                        fmt::format("`replicas` is missing: how many instances `{}` has in each zone", service.name),
                        {}, "add replicas: {per_zone: 2}");
  }
}

void check_objectives(Examined& e, std::vector<std::string> names) {
  const auto& parts = e.document.model.topology.components;
  for (const auto& part : parts) names.push_back(part.name);
  const std::string hint = names.empty() ? "add services or components to promise something of"
                                         : fmt::format("one of {}", fmt::join(names, ", "));
  for (const auto& objective : e.document.model.objectives) {
    if (std::find(names.begin(), names.end(), objective.service) != names.end()) continue;
    const std::string near = nearest(objective.service, names);
    e.diagnostics.error(
        e.key_at({"objectives", objective.service}),
        fmt::format("no service {}is called `{}`", parts.empty() ? "" : "or component ", objective.service), near,
        near.empty() ? hint : "");
  }
}

void check_headline(Examined& e) {
  auto& objectives = e.document.model.objectives;
  std::vector<const ObjectiveSpec*> headlines;
  for (const auto& objective : objectives) {
    if (objective.headline) headlines.push_back(&objective);
  }
  if (objectives.size() == 1)
    objectives[0].headline = true;
  else if (headlines.empty() && !objectives.empty()) {
    e.diagnostics.error(e.key_at({"objectives"}), "there are several objectives, and none is the headline", {},
                        "add headline: true to one of them");
  }
  for (std::size_t i = 1; i < headlines.size(); ++i) {
    e.diagnostics.error(e.at({"objectives", headlines[i]->service, "headline"}),
                        fmt::format("a second headline; the first is `{}`", headlines[0]->service), "false");
  }
}

std::vector<std::vector<Multiplicity>> call_matrix(const Model& model, const std::vector<std::string>& names) {
  std::vector<std::vector<Multiplicity>> rows(names.size());
  for (std::size_t i = 0; i < model.services.size(); ++i) {
    std::map<std::uint32_t, double> calls;
    for (const auto& call : model.services[i].calls) {
      const auto to = std::lower_bound(names.begin(), names.end(), call.to) - names.begin();
      calls[static_cast<std::uint32_t>(to)] += call.times * call.share;
    }
    for (const auto& [to, times] : calls) rows[i].push_back({to, times});
  }
  return rows;
}

void check_endless_calls(Examined& e, const std::vector<std::string>& names) {
  const auto loop = endless_loop(call_matrix(e.document.model, names));
  if (loop.empty()) return;
  std::string shown;
  for (const auto vertex : loop) shown += names[vertex] + " -> ";
  shown += names[loop[0]];
  e.diagnostics.error(e.key_at({"services", names[loop[0]], "calls"}),
                      fmt::format("calls multiply without end: {}", shown), {},
                      "let fewer requests make the call (share: 50%), or break the circle");
}

}  // namespace

void check_services(Examined& e) {
  const Model& model = e.document.model;
  const auto names = service_names(model);
  const std::size_t before = e.diagnostics.count();
  for (const auto& service : model.services) {
    Resolved& file = *e.file.find("services")->find(service.name);
    check_replicas_given(e, service, file);
    check_calls(e, service, file, names);
  }
  for (const auto& population : model.clients) {
    if (!known(names, population.to))
      unknown_service(e, e.at({"clients", population.name, "to"}), population.to, names);
  }
  check_objectives(e, names);
  check_headline(e);
  if (e.diagnostics.count() == before) check_endless_calls(e, names);
}

}  // namespace bulkhead
