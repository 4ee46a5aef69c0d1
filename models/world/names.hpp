// SPDX-License-Identifier: Apache-2.0
/// The stable names of components: "KIND PATH", made in one place.
///
/// Numbers count from 1 and are padded to the width of their group's largest, so that sorted by name is sorted by number; those
/// of racks, hosts and instances to two digits at least, so that one more seldom renames the others.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bulkhead::names {

std::string padded(int number, int largest);
/// With two digits at least.
std::string padded_wide(int number, int largest);
/// The pieces one behind the other.
inline std::string joined(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  std::string name(size, ' ');
  auto at = name.begin();
  for (const auto piece : pieces) at = std::copy(piece.begin(), piece.end(), at);
  return name;
}
inline std::string zone_path(std::string_view region, std::string_view zone) {
  return joined({region, "/", zone});
}
inline std::string of(std::string_view kind, std::string_view path) {
  return joined({kind, " ", path});
}
inline std::string entry(std::string_view population, std::string_view zone_path) {
  return joined({"entry ", population, "@", zone_path});
}
/// Between what stands in a link's name: a way in both directions, or from the first to the second.
inline constexpr std::string_view kBothWays = "..";
inline constexpr std::string_view kOneWay = "->";
/// `where` is a zone's path or (managed) a region; `cell` is "" or the cell's padded number.
inline std::string pool(std::string_view service, std::string_view where, std::string_view cell) {
  return joined({"pool ", service, "@", where, cell.empty() ? "" : "/", cell});
}
/// An instance, in whatever cell: the same in all variants.
inline std::string instance(std::string_view service, std::string_view where, std::string_view number) {
  return joined({service, "@", where, "/", number});
}

}  // namespace bulkhead::names
