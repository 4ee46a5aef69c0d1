// SPDX-License-Identifier: Apache-2.0
// Baselines as JSON.
#include "analysis/gate/baseline_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "analysis/commands/command.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/store_files.hpp"
#include "scenarios/language/diagnostics.hpp"
#include "sim/random.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kMostSamples = 5'000'000;  // of a whole file: far above any that is written
constexpr const char* kWayOut = "make a new one: bulkhead check FILE --baseline NEW.json --update-baseline";

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    refuse_baseline(path, fmt::format("the baseline cannot be read: {}", std::generic_category().message(errno)));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A list whose entries are all alike, as that one entry.
Json column(const SampleRow& row, double Sample::*of) {
  Json out = Json::array();
  for (const auto& sample : row) out.push_back(sample ? Json((*sample).*of) : Json());
  const bool alike =
      !out.empty() && std::all_of(out.begin(), out.end(), [&](const Json& j) { return j == out.front(); });
  if (alike && !out.front().is_null()) return out.front();
  return out;
}

SampleRow first_of(const SampleRow& row) {
  return {row.begin(), row.begin() + static_cast<std::ptrdiff_t>(std::min(row.size(), kBaselineReplications))};
}

std::string line_of(const BaselineFigure& figure) {
  const SampleRow row = first_of(figure.row);
  const Json json{{"service", figure.service},
                  {"metric", figure.metric->name},
                  {"replications", row.size()},
                  {"numerators", column(row, &Sample::numerator)},
                  {"denominators", column(row, &Sample::denominator)},
                  {"squares", column(row, &Sample::squares)}};
  return dump(json);
}

/// The object with one more key, whose list has an entry a line.
template <class Entry, class ToText>
std::string with_lines(const Json& object, const char* key, const std::vector<Entry>& entries, const ToText& text) {
  std::string out = dump(object);
  out.pop_back();
  out += fmt::format(",\"{}\":[", key);
  for (const Entry& e : entries) out += (&e == entries.data() ? "\n" : ",\n") + text(e);
  return out + "\n]}";
}

std::string line_of(const BaselineVariant& v) {
  const Json json{{"name", v.name}, {"digest", v.digest}, {"config", v.config}};
  return with_lines(json, "figures", v.figures, [](const BaselineFigure& f) { return line_of(f); });
}

std::string line_of(const BaselineRun& run) {
  const Json json{{"scenario", run.scenario}, {"experiment", run.experiment},      {"params", run.point},
                  {"seed", run.seed},         {"horizon_ns", run.horizon.count()}, {"warm_up_ns", run.warm_up.count()}};
  return with_lines(json, "variants", run.variants, [](const BaselineVariant& v) { return line_of(v); });
}

std::optional<double> entry_of(const Json& column, std::size_t number) {
  const Json& entry = column.is_array() ? column.at(number) : column;
  if (entry.is_null()) return std::nullopt;
  const double value = entry.get<double>();
  if (!std::isfinite(value) || value < 0) throw std::runtime_error("a sum is negative or not finite");
  return value;
}

/// A whole number, at least zero.
std::uint64_t whole(const Json& json, const char* key) {
  if (!json.at(key).is_number_unsigned()) throw std::runtime_error(fmt::format("`{}` is no whole number", key));
  return json.at(key).get<std::uint64_t>();
}

/// The entries of a list; nothing else has any.
const Json& list(const Json& json, const char* key) {
  if (!json.at(key).is_array()) throw std::runtime_error(fmt::format("`{}` is no list", key));
  return json.at(key);
}

BaselineFigure read_figure(const Json& json, std::size_t& samples_left) {
  BaselineFigure out{json.at("service").get<std::string>(), find_metric(json.at("metric").get<std::string>()), {}};
  const std::size_t replications = whole(json, "replications");
  if (replications > samples_left) throw std::runtime_error("there are too many replications");
  samples_left -= replications;
  if (!out.metric) return out;
  for (std::size_t i = 0; i < replications; ++i) {
    const auto numerator = entry_of(json.at("numerators"), i);
    const auto denominator = entry_of(json.at("denominators"), i);
    const auto squares = entry_of(json.at("squares"), i);
    out.row.push_back(numerator && denominator && squares ? std::optional(Sample{*numerator, *denominator, *squares})
                                                          : std::nullopt);
  }
  return out;
}

