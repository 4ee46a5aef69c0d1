// SPDX-License-Identifier: Apache-2.0
/// One entry of `params:` as it is written: its nodes, null where a word is not given.
///
/// Requires: the composed file outlives it
#pragma once

#include "scenarios/language/decoder.hpp"

namespace bulkhead {

struct RangeWords {
  const YamlNode* from = nullptr;
  const YamlNode* to = nullptr;
  const YamlNode* step = nullptr;
};

struct ParamWords {
  const YamlNode* set = nullptr;
  const YamlNode* list = nullptr;
  RangeWords range;
  const YamlNode* grid = nullptr;
};

}  // namespace bulkhead
