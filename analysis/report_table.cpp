// SPDX-License-Identifier: Apache-2.0
// The comparison laid out for a terminal of 80 columns, and as Markdown.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/format.hpp"
#include "analysis/report_cells.hpp"
#include "analysis/reports.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kNarrowest = 12;

std::string name_of(const RunResult& run) {
  return run.experiment == "main" ? run.scenario : run.scenario + " / " + run.experiment;
}

std::string wrapped_title(const RunResult& run) {
  const std::string name = name_of(run);
  if (run.about.empty()) return name;
  const std::size_t left = display_width(name) + 3;
  const std::size_t width = left + 30 > kWidth ? kWidth - 4 : kWidth - left;
  const std::string indent(kWidth - width, ' ');
  const std::string about = wrap(run.about, width, indent);
  return left + 30 > kWidth ? name + "\n" + indent + about : name + "   " + about;
}

std::size_t label_width(const CellBlock& block) {
  std::size_t width = display_width(block.service);
  for (const CellRow& row : block.rows) width = std::max(width, display_width(row.label));
  return width;
}

std::size_t column_width(const CellBlock& block, const std::string& name, std::size_t column) {
  std::size_t width = std::max(kNarrowest, display_width(name));
  for (const CellRow& row : block.rows) width = std::max(width, display_width(row.cells[column]));
  return width;
}

/// Variants [first, last) side by side, `gap` columns before each.
std::string stripe(const RunResult& run, const CellBlock& block, std::size_t first, std::size_t last, std::size_t gap) {
  const auto line = [&](const std::string& head, const auto& cell) {
    std::string text = "  " + pad_right(head, label_width(block));
    for (std::size_t c = first; c < last; ++c)
      text += pad_left(cell(c), gap + column_width(block, run.variants[c].name, c));
    return text + "\n";
  };
  std::string out = line(block.service, [&](std::size_t c) { return run.variants[c].name; });
  for (const CellRow& row : block.rows) out += line(row.label, [&](std::size_t c) { return row.cells[c]; });
  return out;
}

/// How many variants from `first` on fit side by side, at least one.
std::size_t fitting(const RunResult& run, const CellBlock& block, std::size_t first, std::size_t gap) {
  std::size_t width = 2 + label_width(block);
  std::size_t last = first;
  for (; last < run.variants.size(); ++last) {
    width += gap + column_width(block, run.variants[last].name, last);
    if (width > kWidth && last > first) break;
  }
  return last - first;
}

/// The widest gap, from 4 columns down to 2, with which the most variants fit.
std::string block_table(const RunResult& run, const CellBlock& block) {
  std::string out;
  for (std::size_t first = 0; first < run.variants.size();) {
    const std::size_t most = fitting(run, block, first, 2);
    std::size_t gap = 4;
    while (gap > 2 && fitting(run, block, first, gap) < most) --gap;
    out += "\n" + stripe(run, block, first, first + most, gap);
    first += most;
  }
  return out;
}

std::string escape_markdown(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

std::string block_markdown(const RunResult& run, const CellBlock& block) {
  std::string out = fmt::format("\n| {} |", block.service);
  for (const VariantResult& v : run.variants) out += fmt::format(" {} |", v.name);
  out += "\n|---|";
  for (std::size_t i = 0; i < run.variants.size(); ++i) out += "---:|";
  for (const CellRow& row : block.rows) {
    out += fmt::format("\n| {} |", row.label);
    for (const std::string& cell : row.cells) out += fmt::format(" {} |", escape_markdown(cell));
  }
  return out + "\n";
}

}  // namespace

std::string report_table(const RunResult& run) {
  const Cells cells = report_cells(run);
  std::string out = wrapped_title(run) + "\n" + heading(run) + "\n";
  for (const CellBlock& block : cells.blocks) out += block_table(run, block);
  return out + footnote_lines(cells.notes) + "\n" + wrap(conclusion(run), kWidth) + "\n";
}

std::string report_sweep_table(std::span<const RunResult> points) {
  const RunResult& first = points.front();
  const SweepCells cells = sweep_cells(points);
  std::string out = fmt::format("{}\n{} points, {}\n{}\n{}{}", wrapped_title(first), points.size(), heading(first),
                                cells.about, block_table(first, cells.block), footnote_lines(cells.notes));
  if (!cells.knees.empty()) out += fmt::format("\n{}\n", kKneesTitle);
  for (const std::string& knee : cells.knees) out += "  " + wrap(knee, kWidth - 2, "    ") + "\n";
  return out;
}

std::string report_sweep_markdown(std::span<const RunResult> points) {
  const RunResult& first = points.front();
  const SweepCells cells = sweep_cells(points);
  std::string out = fmt::format("### {}\n\n{}\n\n{} points, {}\n\n{}\n", name_of(first), first.about, points.size(),
                                heading(first), cells.about);
  out += block_markdown(first, cells.block);
  for (std::size_t i = 0; i < cells.notes.size(); ++i) out += fmt::format("\n({}) {}\n", i + 1, cells.notes[i]);
  if (!cells.knees.empty()) out += fmt::format("\n{}\n\n", kKneesTitle);
  for (const std::string& knee : cells.knees) out += fmt::format("- {}\n", knee);
  return out;
}

std::string report_markdown(const RunResult& run) {
  const Cells cells = report_cells(run);
  std::string out = fmt::format("### {}\n\n{}\n\n{}\n", name_of(run), run.about, heading(run));
  for (const CellBlock& block : cells.blocks) out += block_markdown(run, block);
  for (std::size_t i = 0; i < cells.notes.size(); ++i) out += fmt::format("\n({}) {}\n", i + 1, cells.notes[i]);
  return out + "\n" + conclusion(run) + "\n";
}

}  // namespace bulkhead
