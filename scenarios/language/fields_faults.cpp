// SPDX-License-Identifier: Apache-2.0
// The table of fields: faults and crews; how a fault's target is written, and when it is found.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/faults/registry.hpp"
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"
#include "scenarios/language/selector.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

using namespace rows;

std::vector<Kind> kinds_of_faults() {
  std::vector<Kind> kinds;
  for (const auto& row : fault_kinds()) kinds.push_back(row.kind);
  return kinds;
}

const Kind* find_fault(std::string_view name) {
  const FaultKind* row = find_fault_kind(name);
  return row ? &row->kind : nullptr;
}

const KindShelf kFaultShelf{
    "kind", "kind of fault", kinds_of_faults, find_fault, choose<FaultSpec, &FaultSpec::kind>, values_of<FaultSpec>};

void decode_path(Decoder& decoder, const YamlNode& node, FaultSpec& fault, Resolved& out) {
  out.form = Resolved::Form::map;
  for (const auto& entry : node.entries) {
    Resolved part;
    if (entry.key == "from")
      fault.from = target_patterns(decoder, "from", entry.value, part);
    else if (entry.key == "to")
      fault.to = target_patterns(decoder, "to", entry.value, part);
    else if (entry.key != "both") {
      const std::string near = nearest(entry.key, {"both", "from", "to"});
      decoder.diagnostics().error(entry.key_at, fmt::format("`{}` is no key of a path", printable(entry.key)),
                                  node.find(near) ? "" : near, "its keys: from, to, both");
      continue;
    }
    part.at = entry.value.at;
    part.given = true;
    part.key_at = entry.key_at;
    if (entry.key != "both") out.add(entry.key) = std::move(part);
  }
  for (const auto key : {"from", "to"}) {
    if (!node.find(key))
      decoder.diagnostics().error(node.at, fmt::format("a path needs `{}`", key), {},
                                  "like {from: zone tokyo/a, to: service web}");
  }
  std::sort(out.entries.begin(), out.entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  const Field both = flag("both", &FaultSpec::both, "");
  Resolved& flag_out = out.add("both");
  flag_out = written("false", node);
  if (const YamlNode* given = node.find("both")) decoder.value(both, *given, &fault, flag_out);
}

// `zone a, zone b` as the list that it is.
YamlNode listed(const YamlNode& node) {
  YamlNode list = node;
  list.kind = YamlNode::Kind::sequence;
  for (std::size_t begin = 0; begin <= node.text.size();) {
    const std::size_t end = std::min(node.text.find(", ", begin), node.text.size());
    YamlNode item = node;
    item.text = node.text.substr(begin, end - begin);
    list.items.push_back(std::move(item));
    begin = end + 2;
  }
  return list;
}

// `any 2 of zone tokyo/*` -> 2 and the rest; anything else is left as it is.
bool decode_any(Decoder& decoder, const YamlNode& node, FaultSpec& fault, Resolved& out) {
  const std::string_view text = node.text;
  const std::size_t of = text.find(" of ");
  if (!node.is_scalar() || text.substr(0, 4) != "any " || of == std::string_view::npos) return false;
  const auto number = parse_count(text.substr(4, of < 4 ? 0 : of - 4));
  YamlNode rest = node;
  rest.text = std::string(text.substr(of + 4));
  if (!number.value || *number.value < 1 || *number.value > 1000000) {
    decoder.diagnostics().error(node.at, fmt::format("{} is not written like any 2 of zone tokyo/*", describe(node)),
                                "any 1 of " + rest.text);
    return true;
  }
  fault.any = static_cast<int>(*number.value);
  fault.targets = target_patterns(decoder, "target", listed(rest), out);
  if (out.items.empty()) return true;
  out = written(yaml_scalar(text), node);
  return true;
}

void decode_fault_target(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  auto& fault = *static_cast<FaultSpec*>(spec);
  if (node.is_mapping())
    decode_path(decoder, node, fault, out);
  else if (!decode_any(decoder, node, fault, out))
    fault.targets = target_patterns(decoder, "target", node, out);
}

template <class Spec>
Field bare_law(std::string_view key, Bare bare, std::optional<Distribution> Spec::*member, std::string_view about) {
  Field field = law(key, member, about);
  field.bare = bare;
  return std::move(field).unset();
}

// A distribution, or {every: 168h}: somebody looks then, at all targets at once or at one after another.
void decode_found(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  constexpr std::array kKeys{"every", "first", "staggered", "misses", "coverage", "full_every"};
  if (std::none_of(kKeys.begin(), kKeys.end(), [&](const char* key) { return node.find(key) != nullptr; })) {
    decoder.value(law("found", &FaultSpec::found, ""), node, spec, out);
    return;
  }
  static const FieldGroup record{
      "way to find it",
      "",
      "",
      {duration("every", &FaultSpec::found_every, "How often somebody looks.").range(1e-9, 1e10).like("7d"),
       duration("first", &FaultSpec::found_first, "When somebody looks first. Unset: after `every`.")
           .range(1e-9, 1e10)
           .unset(),
       flag("staggered", &FaultSpec::found_staggered, "Target i of n is looked at first after i/n of `every`.").unset(),
       ratio("misses", &FaultSpec::found_misses, "Chance that a look misses what it could find. Unset: none.").unset(),
       ratio("coverage", &FaultSpec::found_coverage,
             "Share of the failures that looks can find; the others wait for a full one. Unset: all.")
           .unset(),
       duration("full_every", &FaultSpec::found_full_every,
                "How often a look is full, and finds all: a multiple of `every`. Unset: never.")
           .range(1e-9, 1e10)
           .unset()}};
  decoder.record(record, node, node.at, spec, out);
}

const Special kFound{
    "duration or distribution, or {every: DURATION} with first: DURATION or staggered: true, misses: SHARE, and "
    "coverage: SHARE with full_every: DURATION",
    "15m",
    R"({"anyOf": [{"$ref": "#/definitions/distribution"}, {"type": "object", "additionalProperties": false, "required": ["every"],
                                                           "properties": {"every": {"$ref": "#/definitions/duration"}, "first": {"$ref": "#/definitions/duration"}, "staggered": {"type": "boolean"},
                                                           "misses": {"$ref": "#/definitions/ratio"}, "coverage": {"$ref": "#/definitions/ratio"}, "full_every": {"$ref": "#/definitions/duration"}}}]})",
    decode_found};

