// SPDX-License-Identifier: Apache-2.0
// The manual of the language in Markdown, from the table of fields and the registries of kinds.
#include <fmt/format.h>

#include "scenarios/language/fields.hpp"
#include "scenarios/language/reference.hpp"

namespace bulkhead {
namespace {

constexpr std::string_view kOpening = R"(# The scenario language

This page is printed from the table of fields that also decodes scenario files; a test compares the two.

A scenario is one YAML file: what there is, who uses it, what breaks, who notices, who reacts, and how long to simulate. What is usual
is short: every default below stands in for a key that is not given. The evidence of a default is *published* (with its source), *derived*,
*assumed*, or *neutral* (nothing happens unless the file asks for it). `bulkhead config FILE` prints a file with every default filled in;
`bulkhead schema` prints a JSON Schema for editors; `bulkhead validate FILE` names every problem at once.

## How values are written

* **Names** are `[a-z][a-z0-9-]*`, at most 63 letters. Keys that begin with `x-` are ignored: a place for anchors.
* **Durations** carry their unit, always: `ns us ms s m h d w`, also together: `1h30m`. Months and years have no fixed length and are refused.
  The longest is 250 years; the mean of an exponential may be 100 million.
* **Rates** are per second, minute, hour or day: `250/s`, `3/m`, `0.5/h`, `12/d`.
* **Shares** are `5%` or a number from 0 to 1.
* **Distributions**: a bare duration, or one law: `{fixed: 4h}`, `{exponential: 4h}` (its mean), `{uniform: [1h, 2h]}`,
  `{lognormal: {p50: 2h, p95: 8h}}` (p50 with p90, p95 or p99; or `mean` with `cv`), `{weibull: {shape: 1.5, scale: 2h}}` (or `mean`),
  `{gamma: {mean: 2h, cv: 0.5}}` (or `mean` with `shape`: a whole one is so many exponential phases in a row), `{empirical: [1m, 5m, 2h]}`,
  or one of several by chance: `{mixture: [{share: 90%, law: 5m}, {share: 10%, law: {lognormal: {mean: 1d, cv: 1}}}]}`. A bare duration is the mean of an exponential for `mttf`, `repair` and `resupply`,
  and fixed elsewhere; in a mixture as beside it.
* **Targets** are `KIND PATH`, like `zone tokyo/a`, `host tokyo/a/01/07`, `pool web@tokyo/a`, `link tokyo/a..tokyo/b`, `cell 3`, `service web`,
  `control-plane tokyo`, `entry shoppers@tokyo/a`; of your own `component disk/3`, `node fabric/h1`, `link fabric/h1..fabric/s0` (`link fabric/h1`: all of that node,
  `link fabric/*`: all). `*` stands for any
  letters of one piece; the region may be left out where there is one; a pool's cell and a component's number may be left out. A fault's target
  may be `any 2 of TARGET` (drawn at each beginning; several targets with commas between them) or a path
  `{from: TARGET, to: TARGET, both: true}`. What matches nothing is an error; a fault may name what exists in some variants only.

## Overlays

`-f FILE`, every variant, every experiment and every file that includes another lays keys over what is there: maps merge, scalars,
lists and distributions replace, `null` removes. `--set services.web.replicas.per_zone=4` sets one value (YAML) over everything else. `variants:` maps names to overlays:
the architectures to compare, on the same faults and draws. `experiments:` maps names to overlays too: each has its own faults and `run`.
`include:` names files that lie under this one, never from outside the folder of the file on the command line.

## Sweeps

`params:` names places whose values are swept: every experiment is run at every combination of their values, the first parameter slowest,
with the same seed. A point lies over experiments and variants; what `--set` gives wins, and is swept no more.

```yaml
params:
  replicas: {set: services.web.replicas.per_zone, list: [2, 3, 4]}
  timeout: {set: services.web.calls.cart.timeout, range: {from: 100ms, to: 1s, step: 300ms}}   # 100, 400, 700 ms and 1 s
  size: {grid: {services.db.replicas.per_zone: [4, 6], services.db.capacity: [300/s, 200/s]}}   # two points, not four
```
)";

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string default_of(const ListedField& field) {
  if (field.required) return "required";
  if (field.fallback.empty()) return "";
  const bool sourced = field.evidence == "published" || field.evidence == "derived";
  return fmt::format("`{}`, {}", field.fallback,
                     sourced ? fmt::format("{}: {}", field.evidence, field.source) : field.evidence);
}

std::string row(const ListedField& field) {
  const std::string range = field.range.empty() ? "" : fmt::format(", {}", field.range);
  return fmt::format("| `{}` | {}{} | {} | {} |\n", field.key, cell(field.type), range, cell(default_of(field)),
                     cell(field.about));
}

constexpr std::string_view kHead = "| key | written | default | meaning |\n|---|---|---|---|\n";

std::string kinds(const FieldGroup& record) {
  std::string out;
  for (const auto& kind : record.shelf->kinds()) {
    const ListedKind shown = listed(record.name, record.shelf->key, kind);
    out += fmt::format("\n### `{}: {}`\n\n{} Targets: {}.\n", shown.key, shown.name, shown.about,
                       fmt::join(shown.targets, ", "));
    if (shown.parameters.empty()) continue;
    out += fmt::format("\n{}", kHead);
    for (const auto& parameter : shown.parameters) out += row(parameter);
  }
  return out;
}

}  // namespace

std::string manual() {
  std::string out(kOpening);
  const auto fields = listed_fields();
  for (const FieldGroup* record : all_records()) {
    out += fmt::format("\n## {}\n\n{}\n\n{}", record->title, record->about, kHead);
    if (record->shelf)
      out +=
          fmt::format("| `{}` | one of the kinds below | required | {} |\n", record->shelf->key, record->shelf->called);
    for (const auto& field : fields) {
      if (field.section == record->title) out += row(field);
    }
    if (record->shelf) out += kinds(*record);
  }
  return out;
}

}  // namespace bulkhead
