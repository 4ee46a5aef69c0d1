// SPDX-License-Identifier: Apache-2.0
// `unavailability` and `common_cause` become clocks: an exponential `mttf`, and a fault of its own for every set of targets
// that is struck together.
//
// A target that is down for r on average and up for m in between is down for the share q = r / (m + r) of the time, so
// that m = r (1 - q) / q. Of the rate 1/m, or of q, each set of targets has the share that its model of common causes
// says (models/faults/common_cause.hpp): by a beta factor b, 1 - b for each target alone and b for all at once. Where lives are
// Weibull the rate is that of new targets, and each set ages from its own last repair.
//
// With `repair: each` a set is struck by a shock, and each of its targets is repaired by the rules of the fault: a target that is up
// is struck at the whole rate, so that q / ((1 - q) r) is split.
#include <fmt/format.h>

#include <algorithm>

#include "models/faults/common_cause.hpp"
#include "models/needs.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/units.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kYear = 365.25 * 86400;  // s

constexpr std::uint64_t kMostSets = 1'000;  // of targets that one entry strikes together

bool is_weibull(const Distribution& law) {
  return law.kind() == Distribution::Kind::weibull;
}

// "disks-common", or of a part of the targets "disks-common-1-3".
std::string common_name(const FaultSpec& fault, const std::vector<std::uint32_t>& set) {
  std::string out = fault.name + "-common";
  if (set.size() == fault.targets.size()) return out;
  for (const std::uint32_t i : set) out += fmt::format("-{}", i + 1);
  return out;
}

// Of one fault: how often its targets fail alone, and how often sets of them, by their numbers, fail at once.
struct SplitClocks {
  struct Together {
    std::vector<std::uint32_t> set;
    Distribution clock;
  };
  std::optional<Distribution> alone;
  std::vector<Together> together;
  bool each = false;  ///< sets are struck by shocks
};

class RateReader {
 public:
  RateReader(Examined& e, const FaultSpec& fault, const Resolved& file)
      : e_(e), fault_(fault), file_(file), share_(number("unavailability")), causes_(file.find("common_cause")) {}

  bool speaks() const { return share_ || causes_; }

