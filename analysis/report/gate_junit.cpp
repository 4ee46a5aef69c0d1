// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts as JUnit XML.
//
// Readers differ in what they show, so each figure stands where all look: GitLab shows an element's text and drops its
// attributes when there is text, and a failure's log below it; Jenkins shows all, reporters of GitHub the attribute
// `message`. What lacks evidence is an <error>: it is red everywhere, and GitLab counts it apart from failures.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"

namespace bulkhead {
namespace {

struct Tally {
  int tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(const Tally& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }

  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="0")", tests, failures, errors,
                       skipped);
  }
};

std::string escaped(std::string_view text) {
  return xml_escaped(one_line(text));
}

/// A package and a class, for readers that part them at the last dot.
std::string class_of(const GateGroup& group) {
  const auto or_main = [](const std::string& name) { return name.empty() ? std::string("main") : name; };
  return or_main(group.scenario) + "." + or_main(group.experiment);
}

/// Readers take a second case of the same name for another run of the first.
std::string unique_name(const GateRow& row, std::set<std::string>& taken) {
  const std::string name = one_line(row.name + (row.point.empty() ? "" : " [" + row.point + "]"));
  std::string unique = name;
  for (int i = 2; !taken.insert(unique).second; ++i) unique = fmt::format("{} ({})", name, i);
  return unique;
}

std::string told(const GateRow& row) {
  std::string text = escaped(row.sentence) + "\n" + xml_escaped(found_and_wanted(row)) + "\n";
  for (const std::string& line : reasons_of(row)) text += xml_escaped(line) + "\n";
  return text + xml_escaped(place_of(row)) + "\n";
}

std::string log_of(const GateRow& row) {
  return fmt::format("seed {}, {} replications\nrepeat: {}\n", row.seed, row.replications, escaped(row.repeat));
}

const char* element_of(const GateRow& row, bool strict) {
  if (is_red(row)) return "failure";
  if (lacks_evidence(row, strict)) return "error";
  const bool decided =
      row.outcome == GateOutcome::met || row.outcome == GateOutcome::better || row.outcome == GateOutcome::same;
  return decided ? nullptr : "skipped";
}

void count(Tally& tally, const char* element) {
  ++tally.tests;
  if (!element) return;
  ++(element[0] == 'f' ? tally.failures : element[0] == 'e' ? tally.errors : tally.skipped);
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("        <property name=\"{}\" value=\"{}\"/>\n", name, escaped(value));
}

std::string case_of(const GateRow& row, const std::string& of_class, const std::string& name, const char* element) {
  std::string out = fmt::format(R"(    <testcase classname="{}" name="{}" file="{}")", of_class, xml_escaped(name),
                                escaped(row.place.file));
  out += fmt::format(" line=\"{}\" time=\"0\">\n      <properties>\n", std::max(row.place.line, 1));
  out += property("outcome", to_string(row.outcome)) + property("found", row.found) +
         property("seed", std::to_string(row.seed)) + property("replications", std::to_string(row.replications)) +
         property("repeat", row.repeat) + "      </properties>\n";
  const std::string message = outcome_of(row) + ": " + found_and_wanted(row);
  if (element)
    out += fmt::format("      <{0} message=\"{1}\" type=\"{2}\">{3}</{0}>\n", element, xml_escaped(message),
                       to_string(row.outcome), told(row));
  const std::string text = element ? log_of(row) : told(row) + log_of(row);
  return out + "      <system-out>" + text + "</system-out>\n    </testcase>\n";
}

std::string run_properties(const GateRun& run) {
  std::string out = "    <properties>\n";
  const auto add = [&](std::string_view name, std::string_view value) { out += property(name, value).substr(2); };
  add("file", run.file);
  if (!run.about.empty()) add("about", run.about);
  add("seed", std::to_string(run.seed));
  add("replications", std::to_string(run.replications));
  add("budget", std::to_string(run.budget));
  for (const std::string& note : run.notes) add("note", note);
  return out + "    </properties>\n";
}

std::string suite_of(const GateGroup& group, bool strict, std::set<std::string>& taken, Tally& all) {
  Tally tally;
  std::string cases;
  const std::string of_class = escaped(class_of(group));
  for (const GateRow* row : group.rows) {
    const char* element = element_of(*row, strict);
    count(tally, element);
    cases += case_of(*row, of_class, unique_name(*row, taken), element);
  }
  all.add(tally);
  const std::string point = group.point.empty() ? "" : " [" + escaped(group.point) + "]";
  return fmt::format("  <testsuite name=\"{}{}\" {}>\n{}{}  </testsuite>\n", of_class, point, tally.attributes(),
                     group.run ? run_properties(*group.run) : "", cases);
}

}  // namespace

std::string gate_junit(const GateVerdicts& verdicts) {
  Tally all;
  std::string suites;
  std::map<std::string, std::set<std::string>> taken;
  for (const GateGroup& group : groups_of(verdicts))
    suites += suite_of(group, verdicts.strict, taken[class_of(group)], all);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bulkhead check\" {}>\n{}</testsuites>\n",
      all.attributes(), suites);
}

}  // namespace bulkhead
