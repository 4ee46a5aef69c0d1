// SPDX-License-Identifier: Apache-2.0
// `unavailability` and `common_cause` become clocks: an exponential `mttf`, and a fault of its own for what strikes
// all.
//
// A target that is down for r on average and up for m in between is down for the share q = r / (m + r) of the time, so
// that m = r (1 - q) / q. A beta factor b splits the rate 1/m into (1 - b)/m for each target alone and b/m for all at
// once; with an unavailability it splits q into q (1 - b) and q b.
// Source: Fleming, A reliability model for common mode failures in redundant safety systems, 1975; NUREG/CR-4780.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kYear = 365.25 * 86400;  // s

std::string common_name(const FaultSpec& fault) {
  return fault.name + "-common";
}

// Of one fault: how often its targets fail alone, and how often all of them at once.
struct SplitClocks {
  std::optional<Distribution> alone;
  std::optional<Distribution> together;
};

class RateReader {
 public:
  RateReader(Examined& e, const FaultSpec& fault, const Resolved& file)
      : e_(e), fault_(fault), file_(file), share_(number("unavailability")), beta_(number("common_cause")) {}

  bool speaks() const { return share_ || beta_; }

  /// Without a problem at least one of them is there.
  SplitClocks read() {
    if ((share_ && !check_share()) || (beta_ && !check_beta())) return {};
    const double together = beta_.value_or(0);
    SplitClocks out;
    if (together < 1) out.alone = clock(1 - together);
    if (together > 0) out.together = clock(together);
    return out;
  }

 private:
  std::optional<double> number(std::string_view key) const {
    const Resolved* node = file_.find(key);
    return node ? parse_ratio(node->text).value : std::nullopt;
  }

  bool error(std::string_view key, std::string sentence, std::string hint = {}) {
    const Resolved& node = *file_.find(key);
    e_.diagnostics.error(node.key_at, std::move(sentence), {}, std::move(hint));
    return false;
  }

  bool check_share() {
    if (*share_ <= 0 || *share_ >= 1)
      return error("unavailability", "`unavailability` lies between 0 and 1, and is neither");
    if (!file_.find("repair"))
      return error("unavailability", "`unavailability` needs `repair`: how long one failure lasts", "add repair: 2h");
    for (const auto key : {"crew", "active", "only_while"}) {
      if (file_.find(key))
        return error("unavailability",
                     fmt::format("nobody can say with `{}` which `mttf` makes this unavailability", key), "give mttf");
    }
    if (fault_.found_every)
      return error("unavailability", "nobody can say with `found: {every: ...}` which `mttf` makes this unavailability",
                   "give mttf");
    if (fault_.any > 0 && fault_.any < static_cast<int>(fault_.targets.size()))
      return error("unavailability", "each target is down for a part of this only: victims are drawn", "give mttf");
    return true;
  }

  bool check_beta() {
    if (fault_.at)
      return error("common_cause", "`common_cause` splits a rate: it goes with `mttf` or `unavailability`");
    if (fault_.mttf && fault_.mttf->kind() != Distribution::Kind::exponential)
      return error("common_cause", "`common_cause` splits a rate: it needs an exponential `mttf`",
                   "give the mean alone, like mttf: 365d");
    if (fault_.targets.size() < 2 || fault_.any > 0)
      return error("common_cause", "`common_cause` needs several targets that fail one by one");
    if (fault_.active > 0)
      return error("common_cause", "`common_cause` strikes all targets, and cold spares cannot fail",
                   "remove one of the two");
    return check_name();
  }

  bool check_name() {
    const std::string common = common_name(fault_);
    if (!is_name(common)) return error("common_cause", fmt::format("`{}` is too long for a name", common));
    const Resolved* other = e_.file.find({"faults", common});
    if (!other) return true;
    e_.diagnostics.error(
        other->key_at,
        fmt::format("`{}` is what `common_cause` of `{}` makes: it is no name of another fault", common, fault_.name),
        {}, "give this fault another name");
    return false;
  }

  // The clock for a part of the rate, or of the unavailability.
  std::optional<Distribution> clock(double part) {
    const double mean = share_ ? down() * (1 - *share_ * part) / (*share_ * part) : fault_.mttf->mean_seconds() / part;
    if (mean >= 1e-9 && mean <= kMaxMean_s) return Distribution::exponential_seconds(mean);
    error(share_ ? "unavailability" : "common_cause",
          fmt::format("this means a failure every {:.4g} years; at most 100 million are legal", mean / kYear));
    return std::nullopt;
  }

  double down() const { return fault_.repair->mean_seconds() + (fault_.found ? fault_.found->mean_seconds() : 0); }

  Examined& e_;
  const FaultSpec& fault_;
  const Resolved& file_;
  std::optional<double> share_;
  std::optional<double> beta_;
};

// Writes the clock in place of the words that made it.
void write_clock(Resolved& file, const Distribution& mttf) {
  file.remove("common_cause");
  for (auto& [key, value] : file.entries) {
    if (key != "mttf" && key != "unavailability") continue;
    key = "mttf";
    value.text = mttf.first().is_never() ? format_long_mean(mttf.mean_seconds()) : format_duration(mttf.first());
  }
}

// `any 3 of A, B`: all of the targets, drawn together.
void write_all(Resolved& target, std::size_t targets) {
  std::string text;
  for (const auto& item : target.items) text += (text.empty() ? "" : ", ") + item.text;
  target.form = Resolved::Form::scalar;
  target.text = yaml_scalar(fmt::format("any {} of {}", targets, text));
  target.items.clear();
}

void insert_sorted(Resolved& faults, const std::string& name, Resolved file) {
  const auto at = std::find_if(faults.entries.begin(), faults.entries.end(),
                               [&](const ResolvedEntry& entry) { return entry.key > name; });
  faults.entries.insert(at, {name, std::move(file)});
}

void rewrite(Examined& e, FaultSpec fault, const SplitClocks& clocks, std::vector<FaultSpec>& out) {
  Resolved& faults = *e.file.find("faults");
  Resolved file = *faults.find(fault.name);
  faults.remove(fault.name);
  if (clocks.alone) {
    fault.mttf = clocks.alone;
    write_clock(file, *clocks.alone);
    insert_sorted(faults, fault.name, file);
    out.push_back(fault);
  }
  if (clocks.together) {
    write_clock(file, *clocks.together);
    write_all(*file.find("target"), fault.targets.size());
    fault.name = common_name(fault);
    fault.any = static_cast<int>(fault.targets.size());
    fault.mttf = clocks.together;
    insert_sorted(faults, fault.name, std::move(file));
    out.push_back(std::move(fault));
  }
}

}  // namespace

void resolve_rates(Examined& e) {
  std::vector<FaultSpec> out;
  for (auto& fault : e.document.model.faults) {
    RateReader reader(e, fault, *e.file.find("faults")->find(fault.name));
    if (reader.speaks()) {
      const SplitClocks clocks = reader.read();
      rewrite(e, std::move(fault), clocks, out);
    } else
      out.push_back(std::move(fault));
  }
  std::sort(out.begin(), out.end(), [](const FaultSpec& a, const FaultSpec& b) { return a.name < b.name; });
  e.document.model.faults = std::move(out);
}

}  // namespace bulkhead
