// SPDX-License-Identifier: Apache-2.0
// One table of options over Boost.Program_options.
#include "analysis/commands/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <sstream>

#include "analysis/format.hpp"
#include "analysis/replications.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

namespace po = boost::program_options;

struct Option {
  const char* name;
  const char* spelling;  ///< with the short form, as Boost wants it
  const char* value;     ///< what stands for its value; null: a switch
  bool repeatable;
  const char* about;
};

constexpr Option kOptions[] = {
    {"file", "file,f", "FILE", true, "lay FILE over the scenario (repeatable, in order)"},
    {"set", "set", "KEY=YAML", true, "set one value, as in services.web.replicas.per_zone=4 (repeatable)"},
    {"seed", "seed", "N", false, "seed of all chance; short for --set run.seed=N"},
    {"replications", "replications,n", "N", false, "replications of each variant; short for --set run.replications=N"},
    {"horizon", "horizon", "TIME", false, "simulated time, as 3h or 365d; short for --set run.horizon=TIME"},
    {"precision", "precision", "RATIO", false,
     "go on until the headline's unavailability is known to RATIO of itself, as 1% (at most 10,000,000 replications, "
     "or "
     "those of --replications)"},
    {"time-budget", "time-budget", "TIME", false, "stop when TIME is over, as 30s: not repeatable, but says what is"},
    {"rare", "rare", "WHEN", false,
     "failure biasing of rare events: auto (where --precision is out of plain simulation's reach), always, never"},
    {"stories", "stories", "N", false,
     "faults and incidents of each variant that are told line by line (10000); changes no figure"},
    {"jobs", "jobs,j", "N", false, "threads; all of the machine's unless given; changes no result"},
    {"db", "db", "FILE", false, "the results database to write (results.db)"},
    {"format", "format", "FORMAT", false, ""},
    {"quiet", "quiet,q", nullptr, false, "print nothing but data and errors"},
    {"keep-going", "keep-going", nullptr, false, "run the valid files although others are not"},
    {"variant", "variant", "NAME", false, "the variant to tell of"},
    {"replication", "replication", "N", false, "the replication to tell of"},
    {"incident", "incident", "N", false, "the incident to tell of, counted from 0 within its replication"},
    {"baseline", "baseline", "FILE", false, "a baseline.json or a results database to compare with"},
    {"update-baseline", "update-baseline", nullptr, false,
     "write FILE of --baseline anew instead of comparing with it"},
    {"tolerance", "tolerance", "METRIC=RATIO", true,
     "how much worse than the baseline a metric may be, as mttr=10%; RATIO alone: all (5%)"},
    {"report", "report", "KIND=FILE", true, "junit=F, markdown=F, json=F, sarif=F, or github (repeatable)"},
    {"strict", "strict", nullptr, false,
     "review: warnings count as errors do; check: what was not exercised, or could not be told from the baseline, "
     "fails too"},
    {"structure", "structure", nullptr, false,
     "instead of findings: exact availability, cut sets and importance by the structure"},
    {"at", "at", "TIME", true, "with --structure: a time of which a Markov chain tells, as 100h (repeatable)"},
    {"order", "order", "N", false, "with --structure: the most events of a minimal cut set (2)"},
};

bool taken(const Option& option, const Takes& takes) {
  if (std::string_view(option.name) == "format") return !takes.formats.empty();
  return takes.options.count(option.name) > 0;
}

std::string about(const Option& option, const Takes& takes) {
  if (std::string_view(option.name) != "format") return option.about;
  return fmt::format("{} ({} unless given)", fmt::join(takes.formats, ", "), takes.formats.front());
}

