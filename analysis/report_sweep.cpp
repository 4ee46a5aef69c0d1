// SPDX-License-Identifier: Apache-2.0
// A sweep as one block of cells: a row for each point, a column for each variant.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/format.hpp"
#include "analysis/report_cells.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

std::vector<std::size_t> param_widths(std::span<const RunResult> points) {
  std::vector<std::size_t> widths;
  for (const PointValue& p : points.front().point) widths.push_back(display_width(p.param));
  for (const RunResult& run : points)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(run.point[i].value));
  return widths;
}

/// "replicas  retries", or a point's values below these.
std::string label(const std::vector<PointValue>& point, const std::vector<std::size_t>& widths,
                  std::string PointValue::*part) {
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) out += (i > 0 ? "  " : "") + pad_left(point[i].*part, widths[i]);
  return out;
}

std::vector<std::string> knee_lines(const RunResult& first) {
  std::vector<std::string> out;
  for (const KneeResult& k : first.knees)
    out.push_back(fmt::format("{}: {}", k.variant, k.point.empty() ? "none found, " + k.note : point_text(k.point)));
  return out;
}

}  // namespace

SweepCells sweep_cells(std::span<const RunResult> points) {
  SweepCells out;
  const RunResult& first = points.front();
  const std::vector<std::size_t> widths = param_widths(points);
  out.block.service = label(first.point, widths, &PointValue::param);
  FootNotes notes;
  bool paid = false;
  for (const RunResult& run : points) {
    CellRow row{label(run.point, widths, &PointValue::value), {}};
    for (const VariantResult& v : run.variants) {
      const Estimate* available = run.estimate(v.name, run.headline, "availability_ratio");
      const Estimate* capacity = run.estimate(v.name, run.headline, "capacity_paid_ratio");
      row.cells.push_back(available ? notes.cell(*find_metric("availability_ratio"), available) : "");
      if (capacity) row.cells.back() += ", " + notes.cell(*find_metric("capacity_paid_ratio"), capacity);
      paid |= capacity != nullptr;
    }
    out.block.rows.push_back(std::move(row));
  }
  out.about = fmt::format("{}: availability{}", first.headline, paid ? ", capacity paid over capacity needed" : "");
  out.knees = knee_lines(first);
  out.notes = notes.texts();
  return out;
}

}  // namespace bulkhead
