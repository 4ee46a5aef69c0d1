// SPDX-License-Identifier: Apache-2.0
// bulkhead verify: theory beside simulation.
#include "analysis/verify/verify.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/commands/options.hpp"
#include "analysis/format.hpp"

namespace bulkhead {
namespace {

const char* agreement_name(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return "agrees";
    case Agreement::differs:
      return "DIFFERS";
    case Agreement::inconclusive:
      return "inconclusive";
  }
  return "";
}

/// Half of the interval as a share of the figure; of nothing, itself.
std::string spread(const Estimate& estimate) {
  if (!estimate.ci95) return "none";
  const double half = (estimate.ci95->high - estimate.ci95->low) / 2;
  return *estimate.mean == 0 ? fmt::format("{:.2g}", half) : fmt::format("{:.1f} %", 100 * half / *estimate.mean);
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.5g}", *value) : "";
}

std::string columns(std::string_view figure, std::string_view theory, std::string_view exact,
                    std::string_view simulated, std::string_view spread, std::string_view verdict) {
  constexpr std::size_t kFigure = 29;
  const std::string name = figure.size() <= kFigure ? pad_right(figure, kFigure)
                                                    : fmt::format("{}\n  {}", figure, std::string(kFigure, ' '));
  return fmt::format("  {} {} {} {} {} {}\n", name, pad_left(theory, 10), pad_left(exact, 10), pad_left(simulated, 10),
                     pad_left(spread, 7), verdict);
}

std::string line(const Verified& row) {
  return columns(row.figure, number(row.theory), number(row.exact), row.simulated ? number(row.simulated->mean) : "",
                 row.simulated ? spread(*row.simulated) : "",
                 agreement_name(row.agreement) + std::string(row.rare ? " *" : ""));
}

/// The subject stands above its figures.
class Table {
 public:
  void print(const Verified& row) {
    if (subject_.empty()) fmt::print("{}", columns("figure", "theory", "exact", "simulated", "± 95 %", "verdict"));
    if (row.subject != subject_) {
      subject_ = row.subject;
      fmt::print("{}\n", subject_);
    }
    fmt::print("{}", line(row));
    std::fflush(stdout);
  }

 private:
  std::string subject_;
};

nlohmann::ordered_json row_json(const Verified& row) {
  using Json = nlohmann::ordered_json;
  const auto optional = [](const std::optional<double>& v) { return v ? Json(*v) : Json(nullptr); };
  Json out{{"subject", row.subject},
           {"figure", row.figure},
           {"why", row.why},
           {"theory", row.theory},
           {"exact", optional(row.exact)}};
  out["simulated"] = row.simulated ? optional(row.simulated->mean) : Json(nullptr);
  out["ci95"] =
      row.simulated && row.simulated->ci95 ? Json{row.simulated->ci95->low, row.simulated->ci95->high} : Json(nullptr);
  out["rare"] = row.rare;
  out["verdict"] = row.agreement == Agreement::differs ? "differs" : agreement_name(row.agreement);
  return out;
}

}  // namespace

int verify_command(const Arguments& arguments) {
  const Options options = parse_options("verify", arguments, {{"jobs", "quiet"}, {"table", "json"}, false});
  if (options.help) return kExitWell;
  if (options.files.size() > 1)
    throw UsageError("bulkhead verify takes at most one PART of a subject; see bulkhead verify --help");
  Table table;
  const bool as_table = options.format == Format::table;
  VerifySettings settings{options.jobs, options.files.empty() ? "" : options.files.front(), {}};
  if (as_table) settings.tell = [&](const Verified& row) { table.print(row); };
  const std::vector<Verified> rows = verify(settings);
  if (rows.empty()) throw UsageError(fmt::format("nothing that is known has '{}' in its subject", settings.only));
  std::size_t agree = 0, differ = 0;
  auto figures = nlohmann::ordered_json::array();
  for (const Verified& row : rows) {
    agree += row.agreement == Agreement::agrees ? 1 : 0;
    differ += row.agreement == Agreement::differs ? 1 : 0;
    figures.push_back(row_json(row));
  }
  if (as_table)
    fmt::print(
        "\nOf {} figures {} agree with theory, {} differ, {} are inconclusive. Exact ones agree\nto 1e-6, simulated "
        "ones "
        "within 4 standard errors.\n* by failure biasing, where plain simulation is too coarse\n",
        rows.size(), agree, differ, rows.size() - agree - differ);
  else
    fmt::print("{}\n", nlohmann::ordered_json{{"schema_version", 1}, {"figures", figures}}.dump(2));
  return agree == rows.size() ? kExitWell : kExitBroke;
}

}  // namespace bulkhead
