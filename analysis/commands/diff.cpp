// SPDX-License-Identifier: Apache-2.0
// bulkhead diff: what changed between two designs, and what it did to the figures.
#include "analysis/diff/diff.hpp"

#include <cstdio>

#include "analysis/commands/options.hpp"
#include "analysis/load_whole.hpp"

namespace bulkhead {

int diff_command(const Arguments& arguments) {
  const Options options =
      parse_options("diff", arguments, {{"file", "set", "seed", "replications", "horizon", "jobs"}, {"table", "json"}});
  if (options.help) return kExitWell;
  if (options.files.size() != 2)
    throw UsageError("bulkhead diff wants two files: the design before and the design after");
  Loaded before = load_whole(options.files[0], options.load);
  Loaded after = load_whole(options.files[1], options.load);
  if (!before.scenario || !after.scenario) throw InvalidInput(before.problems() + after.problems());
  const DesignDiff diff = diff_designs(*before.scenario, *after.scenario, options.jobs);
  std::fputs((options.format == Format::json ? diff_json(diff, after.sources) : diff_table(diff)).c_str(), stdout);
  return kExitWell;
}

}  // namespace bulkhead
