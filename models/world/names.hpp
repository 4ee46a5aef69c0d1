// SPDX-License-Identifier: Apache-2.0
/// The stable names of components: "KIND PATH", made in one place.
///
/// Numbers count from 1 and are padded to the width of their group's largest, so that sorted by name is sorted by number; those
/// of racks, hosts and instances to two digits at least, so that one more seldom renames the others.
#pragma once

#include <string>
#include <string_view>

namespace bulkhead::names {

std::string padded(int number, int largest);
/// With two digits at least.
std::string padded_wide(int number, int largest);
inline std::string zone_path(std::string_view region, std::string_view zone) {
  return std::string(region) + "/" + std::string(zone);
}
inline std::string of(std::string_view kind, std::string_view path) { return std::string(kind) + " " + std::string(path); }
inline std::string entry(std::string_view population, std::string_view zone_path) {
  return "entry " + std::string(population) + "@" + std::string(zone_path);
}
/// `where` is a zone's path or (managed) a region; `cell` is "" or the cell's padded number.
inline std::string pool(std::string_view service, std::string_view where, std::string_view cell) {
  std::string name = "pool " + std::string(service) + "@" + std::string(where);
  if (!cell.empty()) name += "/" + std::string(cell);
  return name;
}

}  // namespace bulkhead::names
