// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts as a comment, as a summary, and as annotations.
#include <sstream>

#include "tests/analysis/report/made_up.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

std::vector<std::string> lines_with(const std::string& text, const std::string& begin) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(begin)) lines.push_back(line);
  return lines;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("A comment opens with its marker, then says in three lines what a reviewer must know", "[analysis]") {
  const std::string text = gate_markdown(made_up_red());
  CHECK(text.starts_with(
      "<!-- bulkhead check -->\n"
      "### Bulkhead check: red\n"
      "\n"
      "1 met, 1 missed, 1 worse, 1 inconclusive, 1 not exercised, 1 better, 1 same, 1 warned (exit code 3)\n"
      "\n"
      "| outcome | expectation | found | wanted | fault by fault | of | where |\n"
      "|---|---|---|---|---|---|---|\n"
      "| **missed** | <code>silo.availability(frontend) &gt;= 99.95%</code> | 99.87 % ± 0.02 | at least 99.95 % |  | "
      "az-power | scenarios/az-power.yaml:41 |\n"
      "| **worse** |"));
}

TEST_CASE("The story and the command of a missed row are folded away", "[analysis]") {
  CHECK_THAT(
      gate_markdown(made_up_red()),
      contains_text("\n<details><summary>missed: <code>silo.availability(frontend) &gt;= 99.95%</code></summary>\n"
                    "\n"
                    "99.87 % ± 0.02, wanted at least 99.95 %\n"
                    "\n"
                    "Because: the contract promises it\n"
                    "\n"
                    "The worst incident:\n"
                    "\n"
                    "```text\n"
                    "1h00m00s  zone_power_loss strikes zone tokyo/c\n"
                    "1h03m00s  the alarm of frontend sees it\n"
                    "1h06m00s  the last customer is moved: 55k customer-minutes lost\n"
                    "```\n"
                    "\n"
                    "To repeat it:\n"
                    "\n"
                    "```sh\n"
                    "bulkhead explain scenarios/az-power.yaml --variant silo --seed 1 --replication 17\n"
                    "```\n"
                    "\n"
                    "</details>\n"));
}

TEST_CASE("A gate that is well has a short comment without an open table", "[analysis]") {
  const std::string text = gate_markdown(made_up_green());
  CHECK_THAT(text, contains_text("### Bulkhead check: all well\n\n1 met (exit code 0)\n\n<details>"));
  CHECK(text.size() < 600);
}

TEST_CASE("The headline names the worst that there is", "[analysis]") {
  GateVerdicts verdicts = made_up_green();
  verdicts.rows.push_back(made_up_missed());
  verdicts.rows.back().level = GateLevel::warn;
  CHECK_THAT(gate_markdown(verdicts), contains_text("check: well, with warnings\n"));
  verdicts.rows.push_back(made_up_open(GateOutcome::inconclusive));
  CHECK_THAT(gate_markdown(verdicts), contains_text("check: not enough evidence\n"));
  verdicts.interrupted = true;
  CHECK_THAT(gate_markdown(verdicts), contains_text("check: interrupted\n"));
  CHECK_THAT(gate_markdown(GateVerdicts{}), contains_text("check: nothing was asked\n"));
}

TEST_CASE("A comment stays below GitHub's limit and says that it was cut; frames are closed", "[analysis]") {
  GateVerdicts verdicts = made_up_many(3000);
  for (int i = 0; i < 3000; ++i) verdicts.rows.push_back(made_up_green().rows[0]);
  for (const auto& [text, limit] :
       {std::pair{gate_markdown(verdicts), 65'536}, {gate_github_summary(verdicts), 1 << 20}}) {
    CHECK(text.size() < static_cast<std::size_t>(limit));
    CHECK(text.ends_with("\n_Cut here: it holds no more. The job's log and the JSON report have everything._\n"));
    CHECK(occurrences(text, "<details>") == occurrences(text, "</details>"));
    CHECK(occurrences(text, "To repeat it:") == 10);
  }
}

TEST_CASE("No hostile text makes markup, a mention or another cell", "[analysis]") {
  const std::string text = gate_markdown(made_up_hostile());
  CHECK(text.starts_with("<!-- bulkhead check -->\n### Bulkhead check: red\n"));
  for (const std::string& row : lines_with(text, "|")) CHECK(occurrences(row, "|") == 8);
  CHECK(lines_with(text, "::").empty());
  std::string outside;
  bool fenced = false;
  for (const std::string& line : lines_with(text, "")) {
    if (line.starts_with("````")) fenced = !fenced;
    if (!fenced) outside += line + "\n";
  }
  CHECK_FALSE(fenced);
  for (const char* part : {"<script", "@everyone", "`tick`", "[a](", "http://x.example", " www.x", "\x1B"})
    CHECK(occurrences(outside, part) == 0);
}

TEST_CASE("The summary of a job is the comment without its marker", "[analysis]") {
  CHECK("<!-- bulkhead check -->\n" + gate_github_summary(made_up_red()) == gate_markdown(made_up_red()));
}

TEST_CASE("An annotation stands at the expectation, with everything in one line", "[analysis]") {
  const std::vector<std::string> errors = lines_with(gate_github(made_up_red()), "::error ");
  REQUIRE(errors.size() == 3);
  CHECK(
      errors[0] ==
      "::error file=scenarios/az-power.yaml,line=41,endLine=41,col=5,title=missed%3A silo.availability(frontend) >= "
      "99.95%25::99.87 %25 ± 0.02, wanted at least 99.95 %25%0Ain az-power%0Abecause: the contract promises "
      "it%0A1h00m00s  zone_power_loss strikes zone tokyo/c%0A1h03m00s  the alarm of frontend sees it%0A1h06m00s  the "
      "last customer is moved: 55k customer-minutes lost%0Arepeat: bulkhead explain scenarios/az-power.yaml --variant "
      "silo --seed 1 --replication 17");
  CHECK_THAT(errors[2], contains_text("title=inconclusive%3A cell.mttd(frontend) <= 2m::"));
  CHECK(lines_with(gate_github(made_up_red()), "::warning ").size() == 1);
  CHECK(gate_github(made_up_green()).empty());
}

TEST_CASE("Ten errors are shown, worst first, and a notice tells how many more there are", "[analysis]") {
  GateVerdicts verdicts = made_up_green();
  verdicts.rows.push_back(made_up_open(GateOutcome::inconclusive));
  for (const GateRow& row : made_up_many(25).rows) verdicts.rows.push_back(row);
  const std::string text = gate_github(verdicts);
  const std::vector<std::string> errors = lines_with(text, "::error ");
  REQUIRE(errors.size() == 10);
  CHECK_THAT(errors[0], contains_text("v0.availability"));
  CHECK(lines_with(text, "::notice ") ==
        std::vector<std::string>{
            "::notice title=Bulkhead check::16 more errors are not shown here; the job's log has them all."});
}

TEST_CASE("Every line of the annotations is one command, whatever the texts hold", "[analysis]") {
  const std::string text = gate_github(made_up_hostile());
  CHECK(occurrences(text, "\n") == lines_with(text, "::error ").size() + lines_with(text, "::warning ").size());
  CHECK(occurrences(text, "\n") == 4);
  for (const std::string& line : lines_with(text, "::")) {
    const std::string properties = line.substr(0, line.find("::", 2));
    CHECK(occurrences(properties, ",") <= 4);
    CHECK(occurrences(properties.substr(2), ":") == 0);
  }
}
