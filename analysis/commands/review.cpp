// SPDX-License-Identifier: Apache-2.0
// bulkhead review: what a design or a fault tree is worth by its structure, exactly and without a simulation.
#include "analysis/structure/review.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "analysis/commands/simulate.hpp"
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

}  // namespace

int review_command(const Arguments& arguments) {
  const Options options =
      parse_options("review", arguments, {{"file", "set", "variant", "structure", "order", "at"}, {"table", "json"}});
  if (options.help) return kExitWell;
  Options scenarios = options;
  scenarios.files.clear();
  std::vector<std::string> tree_files;
  for (const std::string& file : options.files) (is_fault_tree(file) ? tree_files : scenarios.files).push_back(file);
  const auto trees = load_trees(tree_files);
  const int order = options.order.value_or(kUsualOrder);
  std::vector<StructureReview> reviews;
  if (!scenarios.files.empty())
    for (const Scenario& scenario : load_all(scenarios)) review_scenario(scenario, options, order, reviews);
  if (options.variant && reviews.empty()) throw UsageError(fmt::format("no variant is named '{}'", *options.variant));
  for (const FaultTree& tree : trees) reviews.push_back(review_structure(tree, order));
  std::fputs((options.format == Format::json ? structure_json(reviews) : structure_table(reviews)).c_str(), stdout);
  return kExitWell;
}

}  // namespace bulkhead
