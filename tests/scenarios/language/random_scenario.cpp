// SPDX-License-Identifier: Apache-2.0
// Draws scenario texts: a world first, then faults, detectors and responses upon the names that it has.
#include "tests/scenarios/language/random_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/fields.hpp"
#include "scenarios/language/selector.hpp"
#include "sim/check.hpp"
#include "sim/random.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead::test {
namespace {

using Names = std::vector<std::string>;

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : draws_(stream_key(seed, 0, 0, name_hash("random scenario")), 0) {}

  std::string scenario() {
    text_ = "bulkhead: 1\nname: drawn\nrun: {horizon: 6h, replications: 1}\n";
    places();
    services();
    clients();
    routing();
    const Loaded world = load_text(text_);
    BULKHEAD_CHECK(world.scenario.has_value(), "a drawn world is legal");
    names_ = target_names(world.scenario->experiments[0].variants[0].model);
    faults();
    detection();
    response();
    return text_;
  }

 private:
  int number(int low, int high) { return low + static_cast<int>(draws_.uniform() * (high - low + 1)); }
  bool chance(double p) { return draws_.uniform() < p; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[static_cast<std::size_t>(number(0, static_cast<int>(list.size()) - 1))];
  }

  void places() {
    zones_ = chance(0.7) ? 3 : 2;
    const bool racks = chance(0.5);
    const int per_zone = number(1, 3);
    const int hosts = number(1, 4);
    const bool power = chance(0.5);
    text_ += fmt::format("topology:\n  tokyo: {{zones: [{}]", zones_ == 3 ? "a, b, c" : "a, b");
    if (racks) text_ += fmt::format(", racks: {{per_zone: {}, hosts: {}, switches: 1 of 2}}", per_zone, hosts);
    if (power) text_ += ", power: 1 of 2";
    text_ +=
        "}\nedge: {pops: {east: {share: 60%}, west: {share: 40%}}}\ntools: {pager: {needs: [control-plane tokyo]}}\n";
  }

  // Calls go to later services, and sometimes back, seldom enough to die out.
  void services() {
    const int count = number(1, 5);
    text_ += "services:\n";
    for (int i = 0; i < count; ++i) {
      service(i);
      text_ += calls(i, count) + "}\n";
      services_.push_back(fmt::format("s{}", i));
    }
  }

  void service(int i) {
    const int replicas = 6 * number(1, 2);
    const int capacity = number(50, 200);
    const int time = number(1, 20);
    text_ +=
        fmt::format("  s{}: {{replicas: {{per_zone: {}}}, capacity: {}/s, time: {}ms", i, replicas, capacity, time);
    const int every = number(5, 30);
    const bool fail_open = chance(0.8);
    if (chance(0.6)) text_ += fmt::format(", health_check: {{every: {}s, fail_open: {}}}", every, fail_open);
    const int errors = number(0, 3);
    if (chance(0.2)) text_ += fmt::format(", errors: {}%", errors);
    const bool zonal = chance(0.5);
    if (chance(0.2)) text_ += fmt::format(", scope: {}", zonal ? "zonal" : "regional");
  }

  std::string calls(int from, int count) {
    Names made;
    for (int to = 0; to < count; ++to) {
      const bool back = to <= from;
      const bool made_call = chance(back ? 0.1 : 0.5);
      if (to == from || !made_call) continue;
      const bool hard = chance(0.7);
      const int timeout = number(20, 500);
      const int retries = number(0, 2);
      const int share = back ? number(1, 5) : number(50, 100);
      made.push_back(fmt::format("s{}: {{need: {}, timeout: {}ms, retries: {}, share: {}%}}", to,
                                 hard ? "hard" : "soft", timeout, retries, share));
    }
    return made.empty() ? "" : fmt::format(", calls: {{{}}}", fmt::join(made, ", "));
  }

  void clients() {
    const Names entries = {"{via: dns, ttl: 30s}", "{via: load_balancer}", "{via: anycast}"};
    const std::string entry = one_of(entries);
    const int peak = number(10, 400);
    const int trough = number(10, 90);
    text_ += fmt::format("clients:\n  shoppers: {{to: s0, peak: {}/s, entry: {}, customers: 1000", peak, entry);
    if (chance(0.5)) text_ += fmt::format(", daily: {{trough: {}%}}", trough);
    text_ += "}\nobjectives: {s0: {success: 99%}}\n";
  }

  void routing() {
    by_cell_ = chance(0.34);
    const bool zonal = chance(0.5);
    text_ += fmt::format("routing: {}\n", by_cell_ ? "cell" : zonal ? "zonal" : "regional");
    if (by_cell_)
      text_ += fmt::format("cells: {{count: {}, span: {}, standby: {{lag: 2s}}}}\n", zones_, zonal ? "zone" : "region");
  }