const Field& share_of_failures() {
  static const Field field = word(Type::ratio, "common_cause", "").range(0, 1);
  return field;
}

const Field& repair_of_sets() {
  static const Field field = [] {
    Field out = word(Type::choice, "repair", "");
    out.what.choices = {"together", "each"};
    return out;
  }();
  return field;
}

// A share, or one model of sets with its factors and how they are repaired; it stays in the file's words until the targets are known.
void decode_common_cause(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  if (!node.is_mapping()) return decoder.value(share_of_failures(), node, spec, out);
  std::vector<const YamlEntry*> models, others;
  for (const YamlEntry& entry : node.entries) {
    const bool is_model = entry.key == "beta" || entry.key == "mgl" || entry.key == "alpha" || entry.key == "phi";
    if (is_model || entry.key != "repair") (is_model ? models : others).push_back(&entry);
  }
  if (models.size() > 1 && others.empty()) {
    decoder.diagnostics().error(node.at,
                                fmt::format("`common_cause` gives both {} and {}", models[0]->key, models[1]->key), {},
                                fmt::format("set {} to null, or remove it", models[0]->key));
    return;
  }
  const bool one = models.size() == 1 && others.empty();
  const bool share = one && models.front()->key == "beta" && models.front()->value.is_scalar();
  const bool list = one && models.front()->key != "beta" && models.front()->value.is_sequence() &&
                    !models.front()->value.items.empty();
  if (!share && !list) {
    decoder.diagnostics().error(node.at,
                                "`common_cause` is a share, or one of beta with a share, and mgl, alpha and phi with a "
                                "list of factors",
                                {}, "like {mgl: [10%, 30%]}, or {beta: 10%, repair: each}");
    return;
  }
  out.form = Resolved::Form::map;
  for (const YamlEntry& entry : node.entries) {
    Resolved& word = out.add(entry.key);
    if (entry.key == "repair") {
      decoder.value(repair_of_sets(), entry.value, spec, word);
    } else if (share) {
      decoder.value(share_of_failures(), entry.value, spec, word);
    } else {
      word.form = Resolved::Form::list;
      for (const YamlNode& item : entry.value.items)
        decoder.value(share_of_failures(), item, spec, word.items.emplace_back());
    }
  }
}

const Special kCommonCause{
    "share, or {beta: SHARE}, {mgl: SHARES}, {alpha: SHARES}, {phi: SHARES}, also with repair: each", "10%",
    R"({"anyOf": [{"$ref": "#/definitions/ratio"}, {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 2, "properties": {"beta": {"$ref": "#/definitions/ratio"}, "mgl": {"type": "array", "items": {"$ref": "#/definitions/ratio"}}, "alpha": {"type": "array", "items": {"$ref": "#/definitions/ratio"}}, "phi": {"type": "array", "items": {"$ref": "#/definitions/ratio"}}, "repair": {"enum": ["together", "each"]}}}]})",
    decode_common_cause};