  /// Without a problem at least one of them is there.
  SplitClocks read() {
    if ((share_ && !check_share()) || (causes_ && !check_causes())) return {};
    const auto shares = causes_ ? shares_of_sets() : std::vector<double>{1};
    SplitClocks out;
    if (shares.empty()) return out;
    out.each = each();
    if (out.each && shares.front() <= 0)
      return error("common_cause", "with `repair: each` something must strike one target alone: none does"),
             SplitClocks();
    if (shares.front() > 0) out.alone = clock(shares.front());
    const auto n = static_cast<std::uint32_t>(shares.size());
    for (std::uint32_t k = 2; k <= n; ++k) {
      const auto one = shares[k - 1] > 0 ? clock(shares[k - 1]) : std::nullopt;
      if (!one) continue;
      for (auto& set : sets_of(k, n))
        if (check_name(set)) out.together.push_back({std::move(set), *one});
    }
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

  /// Does a takeover say when its repair begins?
  bool is_noticed_late() const {
    if (fault_.found || fault_.found_every) return false;
    return any_need(e_.document.model, [&](const NeedSpec& need) {
      const bool late = need.takeover && (need.takeover->notice != Distribution() || need.takeover->uncovered);
      return late && std::any_of(fault_.targets.begin(), fault_.targets.end(), [&](const std::string& target) {
               return std::find(need.of.begin(), need.of.end(), target) != need.of.end();
             });
    });
  }

  bool each() const {
    const Resolved* repair = causes_ ? causes_->find("repair") : nullptr;
    return repair != nullptr && repair->text == "each";
  }

  bool check_share() {
    if (!fault_.repaired_as.empty())
      return error("unavailability", "a shock is over at once, and has no unavailability", "give mttf, or at");
    if (is_noticed_late())
      return error(
          "unavailability",
          "nobody can say which `mttf` makes this unavailability where a takeover has to notice before repairs begin",
          "give mttf, or say `found`");
    if (*share_ <= 0 || *share_ >= 1)
      return error("unavailability", "`unavailability` lies between 0 and 1, and is neither");
    if (!file_.find("repair"))
      return error("unavailability", "`unavailability` needs `repair`: how long one failure lasts", "add repair: 2h");
    for (const auto key :
         {"crew", "active", "dormancy", "starts", "only_while", "acceleration", "repair_acceleration"}) {
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

  bool check_causes() {
    if (fault_.at)
      return error("common_cause", "`common_cause` splits a rate: it goes with `mttf` or `unavailability`");
    if (fault_.mttf && fault_.mttf->kind() != Distribution::Kind::exponential && !is_weibull(*fault_.mttf))
      return error("common_cause",
                   "`common_cause` splits a rate of failing: it needs an exponential or a Weibull `mttf`",
                   "give the mean alone, like mttf: 365d");
    if (fault_.targets.size() < 2 || fault_.any > 0)
      return error("common_cause", "`common_cause` needs several targets that fail one by one");
    if (fault_.active > 0 || fault_.standby)
      return error("common_cause", "`common_cause` strikes all targets alike, and spares are not like those that run",
                   "remove one of the two");
    if (!fault_.acceleration.empty())
      return error("common_cause", "`common_cause` splits a rate, and with `acceleration` there are several",
                   "remove one of the two");
    for (const auto key : {"repair_acceleration", "renews"})
      if (file_.find(key))
        return error("common_cause",
                     fmt::format("`common_cause` makes several faults of one, and `{}` is about one", key),
                     "remove one of the two");
    return true;
  }

  // The factors of one model, or nothing and an error.
  std::vector<double> shares_of_sets() {
    using Model = CommonCauseModel;
    const auto n = static_cast<int>(fault_.targets.size());
    if (causes_->form == Resolved::Form::scalar)
      return common_cause_shares(Model::beta, n, std::vector{*number("common_cause")});
    const auto& [name, list] = *std::find_if(causes_->entries.begin(), causes_->entries.end(),
                                             [](const ResolvedEntry& entry) { return entry.key != "repair"; });
    if (name == "beta") return common_cause_shares(Model::beta, n, std::vector{*parse_ratio(list.text).value});
    const Model model = name == "mgl" ? Model::mgl : name == "alpha" ? Model::alpha : Model::phi;
    std::vector<double> factors;
    for (const Resolved& item : list.items) factors.push_back(*parse_ratio(item.text).value);
    const int most = most_factors(model, n);
    if (static_cast<int>(factors.size()) > most) {
      error("common_cause", fmt::format("`{}` of {} targets has at most {} factors", name, n, most),
            fmt::format("remove {}", factors.size() - static_cast<std::size_t>(most)));
      return {};
    }
    const bool sum = model == Model::alpha || model == Model::phi;
    if (sum && std::all_of(factors.begin(), factors.end(), [](double one) { return one <= 0; })) {
      error("common_cause", fmt::format("all parts of `{}` are zero", name),
            fmt::format("like {{{}: [95%, 4%, 1%]}}", name));
      return {};
    }
    if (fault_.found_staggered && !each()) {
      error("common_cause", "a set of targets does not know when `staggered` looks at each of them",
            "give a beta factor alone, or remove staggered");
      return {};
    }
    auto out = common_cause_shares(model, n, factors);
    if (struck_together(out, kMostSets + 1) <= kMostSets) return out;
    error("common_cause", fmt::format("more than {} sets of targets would be struck together", kMostSets),
          "give fewer factors, or a beta factor alone");
    return {};
  }

  bool check_name(const std::vector<std::uint32_t>& set) {
    const std::string common = common_name(fault_, set);
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
    if (!share_ && is_weibull(*fault_.mttf)) return weibull_clock(part);
    const double down_s = share_ ? down() : 0;
    const double mean = !share_  ? fault_.mttf->mean_seconds() / part
                        : each() ? down_s * (1 - *share_) / (*share_ * part)
                                 : down_s * (1 - *share_ * part) / (*share_ * part);
    if (mean >= 1e-9 && mean <= kMaxMean_s) return Distribution::exponential_seconds(mean);
    error(share_ ? "unavailability" : "common_cause",
          fmt::format("this means a failure every {:.4g} years; at most 100 million are legal", mean / kYear));
    return std::nullopt;
  }

  // A Weibull of the same shape: shape/scale (t/scale)^(shape - 1) times the part.
  std::optional<Distribution> weibull_clock(double part) {
    const double shape = fault_.mttf->shape(), scale_s = fault_.mttf->scale() * math::pow(part, -1 / shape);
    if (scale_s <= kMaxHorizon.seconds())
      return Distribution::weibull_shape_scale(shape, Duration::from_seconds(scale_s));
    error("common_cause",
          fmt::format("this means failures on a scale of {:.4g} years; at most 250 are legal", scale_s / kYear));
    return std::nullopt;
  }

  double down() const { return fault_.repair->mean_seconds() + (fault_.found ? fault_.found->mean_seconds() : 0); }

  Examined& e_;
  const FaultSpec& fault_;
  const Resolved& file_;
  std::optional<double> share_;
  const Resolved* causes_;
};

// Writes the clock in place of the words that made it.
void write_clock(Resolved& file, const Distribution& mttf) {
  file.remove("common_cause");
  for (auto& [key, value] : file.entries) {
    if (key != "mttf" && key != "unavailability") continue;
    key = "mttf";
    if (is_weibull(mttf))
      value.text = fmt::format("{{weibull: {{shape: {}, scale: {}}}}}", format_number(mttf.shape()),
                               format_duration(Duration::from_seconds(mttf.scale())));
    else
      value.text = mttf.first().is_never() ? format_long_mean(mttf.mean_seconds()) : format_duration(mttf.first());
  }
}

// `any 3 of A, B`: all of the targets, drawn together; in the words of the file where they are all that it has.
void write_all(Resolved& target, const std::vector<std::string>& targets, bool whole) {
  std::vector<std::string> words;
  for (const auto& item : target.items) words.push_back(item.text);
  target.form = Resolved::Form::scalar;
  target.text = yaml_scalar(fmt::format("any {} of {}", targets.size(), fmt::join(whole ? words : targets, ", ")));
  target.items.clear();
}

void insert_sorted(Resolved& faults, const std::string& name, Resolved file) {
  const auto at = std::find_if(faults.entries.begin(), faults.entries.end(),
                               [&](const ResolvedEntry& entry) { return entry.key > name; });
  faults.entries.insert(at, {name, std::move(file)});
}

// What strikes several is as urgent as what strikes one, and comes before it, the most first.
void rank(Examined& e, const FaultSpec& fault, const SplitClocks& clocks) {
  for (CrewSpec& crew : e.document.model.crews) {
    const auto at = std::find(crew.priority.begin(), crew.priority.end(), fault.name);
    if (at == crew.priority.end()) continue;
    auto& items = e.file.find("crews")->find(crew.name)->find("priority")->items;
    const auto item = items.begin() + (at - crew.priority.begin());
    std::vector<std::string> names;
    std::vector<Resolved> written(clocks.together.size(), *item);
    for (auto set = clocks.together.rbegin(); set != clocks.together.rend(); ++set) {
      written[names.size()].text = common_name(fault, set->set);
      names.push_back(common_name(fault, set->set));
    }
    const auto next = crew.priority.insert(at, names.begin(), names.end());
    const auto next_item = items.insert(item, written.begin(), written.end());
    if (clocks.alone) continue;
    crew.priority.erase(next + static_cast<std::ptrdiff_t>(names.size()));
    items.erase(next_item + static_cast<std::ptrdiff_t>(names.size()));
  }
}

void become_shock(FaultSpec& fault, Resolved& file, const std::string& repaired_as) {
  const FaultSpec plain;
  fault.repair = plain.repair, fault.crew = plain.crew;
  fault.found = plain.found, fault.found_every = plain.found_every, fault.found_first = plain.found_first;
  fault.found_staggered = plain.found_staggered, fault.found_misses = plain.found_misses;
  fault.found_coverage = plain.found_coverage, fault.found_full_every = plain.found_full_every;
  for (const auto* key : {"repair", "for", "found", "crew"}) file.remove(key);
  fault.repaired_as = {repaired_as};
  Resolved& word = file.add("repaired_as");
  word.form = Resolved::Form::list;
  word.items.emplace_back().text = repaired_as;
  word.at = word.key_at = word.items.front().at = file.key_at;
  word.given = true;
}

void rewrite(Examined& e, FaultSpec fault, const SplitClocks& clocks, std::vector<FaultSpec>& out) {
  Resolved& faults = *e.file.find("faults");
  Resolved file = *faults.find(fault.name);
  faults.remove(fault.name);
  if (!clocks.each) rank(e, fault, clocks);
  if (clocks.alone) {
    fault.mttf = clocks.alone;
    write_clock(file, *clocks.alone);
    insert_sorted(faults, fault.name, file);
    out.push_back(fault);
  }
  for (const auto& [set, clock] : clocks.together) {
    FaultSpec common = fault;
    Resolved own = file;
    common.name = common_name(fault, set);
    common.targets.clear();
    for (const std::uint32_t i : set) common.targets.push_back(fault.targets[i]);
    common.any = static_cast<int>(set.size());
    common.mttf = clock;
    write_clock(own, clock);
    write_all(*own.find("target"), common.targets, set.size() == fault.targets.size());
    if (clocks.each) become_shock(common, own, fault.name);
    insert_sorted(faults, common.name, std::move(own));
    out.push_back(std::move(common));
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