  Names of_kind(std::string_view kind) const {
    Names found;
    std::copy_if(names_.begin(), names_.end(), std::back_inserter(found),
                 [&](const std::string& name) { return target_kind(name) == kind; });
    return found;
  }

  // A legal target in this world, or nothing.
  std::string target(const Kind& kind) {
    if (kind.targets[0] == "path") {
      const Names callers = of_kind(chance(0.5) ? "zone" : "pool");
      const Names callees = of_kind(chance(0.5) ? "service" : "zone");
      const std::string from = one_of(callers);
      const std::string to = one_of(callees);
      return fmt::format("{{from: {}, to: {}, both: {}}}", from, to, chance(0.3));
    }
    const std::string_view which = one_of(kind.targets);
    const auto names = of_kind(which);
    return names.empty() ? "" : one_of(names);
  }

  std::string value(const Parameter& what) {
    const auto between = [&](double low, double high) {
      return number(static_cast<int>(std::max(low, what.low)), static_cast<int>(std::min(high, what.high)));
    };
    switch (what.type) {
      case Type::flag:
        return chance(0.5) ? "true" : "false";
      case Type::count:
        return std::to_string(between(0, 10));
      case Type::ratio:
        return fmt::format("{}%", number(1, 99));
      case Type::factor:
        return std::to_string(between(2, 5));  // 1 changes nothing
      case Type::rate:
        return fmt::format("{}/s", between(1, 300));
      case Type::duration:
        return fmt::format("{}s", between(1, 120));
      case Type::distribution: {
        const int low = number(0, 60);
        return fmt::format("{{uniform: [{}s, {}s]}}", low, number(61, 600));
      }
      case Type::m_of_n:
        return chance(0.5) ? "3 of 3" : "2 of 5";
      case Type::choice:
        return std::string(one_of(what.choices));
      case Type::name:
        return one_of(services_);
    }
    return {};
  }

  std::string parameters(const Kind& kind, double share) {
    std::string text;
    for (const auto& parameter : kind.parameters) {
      const bool required = std::holds_alternative<std::monostate>(parameter.fallback) && !parameter.optional;
      const bool given = chance(share);
      if (required || given) text += fmt::format(", {}: {}", parameter.name, value(parameter));
    }
    return text;
  }

  void faults() {
    text_ += "faults:\n";
    for (int i = number(1, 6); i > 0; --i) {
      const auto kinds = fault_record().shelf->kinds();
      const Kind& kind = one_of(kinds);
      const std::string where = target(kind);
      if (where.empty()) continue;
      const bool by_instant = chance(0.7);
      const int begins = number(1, 300);
      const int lasts = number(1, 90);
      const std::string when = by_instant ? fmt::format("at: {}m, for: {}m", begins, lasts)
                                          : fmt::format("mttf: {}m, repair: {}m", 4 * begins, lasts);
      text_ += fmt::format("  f{}: {{kind: {}, target: {}, {}", i, kind.name, where, when);
      text_ += parameters(kind, 1) + "}\n";
    }
  }

  void detection() {
    text_ += "detection:\n";
    const int count = number(0, 3);
    for (int i = 0; i < count; ++i) {
      const auto kinds = detector_record().shelf->kinds();
      const Kind& kind = one_of(kinds);
      text_ += fmt::format("  d{}: {{kind: {}, target: {}", i, kind.name, target(kind));
      text_ += parameters(kind, 0.5) + "}\n";
      detectors_.push_back(fmt::format("d{}", i));
    }
  }

  void response() {
    if (detectors_.empty() || chance(0.2)) return;
    const auto kinds = response_record().shelf->kinds();
    const Kind& kind = one_of(kinds);
    const bool cell = kind.targets[0] == "cell";
    if (cell && !by_cell_) return;
    const bool automatic = chance(0.5);
    const int lasts = number(10, 120);
    const bool one_zone_out = chance(0.5);
    text_ += "people: {on-call: {acknowledge: 3m, decide: {uniform: [1m, 5m]}}}\n";
    const std::string what = kind.name == "scale_out" ? "add: 0.4" : cell ? "cell: 1, only_if: " : "zone: a, only_if: ";
    text_ += fmt::format("response:\n  r: {{when: [{}], do: {}, {}{}, who: {}, for: {}m", fmt::join(detectors_, ", "),
                         kind.name, what,
                         kind.name == "scale_out" ? ""
                         : one_zone_out           ? "[one_zone_out]"
                                                  : "[]",
                         automatic ? "automatic" : "on-call", lasts);
    if (kind.name == "evacuate_service" || kind.name == "scale_out") text_ += ", service: " + one_of(services_);
    text_ += "}\n";
  }

  Draws draws_;
  std::string text_;
  int zones_ = 3;
  bool by_cell_ = false;
  Names services_;
  Names detectors_;
  Names names_;
};

}  // namespace

std::string random_scenario(std::uint64_t seed) {
  return Writer(seed).scenario();
}

}  // namespace bulkhead::test