// Factors in the order of how many are down: 0, 1, 2, ...
void decode_acceleration(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  static const Field factor = rows::factor("acceleration", &FaultSpec::dormancy, "").range(0, 1e6).like("[1, 1.5]");
  static_cast<FaultSpec*>(spec)->acceleration = decoder.numbers(factor, node, out);
}

// In the same order, from one.
void decode_repair_acceleration(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  static const Field factor =
      rows::factor("repair_acceleration", &FaultSpec::dormancy, "").range(1e-6, 1e6).like("[1, 1.5]");
  static_cast<FaultSpec*>(spec)->repair_acceleration = decoder.numbers(factor, node, out);
}

const Special kRepairAcceleration{"number, or a list of them", "[1, 1.5]",
                                  R"({"anyOf": [{"type": "number", "minimum": 1e-6},
                                          {"type": "array", "minItems": 1, "items": {"type": "number", "minimum": 1e-6}}]})",
                                  decode_repair_acceleration};

const Special kAcceleration{"number, or a list of them", "[1, 1.5]",
                            R"({"anyOf": [{"type": "number", "minimum": 0},
                                          {"type": "array", "minItems": 1, "items": {"type": "number", "minimum": 0}}]})",
                            decode_acceleration};

}  // namespace

const Special kFaultTarget{
    "TARGET, a list of them, `any 2 of TARGET`, or a path {from: TARGET, to: TARGET, both: true}", "zone tokyo/a",
    R"({"anyOf": [{"$ref": "#/definitions/targets"}, {"type": "object", "additionalProperties": false, "required": ["from", "to"],
                               "properties": {"from": {"$ref": "#/definitions/targets"}, "to": {"$ref": "#/definitions/targets"}, "both": {"type": "boolean"}}}]})",
    decode_fault_target};
const FieldGroup& fault_record() {
  using F = FaultSpec;
  static const FieldGroup record{
      "fault",
      "faults.NAME",
      "What breaks, when, and when it heals. It needs exactly one of `at`, `mttf` and `unavailability`.",
      {
          special("target", kFaultTarget, "What it strikes."),
          duration("at", &F::at, "Begins once, this long after the start of the run. Unset: by chance.").unset(),
          bare_law("mttf", Bare::exponential, &F::mttf,
                   "Time from repair to the next failure; every target has its own clock. Unset: begins at `at`."),
          word(Type::ratio, "unavailability",
               "Instead of `mttf`: the long-run share of time that a target is down by this fault. Unset: by `mttf`.")
              .range(0, 1),
          bare_law("for", Bare::fixed, &F::repair, "With `at`: how long it lasts. Unset: for ever."),
          bare_law("repair", Bare::exponential, &F::repair, "How long it lasts, by chance. Unset: as `for`."),
          special("found", kFound,
                  "From the failure until somebody knows and `repair` may begin, or how often somebody looks: at all "
                  "targets "
                  "from `first` on (unset: after `every`), or `staggered`, target i of n first after i/n of `every`. "
                  "Tests may miss failures: each look by chance (`misses`), or all but a full one every `full_every` "
                  "those beyond their `coverage`. Unset: at once.")
              .unset(),
          choice(
              "found_of", &F::found_of_spares, {"all", "spares"},
              "With `found`: which failures nobody knows of until then. spares: those of spares that stand by, unless "
              "one is asked to take its turn first; of those in service everybody knows at once, or as the "
              "`takeover` notices. Unset: all.")
              .unset(),
          name("crew", &F::crew, "The crew of `crews:` that repairs. Unset: everybody is repaired at once.").unset(),
          count(
              "active", &F::active,
              "With `mttf`: so many targets run, the others are spares that take their turns; by the `takeover` of the "
              "group that needs them, where there is one. Unset: all run, or with `dormancy` or `starts` those that "
              "hold a place in that group.")
              .range(1, 1e6)
              .unset(),
          ratio("dormancy", &F::dormancy,
                "Of spares, by `active` or in a group with a `takeover`: how fast a spare's clock runs beside one in "
                "service (dormancy factor): 0% is a cold spare, which does not fail, 100% a hot one. Unset: 0%.")
              .unset(),
          ratio("starts", &F::starts,
                "Of spares likewise: the probability that one starts when it is asked to take its turn; one that does "
                "not fails then and there. Spares are cold unless `dormancy` says otherwise. Unset: 100%.")
              .unset(),
          targets("only_while", &F::only_while,
                  "With `mttf`: clocks run only while all of these are up. Unset: always.")
              .unset(),
          special("acceleration", kAcceleration,
                  "With `mttf`: how fast the clocks of those in service run while none, one, two, ... of the targets "
                  "are down by this fault (acceleration factors, load sharing); the last holds beyond. Unset: 1.")
              .unset(),
          special("repair_acceleration", kRepairAcceleration,
                  "How fast repairs go while one, two, ... of the targets are down by this fault (state-dependent "
                  "repair); the last holds beyond. Unset: 1.")
              .unset(),
          list<F>(
              "renews", {},
              "Other faults: as a repair of this one ends, what it has repaired is as good as new to them too, and "
              "their clocks begin anew, if they run (replacement by age or at intervals, overhaul). Unset: none.",
              +[](F& fault, const std::vector<std::string>& names) { fault.renews = names; })
              .unset(),
          special("common_cause", kCommonCause,
                  "Share of each target's failures that strike all targets at once (beta factor), or factors by which "
                  "sets of them are struck together (multiple Greek letters, alpha or phi factors; NUREG/CR-4780, "
                  "NUREG/CR-5485): each set becomes a fault of its own, NAME-common or NAME-common-1-3, whose one "
                  "repair ends it "
                  "for all, or with `repair: each` a shock (see `repaired_as`), after which each target is repaired by "
                  "itself. "
                  "Unset: none.")
              .unset(),
          list<F>(
              "repaired_as", {},
              "A shock: what it strikes fails by these other faults, as far as it is good, and is found and repaired "
              "one "
              "by one by their rules; the shock itself is over at once. Unset: what it strikes is down until its "
              "`repair`.",
              +[](F& fault, const std::vector<std::string>& names) { fault.repaired_as = names; })
              .unset(),
          duration("aged", &F::aged,
                   "With a `mttf` that ages (Weibull, gamma, ...): how long its targets have run as the run begins. "
                   "Unset: they are new.")
              .range(1e-9, 8e9)
              .unset(),
          ratio(
              "restores", &F::restores,
              "With such a `mttf`: the share of its age that a repair takes away: 100% leaves it as good as new, 0% as "
              "bad as old (minimal repair). Unset: 100%.")
              .unset(),
          choice("sticks_to", &F::sticks, {"attempt", "connection", "instance", "partition", "customer"},
                 "What one coin decides for; a retry keeps connections, partitions and customers.")
              .standard(std::string("attempt"), "assumed"),
      },
      &kFaultShelf};
  return record;
}

