// SPDX-License-Identifier: Apache-2.0
/// Shorthands in which the tables of fields are written: `duration("ttl", &EntrySpec::ttl, "...").standard(60 s,
/// source)`.
///
/// Each makes a row that puts its value into the given member of the spec; choices go into an enumeration by their
/// position.
#pragma once

#include <optional>
#include <type_traits>

#include "scenarios/language/fields.hpp"

namespace bulkhead::rows {

template <class T>
void assign(T& member, const Value& value) {
  if constexpr (std::is_same_v<T, bool>)
    member = std::get<bool>(value);
  else if constexpr (std::is_integral_v<T>)
    member = static_cast<T>(std::get<std::int64_t>(value));
  else
    member = std::get<T>(value);
}

inline void assign(double& member, const Value& value) {
  const auto* count = std::get_if<std::int64_t>(&value);
  member = count ? static_cast<double>(*count) : std::get<double>(value);
}

inline void assign(Redundancy& member, const Value& value) {
  const MOfN parts = std::get<MOfN>(value);
  member = {static_cast<int>(parts.m), static_cast<int>(parts.n)};
}

template <class T>
void assign(std::optional<T>& member, const Value& value) {
  T inner{};
  assign(inner, value);
  member = inner;
}

template <class Spec, class T>
Field value(Type type, std::string_view key, T Spec::*member, std::string_view about) {
  Field field;
  field.what = {key, type, {}, about, ""};
  field.put = [member](void* spec, const Value& v) { assign(static_cast<Spec*>(spec)->*member, v); };
  return field;
}

template <class Spec, class T>
Field flag(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::flag, key, member, about);
}
template <class Spec, class T>
Field count(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::count, key, member, about);
}
template <class Spec, class T>
Field ratio(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::ratio, key, member, about).range(0, 1);
}
template <class Spec, class T>
Field factor(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::factor, key, member, about);
}
template <class Spec, class T>
Field rate(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::rate, key, member, about);
}
template <class Spec, class T>
Field duration(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::duration, key, member, about);
}
template <class Spec, class T>
Field law(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::distribution, key, member, about);
}
template <class Spec, class T>
Field k_of_n(std::string_view key, T Spec::*member, std::string_view about) {
  return value(Type::m_of_n, key, member, about);
}
template <class Spec>
Field name(std::string_view key, std::string Spec::*member, std::string_view about) {
  return value(Type::name, key, member, about);
}

/// A word of the language alone: resolving reads it from the resolved file and puts what it means in its place.
inline Field word(Type type, std::string_view key, std::string_view about) {
  Field field;
  field.what = {key, type, {}, about, ""};
  field.put = [](void*, const Value&) {};
  return std::move(field).unset();
}

/// Choices whose positions are the enumeration's values, from `first` on.
template <class Spec, class E>
Field choice(std::string_view key, E Spec::*member, std::vector<std::string_view> names, std::string_view about,
             int first = 0) {
  Field field;
  field.what = {key, Type::choice, {}, about, ""};
  field.what.choices = names;
  field.put = [member, names, first](void* spec, const Value& v) {
    int position = first;
    for (const auto known : names) {
      if (known == std::get<std::string>(v)) static_cast<Spec*>(spec)->*member = static_cast<E>(position);
      ++position;
    }
  };
  return field;
}

/// A choice that a function of its own puts into the spec.
template <class Spec>
Field choice_by(std::string_view key, std::vector<std::string_view> names, std::string_view about,
                void (*put)(Spec&, const std::string&)) {
  Field field;
  field.what = {key, Type::choice, {}, about, ""};
  field.what.choices = std::move(names);
  field.put = [put](void* spec, const Value& v) { put(*static_cast<Spec*>(spec), std::get<std::string>(v)); };
  return field;
}

/// A list of names, or of some of the choices.
template <class Spec>
Field list(std::string_view key, std::vector<std::string_view> choices, std::string_view about,
           void (*put)(Spec&, const std::vector<std::string>&)) {
  Field field;
  field.form = Form::list;
  field.what = {key, choices.empty() ? Type::name : Type::choice, {}, about, ""};
  field.what.choices = std::move(choices);
  field.put = [put](void* spec, const Value& v) {
    put(*static_cast<Spec*>(spec), std::get<std::vector<std::string>>(v));
  };
  return field;
}

template <class Spec>
Field record(std::string_view key, const FieldGroup& (*inner)(), std::string_view about, void* (*enter)(Spec&)) {
  Field field;
  field.form = Form::record;
  field.what = {key, Type::name, {}, about, ""};
  field.inner = inner;
  field.enter = [enter](void* spec, const std::string&) { return enter(*static_cast<Spec*>(spec)); };
  return field;
}

/// Named entries of a vector; `name` is the member of an entry that takes its key.
template <class Spec, class Entry>
Field records(std::string_view key, const FieldGroup& (*inner)(), std::string_view about,
              std::vector<Entry>& (*entries)(Spec&), std::string Entry::*name) {
  Field field;
  field.form = Form::records;
  field.what = {key, Type::name, {}, about, ""};
  field.inner = inner;
  field.enter = [entries, name](void* spec, const std::string& key_text) -> void* {
    auto& entry = entries(*static_cast<Spec*>(spec)).emplace_back();
    entry.*name = key_text;
    return &entry;
  };
  return field;
}

/// Targets as patterns, into a member that resolving replaces by names.
template <class Spec>
Field targets(std::string_view key, std::vector<std::string> Spec::*member, std::string_view about) {
  Field field;
  field.form = Form::special;
  field.what = {key, Type::name, {}, about, ""};
  field.special = &kTargets;
  field.put = [member](void* spec, const Value& v) {
    static_cast<Spec*>(spec)->*member = std::get<std::vector<std::string>>(v);
  };
  return field;
}

/// Groups of needs.
template <class Spec>
Field needs(std::string_view about) {
  Field field;
  field.form = Form::special;
  field.what = {"needs", Type::name, {}, about, ""};
  field.special = &kNeeds;
  field.inner = need_record;
  field.enter = [](void* spec, const std::string& group) -> void* {
    auto& need = static_cast<Spec*>(spec)->needs.emplace_back();
    need.name = group;
    need.at_least = 0;  // all, unless the group says less
    return &need;
  };
  return std::move(field).unset();
}

/// How a shelf of kinds puts the chosen kind's name into its spec, and where the kind's parameters go.
template <class Spec, std::string Spec::*Member>
void choose(void* spec, std::string_view kind) {
  static_cast<Spec*>(spec)->*Member = kind;
}
template <class Spec>
Values& values_of(void* spec) {
  return static_cast<Spec*>(spec)->values;
}

inline Field special(std::string_view key, const Special& how, std::string_view about,
                     const FieldGroup& (*inner)() = nullptr) {
  Field field;
  field.form = Form::special;
  field.what = {key, Type::name, {}, about, ""};
  field.special = &how;
  field.inner = inner;
  return field;
}

}  // namespace bulkhead::rows
