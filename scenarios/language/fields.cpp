// SPDX-License-Identifier: Apache-2.0
// How a row of the table is built and found, and the order of the manual.
#include "scenarios/language/fields.hpp"

#include <algorithm>

namespace bulkhead {

Field Field::standard(Value value, std::string_view source) && {
  what.fallback = std::move(value);
  fallback = format_value(what.type, what.fallback);
  what.source = source;
  return std::move(*this);
}

Field Field::range(double low, double high) && {
  what.low = low;
  what.high = high;
  return std::move(*this);
}

Field Field::like(std::string_view value) && {
  example = value;
  return std::move(*this);
}

Field Field::unset() && {
  what.optional = true;
  return std::move(*this);
}

const Field* FieldGroup::find(std::string_view key) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.what.name == key; });
  return found == fields.end() ? nullptr : &*found;
}

namespace {

void collect(const FieldGroup& record, std::vector<const FieldGroup*>& all) {
  if (std::find(all.begin(), all.end(), &record) != all.end()) return;
  all.push_back(&record);
  for (const auto& field : record.fields) {
    if (field.inner) collect(field.inner(), all);
  }
}

}  // namespace

std::vector<const FieldGroup*> all_records() {
  std::vector<const FieldGroup*> all;
  collect(document_record(), all);
  return all;
}

}  // namespace bulkhead