BaselineVariant read_variant(const Json& json, std::size_t& samples_left) {
  BaselineVariant out{json.at("name").get<std::string>(),
                      json.at("digest").get<std::string>(),
                      json.at("config").get<std::string>(),
                      {}};
  for (const Json& figure : list(json, "figures")) {
    out.figures.push_back(read_figure(figure, samples_left));
    if (!out.figures.back().metric) out.figures.pop_back();  // a metric that is no more
  }
  return out;
}

BaselineRun read_run(const Json& json, std::size_t& samples_left) {
  BaselineRun out{json.at("scenario").get<std::string>(),
                  json.at("experiment").get<std::string>(),
                  json.at("params").get<std::string>(),
                  whole(json, "seed"),
                  Duration::ns(static_cast<std::int64_t>(whole(json, "horizon_ns"))),
                  Duration::ns(static_cast<std::int64_t>(whole(json, "warm_up_ns"))),
                  {}};
  for (const Json& variant : list(json, "variants")) out.variants.push_back(read_variant(variant, samples_left));
  return out;
}

void check_head(const std::string& path, const Json& json) {
  if (!json.is_object() || !json.contains("bulkhead_baseline"))
    refuse_baseline(path, "this is no baseline of Bulkhead's, neither JSON nor a results database");
  if (json.at("bulkhead_baseline") != kVersion)
    refuse_baseline(path, fmt::format("the baseline has version {}, this program reads {}",
                                      json.at("bulkhead_baseline").dump(), kVersion));
  const auto scheme = json.at("random").get<std::string>();
  if (scheme != kRandomScheme)
    refuse_baseline(
        path,
        fmt::format("the baseline drew its chance by the scheme '{}', this program by '{}': nothing could be paired",
                    scheme, kRandomScheme));
}

fs::path behind_links(const std::string& path) {
  std::error_code code;
  return fs::exists(path, code) ? fs::canonical(path, code) : fs::path(path);
}

/// Where it is written before it stands in the old one's place.
std::string beside(const std::string& path) {
  return behind_links(path).string() + ".partial";
}

}  // namespace

void refuse_baseline(const std::string& path, const std::string& why) {
  throw InvalidInput(fmt::format("{}: error: {}\n    {}\n", printable(path), printable(why), kWayOut));
}

Baseline read_baseline_file(const std::string& path) {
  const std::string text = read_text(path);
  Baseline out{path, false, "", {}};
  try {
    const Json json = Json::parse(text);
    check_head(path, json);
    out.program = json.at("program").get<std::string>();
    std::size_t samples_left = kMostSamples;
    for (const Json& run : list(json, "runs")) out.runs.push_back(read_run(run, samples_left));
  } catch (const nlohmann::json::parse_error&) {
    refuse_baseline(path, "this is no baseline of Bulkhead's, neither JSON nor a results database");
  } catch (const nlohmann::json::exception& error) {
    refuse_baseline(path, fmt::format("this is no baseline of Bulkhead's: {}", error.what()));
  } catch (const InvalidInput&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse_baseline(path, fmt::format("this baseline is broken: {}", error.what()));
  }
  return out;
}

std::string baseline_text(const std::vector<BaselineRun>& runs) {
  const Json json{{"bulkhead_baseline", kVersion}, {"program", BULKHEAD_VERSION}, {"random", kRandomScheme}};
  return with_lines(json, "runs", runs, [](const BaselineRun& run) { return line_of(run); }) + "\n";
}

void check_replaceable(const std::string& path) {
  std::error_code code;
  const auto status = fs::status(path, code);
  check_writable(beside(path), "write the baseline");
  if (!fs::exists(status)) return;
  if (!fs::is_regular_file(status))
    refuse_baseline(path, "it is no regular file, and would be replaced by the baseline");
  read_baseline_file(path);
}

void write_baseline(const std::string& path, const std::vector<BaselineRun>& runs) {
  std::error_code code;
  const std::string partial = beside(path);
  fs::remove(partial, code);
  std::ofstream file(partial, std::ios::binary | std::ios::trunc);
  file << baseline_text(runs);
  file.close();
  if (!file) throw_system_error(partial, "write the baseline", errno);
  fs::rename(partial, behind_links(path), code);
  if (code) throw_system_error(path, "replace the baseline", code.value());
}

}  // namespace bulkhead
