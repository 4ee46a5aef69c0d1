// SPDX-License-Identifier: Apache-2.0
/// The comparison of variants as text: for a person, for a program, for a page.
///
/// All four show the same rows of the database. The table is 80 columns wide; variants that do not fit stand below
/// the first ones. A figure has its 95 % interval beside it (none printed where it does not vary), or a number in
/// brackets that leads to the reason why it has none.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/results.hpp"

namespace bulkhead {

std::string report_table(const RunResult& run);
std::string report_markdown(const RunResult& run);
/// All points of a sweep in one table: a row for each point, a column for each variant, and each variant's knee.
std::string report_sweep_table(std::span<const RunResult> points);
std::string report_sweep_markdown(std::span<const RunResult> points);
/// One document for all runs; the shape is the contract of docs/command-line.md.
std::string report_json(const std::vector<RunResult>& runs);
/// The rows of v_comparison, with a header line (RFC 4180).
std::string report_csv(const std::vector<RunResult>& runs);

/// One paragraph: who loses more or less on the same faults, what the file leaves out, what capacity is paid for.
std::string conclusion(const RunResult& run);

}  // namespace bulkhead
