// SPDX-License-Identifier: Apache-2.0
// Walks the table of fields along paths with stars.
#include "scenarios/language/key_places.hpp"

#include <algorithm>
#include <set>

#include "scenarios/language/fields.hpp"

namespace bulkhead {

KeyPlaces KeyPlaces::top() {
  KeyPlaces out;
  out.spots_.push_back({Spot::Kind::keys, &document_record(), {}});
  return out;
}

std::vector<KeyPlaces::Spot> KeyPlaces::below(const Spot& spot, std::string_view piece) {
  using Is = Spot::Kind;
  std::vector<Spot> out;
  if (spot.kind == Is::anything) return {spot};
  if (spot.kind == Is::names) return {{Is::keys, spot.group, {}}};
  if (spot.kind == Is::value) return out;
  const auto value = [&](const Parameter& what) {
    if (fits(piece, what.name))
      out.push_back({what.type == Type::distribution ? Is::anything : Is::value, nullptr, what});
  };
  for (const Field& field : spot.group->fields) {
    if (field.form == Form::value || field.form == Form::list)
      value(field.what);
    else if (!fits(piece, field.what.name))
      continue;
    else if (field.form == Form::record)
      out.push_back({Is::keys, &field.inner(), {}});
    else if (field.inner && field.form == Form::records)
      out.push_back({Is::names, &field.inner(), {}});
    else if (field.inner)  // named or in a list, which is walked as if it were a mapping
      out.insert(out.end(), {{Is::names, &field.inner(), {}}, {Is::keys, &field.inner(), {}}});
    else
      out.push_back({});
  }
  if (const KindShelf* shelf = spot.group->shelf) {
    Parameter kind{shelf->key, Type::choice, {}, "", ""};
    for (const bulkhead::Kind& one : shelf->kinds()) {
      kind.choices.push_back(one.name);
      for (const Parameter& parameter : one.parameters) value(parameter);
    }
    value(kind);
  }
  return out;
}

KeyPlaces KeyPlaces::step(std::string_view piece) const {
  KeyPlaces out;
  for (const Spot& spot : spots_)
    for (Spot& next : below(spot, piece)) out.spots_.push_back(std::move(next));
  return out;
}

std::vector<std::string> KeyPlaces::keys() const {
  std::set<std::string> out;
  for (const Spot& spot : spots_) {
    if (spot.kind != Spot::Kind::keys) continue;
    for (const Field& field : spot.group->fields) out.emplace(field.what.name);
    if (const KindShelf* shelf = spot.group->shelf) {
      out.emplace(shelf->key);
      for (const Kind& kind : shelf->kinds())
        for (const Parameter& parameter : kind.parameters) out.emplace(parameter.name);
    }
  }
  return {out.begin(), out.end()};
}

std::optional<std::vector<std::string>> KeyPlaces::words() const {
  std::set<std::string> out;
  for (const Spot& spot : spots_) {
    if (spot.kind != Spot::Kind::value || spot.value.type == Type::name) return std::nullopt;
    if (spot.value.type == Type::flag) out.insert({"false", "true"});
    out.insert(spot.value.choices.begin(), spot.value.choices.end());
  }
  return std::vector<std::string>(out.begin(), out.end());
}

KeyPlaces follow(KeyPlaces from, const TreePath& path, DeadEnd& dead) {
  for (std::size_t i = 0; i < path.keys.size(); ++i) {
    KeyPlaces next = from.step(path.keys[i]);
    if (next.nowhere()) {
      dead = {path.keys[i], from.keys(), ""};
      std::vector<std::string> mended = path.keys;
      mended[i] = nearest(path.keys[i], dead.keys);
      if (!mended[i].empty()) dead.mended = (path.from_top ? "/" : "") + dotted(mended);
      return next;
    }
    from = std::move(next);
  }
  return from;
}

}  // namespace bulkhead