const FieldGroup& crew_record() {
  static const FieldGroup record{
      "crew",
      "crews.NAME",
      "Who repairs: faults that name a crew wait until one of it is free.",
      {
          count("count", &CrewSpec::count, "Repairs at once.").range(1, 1e6).standard(std::int64_t{1}, "neutral: one"),
          choice(
              "order", &CrewSpec::order, {"first_come", "first_inspected"},
              "first_come: by the instant of waiting; first_inspected: an idle crew inspects one of every fault that "
              "waits, and repairs what is inspected first.")
              .standard(std::string("first_come"), "assumed"),
          law("inspect", &CrewSpec::inspect, "Before each repair.")
              .standard(Distribution::fixed(Duration::zero()), "neutral: none unless given"),
          list<CrewSpec>(
              "priority", {},
              "Faults that it repairs, the most urgent first; those that are not here come last, as equals. Unset: all "
              "are equals.",
              +[](CrewSpec& crew, const std::vector<std::string>& names) { crew.priority = names; })
              .unset(),
          flag("preempts", &CrewSpec::preempts,
               "What is more urgent takes a hand from the least urgent, which goes on later where it was. Unset: what "
               "has begun is finished.")
              .unset(),
          count("begins_at", &CrewSpec::begins_at,
                "An idle crew begins when so many wait, and then works until nothing does. Unset: with the first.")
              .range(1, 1e6)
              .unset(),
          count("parts", &CrewSpec::parts,
                "Spare parts in store at first: each repair takes one when it begins, and waits while there is none. "
                "Unset: there are always some.")
              .range(1, 1000)
              .unset(),
          bare_law("resupply", Bare::exponential, &CrewSpec::resupply,
                   "With `parts`: a part that is taken is ordered at once, and another comes after this time. Unset: "
                   "no `parts`."),
          law("travel", &CrewSpec::travel,
              "An idle crew needs this time before it begins; then it works until nothing waits. Unset: none.")
              .unset(),
          duration(
              "from", &CrewSpec::from,
              "With `to`: time of day at which it comes to work; until then all that it is at stands. Unset: it is "
              "always there.")
              .range(0, 86399)
              .unset(),
          duration("to", &CrewSpec::to, "With `from`: time of day at which it leaves.").range(0, 86399).unset(),
          flag("batch", &CrewSpec::batch,
               "All that wait when a hand is free are repaired together, in the time of the first of them. Unset: one "
               "by one.")
              .unset(),
      }};
  return record;
}

}  // namespace bulkhead
