// SPDX-License-Identifier: Apache-2.0
// bulkhead explain: the story of one incident, from a database or a fresh simulation.
#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "analysis/commands/simulate.hpp"
#include "analysis/store.hpp"
#include "analysis/story.hpp"

namespace bulkhead {
namespace {

void check_variant(const Database& db, const std::string& wanted) {
  std::vector<std::string> names;
  Statement row = db.prepare("SELECT DISTINCT name FROM variant ORDER BY name");
  while (row.step()) names.push_back(row.text(0));
  for (const std::string& name : names)
    if (name == wanted) return;
  throw UsageError(fmt::format("no variant is named '{}'; there are {}", wanted, fmt::join(names, ", ")));
}

/// Asking for an incident that is not there is a mistake; a database without incidents is good news.
int no_story(const Database& db, const Options& options, int code) {
  if (options.variant || options.replication || options.incident || any_incident(db))
    throw UsageError("no incident matches. " + incidents_sentence(db));
  std::fputs(options.format == Format::json ? "null\n" : "No incident at all.\n", stdout);
  return code;
}

}  // namespace

int explain_command(const Arguments& arguments) {
  Takes takes{simulation_options(), {"table", "json"}};
  takes.options.erase("replications");  // one letter from the replication to tell of; --set run.replications=N serves
  takes.options.erase("stories");       // a story is what is asked for: all are kept
  takes.options.insert({"variant", "replication", "incident"});
  Options options = parse_options("explain", arguments, takes);
  if (options.help) return kExitWell;
  if (options.files.size() > 1) throw UsageError("bulkhead explain tells of one database or file at a time");
  std::string path = options.files.front();
  int code = kExitWell;
  if (!is_bulkhead_database(path)) {
    options.stories = std::numeric_limits<std::uint64_t>::max();
    code = simulate(load_all(options), options);
    path = options.db;
  }
  const Database db = open_results(path);
  if (options.variant) check_variant(db, *options.variant);
  const StoryChoice choice{options.variant, options.replication, options.incident};
  const std::string story = options.format == Format::json ? story_json(db, choice) : tell_story(db, choice);
  if (story.empty()) return no_story(db, options, code);
  std::fputs(story.c_str(), stdout);
  return code;
}

}  // namespace bulkhead
