// SPDX-License-Identifier: Apache-2.0
/// Contract checks: sentences about our own code that must hold, in every build.
///
/// A check that fails is a mistake of ours, never of the user's file: it throws `ContractError`, which only `main` and
/// tests catch, and whose text is the sentence and the place. Checks are on in release; none of them may have a side
/// effect.
#pragma once

#include <stdexcept>

namespace bulkhead {

class ContractError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws `ContractError` with "sentence (file:line)".
[[noreturn]] void contract_failed(const char* sentence, const char* file, int line);

}  // namespace bulkhead

/// States, as a sentence, what must hold: `BULKHEAD_CHECK(at >= now_, "an event is never scheduled into the past");`
#define BULKHEAD_CHECK(condition, sentence) \
  ((condition) ? static_cast<void>(0) : ::bulkhead::contract_failed((sentence), __FILE__, __LINE__))
