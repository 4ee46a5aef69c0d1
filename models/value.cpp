// SPDX-License-Identifier: Apache-2.0
// Reading parameters by name, with the contract that the descriptor declared them.
#include "models/value.hpp"

#include "sim/check.hpp"

namespace bulkhead {
namespace {

template <class T>
const T& as(const Value& value) {
  const T* held = std::get_if<T>(&value);
  BULKHEAD_CHECK(held != nullptr, "a kind reads a parameter with another type than its descriptor declares");
  return *held;
}

}  // namespace

const Value& Values::at(std::string_view name) const {
  const auto it = values_.find(name);
  BULKHEAD_CHECK(it != values_.end(), "a kind reads a parameter that its descriptor does not declare");
  return it->second;
}

bool Values::has(std::string_view name) const {
  const auto it = values_.find(name);
  return it != values_.end() && !std::holds_alternative<std::monostate>(it->second);
}

bool Values::flag(std::string_view name) const {
  return as<bool>(at(name));
}
std::int64_t Values::count(std::string_view name) const {
  return as<std::int64_t>(at(name));
}
double Values::number(std::string_view name) const {
  return as<double>(at(name));
}
Duration Values::duration(std::string_view name) const {
  return as<Duration>(at(name));
}
const Distribution& Values::distribution(std::string_view name) const {
  return as<Distribution>(at(name));
}
MOfN Values::m_of_n(std::string_view name) const {
  return as<MOfN>(at(name));
}
const std::string& Values::text(std::string_view name) const {
  return as<std::string>(at(name));
}
const std::vector<std::string>& Values::names(std::string_view name) const {
  return as<std::vector<std::string>>(at(name));
}

}  // namespace bulkhead
