// SPDX-License-Identifier: Apache-2.0
// bulkhead review: findings of the rules, or what a design or a fault tree is worth by its structure; no simulation.
#include "analysis/review/review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "analysis/commands/simulate.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/import/fault_tree.hpp"

namespace bulkhead {
namespace {

constexpr int kUsualOrder = 2;

bool is_fault_tree(const std::string& file) {
  return std::filesystem::path(file).extension() == ".json";
}

std::vector<FaultTree> load_trees(const std::vector<std::string>& files) {
  std::vector<FaultTree> trees;
  std::string problems;
  for (const std::string& file : files) {
    LoadedTree loaded = load_fault_tree(file);
    for (const std::string& problem : loaded.problems) problems += problem + "\n";
    if (loaded.tree) trees.push_back(std::move(*loaded.tree));
  }
  if (!problems.empty()) throw InvalidInput(problems);
  return trees;
}

void review_scenario(const Scenario& scenario, const Options& options, int order, std::vector<StructureReview>& out) {
  for (const Experiment& experiment : scenario.experiments)
    for (const Variant& variant : experiment.variants) {
      if (options.variant && *options.variant != variant.name) continue;
      out.push_back(review_structure(variant.model, order, options.at_s));
      out.back().file = scenario.file;
      out.back().scenario = scenario.name;
      out.back().experiment = experiment.name;
      out.back().variant = variant.name;
      out.back().point = experiment.point;
    }
}

int review_by_structure(const Options& options) {
  Options scenarios = options;
  scenarios.files.clear();
  std::vector<std::string> tree_files;
  for (const std::string& file : options.files) (is_fault_tree(file) ? tree_files : scenarios.files).push_back(file);
  const auto trees = load_trees(tree_files);
  const int order = options.order.value_or(kUsualOrder);
  std::vector<StructureReview> reviews;
  if (!scenarios.files.empty())
    for (const Scenario& scenario : load_files(scenarios)) review_scenario(scenario, options, order, reviews);
  if (options.variant && reviews.empty()) throw UsageError(fmt::format("no variant is named '{}'", *options.variant));
  for (const FaultTree& tree : trees) reviews.push_back(review_structure(tree, order));
  std::fputs((options.format == Format::json ? structure_json(reviews) : structure_table(reviews)).c_str(), stdout);
  return kExitWell;
}

bool has_variant(const Scenario& scenario, const std::string& name) {
  for (const Experiment& experiment : scenario.experiments)
    for (const Variant& variant : experiment.variants)
      if (variant.name == name) return true;
  return false;
}

std::string written(const std::vector<ScenarioReview>& reviews, Format format) {
  if (format == Format::sarif) return sarif_text(review_sarif(reviews));
  return format == Format::json ? review_json(reviews) : review_table(reviews);
}

int review_by_rules(const Options& options) {
  if (options.order || !options.at_s.empty()) throw UsageError("--at and --order go with --structure");
  std::vector<ScenarioReview> reviews;
  for (const Scenario& scenario : load_files(options))
    if (!options.variant || has_variant(scenario, *options.variant))
      reviews.push_back(review_rules(scenario, options.variant));
  if (reviews.empty()) throw UsageError(fmt::format("no variant is named '{}'", options.variant.value_or("")));
  std::fputs(written(reviews, options.format).c_str(), stdout);
  const bool missed =
      count_open(reviews, Severity::error) > 0 || (options.strict && count_open(reviews, Severity::warning) > 0);
  return missed ? kExitMissed : kExitWell;
}

}  // namespace

int review_command(const Arguments& arguments) {
  const Options options =
      parse_options("review", arguments,
                    {{"file", "set", "variant", "strict", "structure", "order", "at"}, {"table", "json", "sarif"}});
  if (options.help) return kExitWell;
  const auto trees = std::count_if(options.files.begin(), options.files.end(), is_fault_tree);
  const bool all_trees = trees == static_cast<std::ptrdiff_t>(options.files.size());
  if (!options.structure && trees > 0 && !all_trees)
    throw UsageError("a fault tree is reviewed by its structure alone; add --structure, or review it by itself");
  if (!options.structure && !all_trees) return review_by_rules(options);
  if (options.format == Format::sarif)
    throw UsageError("a structural review has no SARIF; --format is one of table, json");
  if (options.strict) throw UsageError("--strict goes with the findings of rules, not with a structural review");
  return review_by_structure(options);
}

}  // namespace bulkhead
