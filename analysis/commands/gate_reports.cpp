// SPDX-License-Identifier: Apache-2.0
// Kinds of reports in one table, and their files.
#include "analysis/commands/gate_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>

#include "analysis/commands/command.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/store_files.hpp"
#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

constexpr const char* kOperation = "write the report";

struct ReportKind {
  std::string_view name;
  std::string (*text)(const GateVerdicts&);
};

constexpr std::array kKinds{ReportKind{"junit", gate_junit}, ReportKind{"markdown", gate_markdown},
                            ReportKind{"json", gate_json}, ReportKind{"sarif", gate_sarif}};

[[noreturn]] void refuse(const std::string& asked, const std::string& kind) {
  std::vector<std::string> names{"github"};
  for (const ReportKind& k : kKinds) names.push_back(fmt::format("{}=FILE", k.name));
  std::vector<std::string> kinds{"github"};
  for (const ReportKind& k : kKinds) kinds.emplace_back(k.name);
  const std::string near = nearest(kind, kinds);
  throw UsageError(fmt::format("--report is one of {}, not '{}'{}", fmt::join(names, ", "), asked,
                               near.empty() || near == kind ? "" : fmt::format("; did you mean {}?", near)));
}

/// Empty: there is none.
std::string summary_path() {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  return path ? path : "";
}

void write_file(const std::string& path, const std::string& text, std::ios::openmode mode) {
  std::ofstream file(path, std::ios::binary | mode);
  file << text;
  file.close();
  if (!file) throw_system_error(path, kOperation, errno);
}

}  // namespace

GateReports::GateReports(const std::vector<std::string>& asked) {
  for (const std::string& one : asked) {
    const std::size_t equals = one.find('=');
    const std::string kind = one.substr(0, equals);
    const std::string path = equals == std::string::npos ? "" : one.substr(equals + 1);
    const bool is_file = std::any_of(kKinds.begin(), kKinds.end(), [&](const ReportKind& k) { return k.name == kind; });
    if (kind == "github" && equals == std::string::npos)
      github_ = true;
    else if (is_file && !path.empty())
      files_.push_back({kind, path});
    else
      refuse(one, kind);
  }
  for (const File& file : files_) check_writable(file.path, kOperation);
  if (const std::string summary = summary_path(); github_ && !summary.empty()) check_writable(summary, kOperation);
}

void GateReports::write(const GateVerdicts& verdicts) const {
  std::exception_ptr first;
  const auto attempt = [&](const std::string& path, const std::string& text, std::ios::openmode mode) {
    try {
      write_file(path, text, mode);
    } catch (const OutsideError&) {
      if (!first) first = std::current_exception();
    }
  };
  for (const File& file : files_)
    for (const ReportKind& kind : kKinds)
      if (kind.name == file.kind) attempt(file.path, kind.text(verdicts), std::ios::trunc);
  if (github_) std::fputs(gate_github(verdicts).c_str(), stdout);
  if (const std::string summary = summary_path(); github_ && !summary.empty())
    attempt(summary, gate_github_summary(verdicts), std::ios::app);
  if (first) std::rethrow_exception(first);
}

}  // namespace bulkhead