po::options_description visible(const Takes& takes) {
  po::options_description out("Options", 80, 50);
  for (const Option& option : kOptions) {
    if (!taken(option, takes)) continue;
    if (!option.value) {
      out.add_options()(option.spelling, about(option, takes).c_str());
    } else if (option.repeatable) {
      out.add_options()(option.spelling, po::value<std::vector<std::string>>()->value_name(option.value)->composing(),
                        about(option, takes).c_str());
    } else {
      out.add_options()(option.spelling, po::value<std::string>()->value_name(option.value),
                        about(option, takes).c_str());
    }
  }
  out.add_options()("help,h", "this text");
  return out;
}

const Command& command_named(std::string_view name) {
  return *std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return c.name == name; });
}

void print_help(const Command& command, const po::options_description& options) {
  std::ostringstream text;
  text << "bulkhead " << command.name << (command.arguments.empty() ? "" : " ") << command.arguments << "\n  "
       << wrap(command.about, 76, "  ") << "\n\n"
       << options << "\nExamples:\n"
       << command.examples;
  std::fputs(text.str().c_str(), stdout);
}

[[noreturn]] void unknown_option(std::string_view command, const std::string& name, const Takes& takes) {
  std::vector<std::string> known{"help"};
  for (const Option& option : kOptions)
    if (taken(option, takes)) known.emplace_back(option.name);
  const std::string bare = name.substr(std::min(name.size(), name.find_first_not_of('-')));
  const std::string near = nearest(bare, known);
  const std::string hint = near.empty() ? "" : fmt::format("; did you mean --{}?", near);
  throw UsageError(fmt::format("unknown option '{}' of bulkhead {}{}", name, command, hint));
}

po::variables_map parse(std::string_view command, const Arguments& arguments, const po::options_description& shown,
                        const Takes& takes) {
  po::options_description all;
  all.add(shown).add_options()("files", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("files", -1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map map;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positional).style(style).run(), map);
  } catch (const po::unknown_option& error) {
    unknown_option(command, error.get_option_name(), takes);
  } catch (const po::error& error) {
    throw UsageError(fmt::format("bulkhead {}: {}", command, error.what()));
  }
  return map;
}

std::uint64_t whole_number(const std::string& option, const std::string& text, std::uint64_t least,
                           std::uint64_t most) {
  const bool digits = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  const std::uint64_t value = digits ? std::stoull(text) : 0;
  if (!digits || value < least || value > most)
    throw UsageError(fmt::format("--{} is a whole number from {} to {}, not '{}'", option, least, most, text));
  return value;
}

double seconds(const std::string& option, const std::string& text) {
  const auto parsed = parse_duration(text);
  if (parsed.value) return parsed.value->seconds();
  const std::string hint = parsed.instead.empty() ? "" : fmt::format("; write {}", parsed.instead);
  throw UsageError(fmt::format("--{}: '{}' {}{}", option, text, parsed.wrong, hint));
}

Format format_named(const std::string& name, const Takes& takes) {
  static const std::vector<std::string> kNames{"table", "json", "csv", "markdown", "sarif"};
  if (std::find(takes.formats.begin(), takes.formats.end(), name) == takes.formats.end()) {
    const std::string near = nearest(name, takes.formats);
    throw UsageError(fmt::format("--format is one of {}, not '{}'{}", fmt::join(takes.formats, ", "), name,
                                 near.empty() ? "" : fmt::format("; did you mean {}?", near)));
  }
  return static_cast<Format>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
}

RareChoice rare_named(const std::string& name) {
  static const std::vector<std::string> kNames{"auto", "always", "never"};
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) throw UsageError(fmt::format("--rare is auto, always or never, not '{}'", name));
  return static_cast<RareChoice>(found - kNames.begin());
}

template <class T>
T checked(const std::string& option, const Parsed<T>& parsed, T least, T most, const char* range) {
  if (!parsed.value)
    throw UsageError(fmt::format("--{} is {}: {}{}", option, range, parsed.wrong,
                                 parsed.instead.empty() ? "" : fmt::format("; write {}", parsed.instead)));
  if (*parsed.value < least || *parsed.value > most) throw UsageError(fmt::format("--{} is {}", option, range));
  return *parsed.value;
}

