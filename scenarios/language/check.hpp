// SPDX-License-Identifier: Apache-2.0
/// What follows decoding: names are looked up, targets become components, and what makes no sense is refused.
///
/// Requires: a document that decoded without a problem, and its resolved file for the places
/// Ensures:  without new problems, the model is complete: sorted, every target a list of names, every default given
/// Errors:   unknown names (with the nearest), targets that match nothing, cycles of needs (shown), calls that multiply
///           without end (shown), replicas that do not divide among cells, slots that cannot reach the capacity, contradictory
///           keys, responses that make no sense
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/claims.hpp"
#include "scenarios/language/fields.hpp"

namespace bulkhead {

/// One variant under examination.
struct Examined {
  Document& document;
  Resolved& file;
  Diagnostics& diagnostics;
  Claims& claims;
  std::vector<std::string> regions = {};
  std::vector<std::string> names = {};  ///< of all components; empty until they are known
  bool complete = false;                ///< every step was reached

  /// The place of the value (or of the key) at the end of a path; of the nearest that is there.
  TextSpan at(std::initializer_list<std::string_view> path) const;
  TextSpan key_at(std::initializer_list<std::string_view> path) const;
  bool given(std::initializer_list<std::string_view> path) const;
};

/// A key of an entry that does something only under a condition: where it does nothing it is dropped from the resolved
/// file, and it is a problem if it was given and serves no variant.
void check_use(Examined&, Resolved& entry, std::string_view key, bool useful, std::string_view sentence,
               std::string_view hint);

/// All of it, in order; ends early where later steps would only repeat the problem.
void examine(Examined&);

void check_places(Examined&);        ///< regions, zones, edge, sizes
void check_parts(Examined&);         ///< own components and networks; what services cannot be without; warm-up
void check_services(Examined&);      ///< names in calls, clients, objectives; contradictory keys; endless calls
void check_cells(Examined&);         ///< routing and cells; replicas among cells
void check_slots(Examined&);         ///< slots against capacity; last, for it compiles the model
void resolve_needs(Examined&);       ///< needs of tools, components, nodes, links and services; cycles
void resolve_objectives(Examined&);  ///< members of components
void resolve_faults(Examined&);
void check_crews(Examined&);  ///< after the faults: who repairs what, in which order, when and with which parts
void resolve_detection(Examined&);
void check_response(Examined&);

/// The `needs` of a component in the file; null where it has none of its own.
Resolved* needs_of(const Examined&, const std::string& component);

/// Of one fault, whose targets are names: when it is found and repaired, which clocks run. check_repair first.
void check_repair(Examined&, const FaultSpec&, const Resolved& file);
void resolve_clocks(Examined&, FaultSpec&, Resolved& file);
void resolve_looks(Examined&, FaultSpec&, Resolved& file);
/// Whether a group with a takeover says which of the fault's targets are spares; else it has none, or `active` says.
bool resolve_standby(Examined&, FaultSpec&, const Resolved& file);
/// Puts an exponential `mttf`, and a second fault NAME-common, for `unavailability` and `common_cause`; without new
/// problems only.
void resolve_rates(Examined&);
/// After those: what a shock strikes another fault repairs.
void resolve_shocks(Examined&);
/// What a fault renews fails one by one, by chance.
void check_renewals(Examined&);

/// Patterns to sorted names. `list` is the resolved list (or scalar) for places. What matches nothing is a problem, or,
/// with `absent`, noted there: the caller decides.
std::vector<std::string> resolve_targets(Examined&, const std::vector<std::string>& patterns, const Resolved& list,
                                         std::vector<Diagnostic>* absent = nullptr);

}  // namespace bulkhead
