// SPDX-License-Identifier: Apache-2.0
// bulkhead arithmetic: closed forms on the command line.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/arithmetic/formulas.hpp"
#include "analysis/commands/options.hpp"
#include "analysis/format.hpp"
#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

template <class T>
double argument_value(const Parsed<T>& parsed, std::string_view name, std::string_view text) {
  if (!parsed.value)
    throw UsageError(fmt::format("{}: '{}': {}{}", name, text, parsed.wrong,
                                 parsed.instead.empty() ? "" : fmt::format("; write {}", parsed.instead)));
  if constexpr (std::is_same_v<T, Duration>)
    return parsed.value->seconds();
  else
    return static_cast<double>(*parsed.value);
}

double argument_of(const FormulaArgument& argument, const std::string& text) {
  switch (argument.type) {
    case ArgumentType::ratio:
      return argument_value(parse_ratio(text), argument.name, text);
    case ArgumentType::count:
      return argument_value(parse_count(text), argument.name, text);
    case ArgumentType::number:
      return argument_value(parse_number(text), argument.name, text);
    case ArgumentType::duration:
      return argument_value(parse_duration(text), argument.name, text);
  }
  return 0;
}

std::string usage_of(const ClosedForm& formula) {
  std::string text = fmt::format("bulkhead arithmetic {}", formula.name);
  for (const FormulaArgument& a : formula.arguments)
    text += a.fallback ? fmt::format(" [{}]", a.name) : fmt::format(" {}{}", a.name, a.repeats ? "..." : "");
  return text;
}

std::string description(const ClosedForm& formula) {
  std::string text = fmt::format("{}\n    {}\n", usage_of(formula), wrap(formula.about, kWidth - 4, "    "));
  for (const FormulaArgument& a : formula.arguments)
    text += fmt::format("    {}: {}{}\n", a.name, a.about, a.fallback ? fmt::format(" ({})", *a.fallback) : "");
  return text + fmt::format("    Source: {}\n", wrap(formula.source, kWidth - 12, "    "));
}

std::string overview() {
  std::string text;
  for (const ClosedForm& f : formulas())
    text += fmt::format("{}\n    {}\n", usage_of(f), wrap(f.about, kWidth - 4, "    "));
  return text + "\nbulkhead arithmetic NAME tells what each value means and where the formula comes from.\n";
}

const ClosedForm& formula_named(const std::string& name) {
  if (const ClosedForm* found = find_formula(name)) return *found;
  std::vector<std::string> names;
  for (const ClosedForm& f : formulas()) names.emplace_back(f.name);
  const std::string near = nearest(name, names);
  throw UsageError(
      fmt::format("no formula '{}'{}", name,
                  near.empty() ? "; bulkhead arithmetic lists them" : fmt::format("; did you mean {}?", near)));
}

std::string as_table(const ClosedForm& formula, const std::vector<FormulaFigure>& figures) {
  std::string text = fmt::format("{}\n\n", wrap(formula.about, kWidth));
  for (const FormulaFigure& figure : figures) {
    std::vector<std::string> values;
    for (const double v : figure.values) values.push_back(fmt::format("{:.10g}", v));
    text += fmt::format("  {} {}\n", pad_right(figure.name, 40),
                        wrap(fmt::format("{}", fmt::join(values, " ")), kWidth - 43, std::string(43, ' ')));
  }
  return text;
}

std::string figures_json(const ClosedForm& formula, const std::vector<FormulaFigure>& figures) {
  nlohmann::ordered_json out{{"schema_version", 1}, {"formula", formula.name}, {"source", formula.source}};
  for (const FormulaFigure& figure : figures) {
    auto& value = out["figures"][figure.name];
    if (figure.values.size() == 1)
      value = figure.values.front();
    else
      value = figure.values;
  }
  return out.dump(2) + "\n";
}

}  // namespace

int arithmetic_command(const Arguments& arguments) {
  const Options options = parse_options("arithmetic", arguments, {{}, {"table", "json"}, false});
  if (options.help) return kExitWell;
  if (options.files.empty()) {
    std::fputs(overview().c_str(), stdout);
    return kExitWell;
  }
  const ClosedForm& formula = formula_named(options.files.front());
  if (options.files.size() == 1) {
    std::fputs(description(formula).c_str(), stdout);
    return kExitWell;
  }
  try {
    std::vector<double> given;
    for (std::size_t i = 1; i < options.files.size(); ++i)
      given.push_back(argument_of(formula.arguments[std::min(i, formula.arguments.size()) - 1], options.files[i]));
    const auto figures = evaluate(formula, std::move(given));
    std::fputs((options.format == Format::json ? figures_json(formula, figures) : as_table(formula, figures)).c_str(),
               stdout);
  } catch (const ArithmeticError& error) {
    throw UsageError(
        fmt::format("{}: {}; bulkhead arithmetic {} tells more", formula.name, error.what(), formula.name));
  }
  return kExitWell;
}

}  // namespace bulkhead
