// SPDX-License-Identifier: Apache-2.0
// bulkhead validate, config, digest and version: commands that simulate nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "analysis/commands/simulate.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

std::string label(const Scenario& scenario, const Experiment& experiment, const Variant& variant) {
  std::string text = fmt::format("{} {} {}", scenario.name, experiment.name, variant.name);
  for (const auto& [param, value] : experiment.point) text += fmt::format(" {}={}", param, value);
  return text;
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

// What a scenario holds: experiments, variants of all of them, and the points of a sweep.
std::string contents(const Scenario& scenario) {
  const auto& all = scenario.experiments;
  const auto is_first = [&](const Experiment& e) { return e.name == all[0].name; };
  const auto points = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_first));
  std::size_t variants = 0;
  for (const Experiment& e : all) variants += e.variants.size();
  std::string text =
      fmt::format("{}, {}", counted(all.size() / points, "experiment"), counted(variants / points, "variant"));
  if (!all[0].point.empty()) text += fmt::format(", {}", counted(points, "point"));
  return text;
}

}  // namespace

int validate_command(const Arguments& arguments) {
  const Options options = parse_options("validate", arguments, {{"file", "set", "quiet"}, {}});
  if (options.help) return kExitWell;
  for (const Scenario& s : load_all(options)) {
    if (!options.quiet) fmt::print("{}: valid ({})\n", s.file, contents(s));
  }
  return kExitWell;
}

int config_command(const Arguments& arguments) {
  const Options options = parse_options("config", arguments, {{"file", "set", "variant"}, {}});
  if (options.help) return kExitWell;
  bool found = false;
  for (const Scenario& s : load_all(options))
    for (const Experiment& e : s.experiments)
      for (const Variant& v : e.variants) {
        if (options.variant && *options.variant != v.name) continue;
        fmt::print("{}# {}\n{}", found ? "---\n" : "", label(s, e, v), v.config());
        found = true;
      }
  if (!found) throw UsageError(fmt::format("no variant is named '{}'", options.variant.value_or("")));
  return kExitWell;
}

int digest_command(const Arguments& arguments) {
  const Options options = parse_options("digest", arguments, {{"file", "set"}, {}});
  if (options.help) return kExitWell;
  for (const std::string& file : options.files) {
    if (is_bulkhead_database(file)) {
      fmt::print("{}  {}\n", digest_database(file), file);
      continue;
    }
    Options one = options;
    one.files = {file};
    for (const Scenario& s : load_all(one)) {
      fmt::print("{}  {}\n", digest(s), s.file);
      for (const Experiment& e : s.experiments)
        for (const Variant& v : e.variants) fmt::print("{}  {}\n", digest(v.model), label(s, e, v));
    }
  }
  return kExitWell;
}

int version_command(const Arguments& arguments) {
  if (parse_options("version", arguments, {{}, {}, false}).help) return kExitWell;
  fmt::print("bulkhead {}\n", BULKHEAD_VERSION);
  return kExitWell;
}

}  // namespace bulkhead
