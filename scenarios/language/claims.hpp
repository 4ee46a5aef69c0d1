// SPDX-License-Identifier: Apache-2.0
/// Problems that are none if the same place of the file makes sense in another variant.
///
/// A fault on a router exists only in variants with cells; a section `cells:` in the base serves only some variants.
/// Each variant reports what makes no sense in it and what does; what made sense nowhere is a problem.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {

class Claims {
 public:
  void met(TextSpan at) { met_.insert(at); }
  void missed(TextSpan at, Diagnostic why) { missed_.emplace(at, std::move(why)); }
  void report(Diagnostics& diagnostics) const {
    for (const auto& [at, why] : missed_) {
      if (!met_.count(at)) diagnostics.error(why.at, why.sentence, why.instead, why.hint);
    }
  }

 private:
  std::set<TextSpan> met_;
  std::map<TextSpan, Diagnostic> missed_;
};

}  // namespace bulkhead
