// SPDX-License-Identifier: Apache-2.0
// The table of commands, the general help, and where exceptions end.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

#include "analysis/commands/command.hpp"
#include "analysis/format.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/report/escape.hpp"
#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

constexpr std::array kCommands{
    Command{"run", "FILE|DIR...", "simulate every variant of every file, write the results database, print the tables",
            "  bulkhead run scenarios/online-boutique/az-power.yaml\n"
            "  bulkhead run scenarios --db all.db --replications 50 --quiet\n",
            run_command},
    Command{"compare", "FILE|DB...", "variants side by side with intervals, paired differences, and a conclusion",
            "  bulkhead compare scenarios/online-boutique/az-power.yaml\n"
            "  bulkhead compare results.db --format json\n",
            compare_command},
    Command{"check", "FILE|DIR...",
            "a gate for CI: expectations of the files, and a baseline: met, missed, inconclusive; better, same, worse",
            "  bulkhead check scenarios/online-boutique/az-power.yaml\n"
            "  bulkhead check design.yaml --baseline baseline.json --update-baseline\n"
            "  bulkhead check design.yaml --baseline baseline.json --report junit=gate.xml --report github\n",
            check_command},
    Command{"diff", "BEFORE AFTER", "what changed between two designs, and what it did to the figures",
            "  bulkhead diff old/checkout.yaml checkout.yaml\n"
            "  bulkhead diff old.yaml new.yaml --replications 400 --format json\n",
            diff_command},
    Command{"explain", "DB|FILE",
            "one incident as a story: cause, who saw it, who acted, when it was over, what was lost",
            "  bulkhead explain results.db\n"
            "  bulkhead explain results.db --variant cell --replication 17\n",
            explain_command},
    Command{"arithmetic", "[FORMULA VALUE...]",
            "closed forms without a scenario: nines, redundancy, shuffle shards, repairable units, static stability",
            "  bulkhead arithmetic\n  bulkhead arithmetic k-of-n 10 15 99.9%\n  bulkhead arithmetic repairable 5 4 "
            "500h 20h 1\n",
            arithmetic_command},
    Command{
        "review", "FILE|TREE.json...",
        "no simulation: findings of the rules of an operational readiness review, and what to do; or figures of the "
        "structure. Exit code 3: there are errors (with --strict, warnings) that no `suppress` accepts",
        "  bulkhead review scenarios/online-boutique/az-power.yaml\n"
        "  bulkhead review scenarios --strict --format sarif >review.sarif\n"
        "  bulkhead review --structure scenarios/online-boutique/az-power.yaml --variant silo\n"
        "  bulkhead review tree.json --order 3 --format json\n",
        review_command},
    Command{"validate", "FILE|DIR...", "read scenario files and report every problem, without simulating",
            "  bulkhead validate scenarios\n", validate_command},
    Command{"config", "FILE", "print the resolved file: every value given, every target a list",
            "  bulkhead config scenarios/online-boutique/az-power.yaml --variant cell\n", config_command},
    Command{
        "list", "[NAME...]",
        "print the kinds of faults, detectors and responses and every key with its default and source; by name also "
        "metrics, presets and rules, each alone or all of them",
        "  bulkhead list\n  bulkhead list zone_power_loss\n  bulkhead list rules\n"
        "  bulkhead list metrics\n  bulkhead list tier-1\n",
        list_command},
    Command{"schema", "", "print the JSON Schema (draft-07) of scenario files for editors",
            "  bulkhead schema > bulkhead.schema.json\n", schema_command},
    Command{"digest", "FILE|DB...",
            "print a fingerprint: of the resolved models of a file, or of all rows of a database",
            "  bulkhead digest results.db\n", digest_command},
    Command{"verify", "[PART]",
            "what theory knows, asked of the engines: closed forms and published results beside simulation",
            "  bulkhead verify\n  bulkhead verify failover --format json\n", verify_command},
    Command{"version", "", "print the version", "  bulkhead version\n", version_command},
};

std::string general_help() {
  std::string text = "bulkhead: which architecture keeps its promise when things break?\n\n";
  for (const Command& c : kCommands)
    text += fmt::format("  bulkhead {} {}\n      {}\n", c.name, c.arguments, wrap(c.about, 74, "      "));
  return text +
         "\nbulkhead COMMAND --help prints the options and examples of a command.\n"
         "Exit codes: 0 all well; 1 it broke while running; 2 usage or an invalid file;\n"
         "3 an expectation is missed, or a review found errors; 4 worse than the baseline;\n"
         "5 not enough evidence; 130 interrupted.\n"
         "\nStart with: bulkhead compare scenarios/online-boutique/az-power.yaml\n";
}

const Command* find_command(const std::string& name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

int unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& c : kCommands) names.emplace_back(c.name);
  const std::string near = nearest(name, names);
  throw UsageError(fmt::format("unknown command '{}'{}", name,
                               near.empty() ? "; see bulkhead --help" : fmt::format("; did you mean {}?", near)));
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw InvalidInput(general_help());
  const std::string& name = arguments.front();
  if (name == "help" && arguments.size() > 1) return dispatch({arguments[1], "--help"});
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(general_help().c_str(), stdout);
    return kExitWell;
  }
  if (name == "--version") return version_command({});
  const Command* command = find_command(name);
  return command ? command->run({arguments.begin() + 1, arguments.end()}) : unknown_command(name);
}

/// What came from outside, in an error of ours: line by line without control bytes, none of them a command to GitHub's log.
std::string harmless(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    out += (out.empty() ? "" : "\n") + without_commands(printable(line));
  return out;
}

/// What was printed must have arrived: a full disk behind stdout is an error like another.
void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw OutsideError("stdout", "write", "the output could not be written");
}

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

int run_program(const Arguments& arguments) {
  try {
    const int code = dispatch(arguments);
    flush_output();
    return code;
  } catch (const InvalidInput& error) {
    fmt::print(stderr, "{}", error.what());
    return kExitUsage;
  } catch (const UsageError& error) {
    fmt::print(stderr, "bulkhead: {}\n", harmless(error.what()));
    return kExitUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bulkhead: {}\n", harmless(error.what()));
    return kExitBroke;
  }
}

}  // namespace bulkhead