constexpr double kFinest = 1e-6;
constexpr double kCoarsest = 0.5;
constexpr std::uint64_t kMostJobs = 1024;
constexpr std::uint64_t kMostOrder = 1000;
constexpr std::uint64_t kAny = 999'999'999'999'999'999;

std::vector<std::string> texts(const po::variables_map& map, const char* name) {
  return map.count(name) ? map[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::optional<std::string> text(const po::variables_map& map, const char* name) {
  if (!map.count(name)) return std::nullopt;
  return map[name].as<std::string>();
}

Options read(const po::variables_map& map, const Takes& takes) {
  Options out;
  out.files = texts(map, "files");
  out.load.overlays = texts(map, "file");
  out.load.sets = texts(map, "set");
  for (const char* key : {"seed", "replications", "horizon"})
    if (const auto value = text(map, key)) out.load.sets.push_back(fmt::format("run.{}={}", key, *value));
  if (const auto ratio = text(map, "precision"))
    out.precision = checked("precision", parse_ratio(*ratio), kFinest, kCoarsest, "a ratio from 0.0001% to 50%, as 1%");
  if (const auto time = text(map, "time-budget"))
    out.time_budget =
        checked("time-budget", parse_duration(*time), Duration::ms(1), Duration::days(365), "a time, as 30s");
  out.rare = rare_named(text(map, "rare").value_or("auto"));
  const auto sets_replications = [](const std::string& set) { return set.rfind("run.replications=", 0) == 0; };
  out.replications_given = std::any_of(out.load.sets.begin(), out.load.sets.end(), sets_replications);
  out.db = text(map, "db").value_or(out.db);
  const auto jobs = text(map, "jobs");
  out.jobs = jobs ? static_cast<unsigned>(whole_number("jobs", *jobs, 1, kMostJobs)) : default_jobs();
  if (!takes.formats.empty()) out.format = format_named(text(map, "format").value_or(takes.formats.front()), takes);
  out.quiet = map.count("quiet") > 0;
  out.keep_going = map.count("keep-going") > 0;
  out.structure = map.count("structure") > 0;
  out.variant = text(map, "variant");
  if (const auto n = text(map, "replication")) out.replication = whole_number("replication", *n, 0, kAny);
  for (const std::string& time : texts(map, "at")) out.at_s.push_back(seconds("at", time));
  if (const auto n = text(map, "order")) out.order = static_cast<int>(whole_number("order", *n, 1, kMostOrder));
  out.baseline = text(map, "baseline");
  out.update_baseline = map.count("update-baseline") > 0;
  out.strict = map.count("strict") > 0;
  out.tolerances = texts(map, "tolerance");
  out.reports = texts(map, "report");
  if (const auto n = text(map, "stories")) out.stories = whole_number("stories", *n, 0, kAny);
  if (const auto n = text(map, "incident")) out.incident = whole_number("incident", *n, 0, kAny);
  return out;
}

}  // namespace

std::set<std::string> simulation_options() {
  return {"file",        "set",  "seed",    "replications", "horizon", "precision",
          "time-budget", "rare", "stories", "jobs",         "db",      "quiet"};
}

Options parse_options(std::string_view name, const Arguments& arguments, const Takes& takes) {
  const Command& command = command_named(name);
  const po::options_description shown = visible(takes);
  const po::variables_map map = parse(name, arguments, shown, takes);
  if (map.count("help")) {
    print_help(command, shown);
    Options out;
    out.help = true;
    return out;
  }
  Options out = read(map, takes);
  if (takes.files && out.files.empty())
    throw UsageError(fmt::format("bulkhead {} wants {}; see bulkhead {} --help", name, command.arguments, name));
  if (!takes.files && command.arguments.empty() && !out.files.empty())
    throw UsageError(fmt::format("bulkhead {} takes no argument, but got '{}'", name, out.files.front()));
  return out;
}

}  // namespace bulkhead
