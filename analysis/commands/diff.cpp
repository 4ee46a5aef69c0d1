// SPDX-License-Identifier: Apache-2.0
// bulkhead diff: what changed between two designs, and what it did to the figures.
#include "analysis/diff/diff.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "analysis/commands/options.hpp"
#include "analysis/load_whole.hpp"

namespace bulkhead {
namespace {

/// -f and --set go over both, so that nothing could differ.
void refuse_one_file(const Options& options) {
  std::error_code code;
  if (!std::filesystem::equivalent(options.files[0], options.files[1], code)) return;
  throw UsageError(fmt::format(
      "{} is the design before and after: nothing can differ. -f and --set go over both; keep the new design "
      "in a file of its own, `include: {}` and the change",
      options.files[0], options.files[0]));
}

std::string nothing_in_common(const DesignDiff& diff) {
  return fmt::format(
      "{} and {} have no experiment and variant of one name: nothing can be compared; before there are {}, after {}",
      diff.before_file, diff.after_file, fmt::join(diff.only_before, ", "), fmt::join(diff.only_after, ", "));
}

}  // namespace

int diff_command(const Arguments& arguments) {
  const Options options =
      parse_options("diff", arguments, {{"file", "set", "seed", "replications", "horizon", "jobs"}, {"table", "json"}});
  if (options.help) return kExitWell;
  if (options.files.size() != 2)
    throw UsageError("bulkhead diff wants two files: the design before and the design after");
  refuse_one_file(options);
  Loaded before = load_whole(options.files[0], options.load);
  Loaded after = load_whole(options.files[1], options.load);
  if (!before.scenario || !after.scenario) throw InvalidInput(before.problems() + after.problems());
  const DesignDiff diff = diff_designs(*before.scenario, *after.scenario, options.jobs);
  if (diff.pairs.empty()) throw UsageError(nothing_in_common(diff));
  std::fputs((options.format == Format::json ? diff_json(diff, after.sources) : diff_table(diff)).c_str(), stdout);
  return kExitWell;
}

}  // namespace bulkhead
