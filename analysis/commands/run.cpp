// SPDX-License-Identifier: Apache-2.0
// bulkhead run and bulkhead compare: simulate, then print what the database says.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "analysis/commands/simulate.hpp"
#include "analysis/reports.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

const std::vector<std::string> kFormats{"table", "json", "csv", "markdown"};

/// One past the last run that is a point of the same sweep as the first.
std::size_t end_of_sweep(const std::vector<RunResult>& runs, std::size_t first) {
  const auto same = [&](const RunResult& run) {
    return run.run > runs[first].run && !run.point.empty() && run.knees.empty() &&
           run.scenario == runs[first].scenario && run.experiment == runs[first].experiment;
  };
  std::size_t last = first + 1;
  while (!runs[first].point.empty() && last < runs.size() && same(runs[last])) ++last;
  return last;
}

std::string report(const std::vector<RunResult>& runs, Format format) {
  if (format == Format::json) return report_json(runs);
  if (format == Format::csv) return report_csv(runs);
  std::string text;
  const bool table = format == Format::table;
  for (std::size_t first = 0, last = 0; first < runs.size(); first = last) {
    last = end_of_sweep(runs, first);
    const std::span points = std::span(runs).subspan(first, last - first);
    if (!text.empty()) text += "\n";
    if (runs[first].point.empty())
      text += table ? report_table(runs[first]) : report_markdown(runs[first]);
    else
      text += table ? report_sweep_table(points) : report_sweep_markdown(points);
  }
  return text;
}

void say_written(const Options& options) {
  std::fflush(stdout);
  if (!options.quiet) fmt::print(stderr, "Written: {}     Next: bulkhead explain {}\n", options.db, options.db);
}

std::vector<RunResult> read_file(const std::string& path) {
  return read_results(open_results(path));
}

}  // namespace

int run_command(const Arguments& arguments) {
  Takes takes{simulation_options(), kFormats};
  takes.options.insert("keep-going");
  const Options options = parse_options("run", arguments, takes);
  if (options.help) return kExitWell;
  const int code = simulate(load_all(options), options);
  if (!options.quiet || options.format != Format::table)
    std::fputs(report(read_file(options.db), options.format).c_str(), stdout);
  say_written(options);
  return code;
}

int compare_command(const Arguments& arguments) {
  const Options options = parse_options("compare", arguments, {simulation_options(), kFormats});
  if (options.help) return kExitWell;
  Options scenarios = options;
  scenarios.files.clear();
  std::vector<RunResult> runs;
  for (const std::string& file : options.files) {
    if (!is_bulkhead_database(file)) {
      scenarios.files.push_back(file);
      continue;
    }
    for (RunResult& run : read_file(file)) runs.push_back(std::move(run));
  }
  int code = kExitWell;
  if (!scenarios.files.empty()) {
    code = simulate(load_all(scenarios), scenarios);
    for (RunResult& run : read_file(options.db)) runs.push_back(std::move(run));
  }
  std::fputs(report(runs, options.format).c_str(), stdout);
  if (!scenarios.files.empty()) say_written(options);
  return code;
}

}  // namespace bulkhead
