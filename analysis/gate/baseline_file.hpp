// SPDX-License-Identifier: Apache-2.0
/// `baseline.json`: reading and writing.
///
///     {"bulkhead_baseline": 1, "program": "0.1.0", "random": SCHEME, "runs": [
///       {"scenario", "experiment", "params", "seed", "horizon_ns", "warm_up_ns", "variants": [
///         {"name", "digest", "config": YAML, "figures": [
///           {"service", "metric", "numerators": [...], "denominators": [...], "squares": [...]}]}]}]}
///
/// The three lists have an entry for each replication, null where it did not complete; a list whose entries are all
/// alike is that one entry and stands for as many as `replications` of its variant says.
///
/// Errors:   InvalidInput with the file, the place in it and the way out
#pragma once

#include <string>

#include "analysis/gate/baseline.hpp"

namespace bulkhead {

Baseline read_baseline_file(const std::string& path);

/// Throws the InvalidInput that says why a file serves for no baseline.
[[noreturn]] void refuse_baseline(const std::string& path, const std::string& why);

}  // namespace bulkhead
