// SPDX-License-Identifier: Apache-2.0
// The table of fields: clients, objectives, cells.
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

const FieldGroup& daily_record() {
  static const FieldGroup record{
      "day",
      "clients.NAME.daily",
      "Demand over the day: a raised cosine in steps of 15 minutes.",
      {
          ratio("trough", &DailySpec::trough, "Demand twelve hours from the peak, as a share of it.")
              .standard(1.0, "neutral: flat"),
          duration("peak_at", &DailySpec::peak_at, "Time of day of the peak.")
              .range(0, 86399)
              .standard(Duration::hours(20), "assumed"),
      }};
  return record;
}

const Field& share_of_zone() {
  static const Field field = ratio("zones", &DailySpec::trough, "");
  return field;
}

void decode_entry_zones(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  decode_by_zone(decoder, "zones", node, share_of_zone(), out, [spec](const std::string& zone, const Value& value) {
    static_cast<EntrySpec*>(spec)->zones.push_back({zone, std::get<double>(value)});
  });
}

const Special kEntryZones{
    "a mapping from zones to shares", "{a: 50%, b: 50%}",
    R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/definitions/ratio"}})",
    decode_entry_zones};

const FieldGroup& entry_record() {
  static const FieldGroup record{
      "entry",
      "clients.NAME.entry",
      "Where the clients come in.",
      {
          choice("via", &EntrySpec::via, {"dns", "load_balancer", "anycast"},
                 "dns: customers stay with a zone; load_balancer: spread per request; anycast: the nearest PoP.")
              .standard(std::string("dns"), "assumed"),
          duration("ttl", &EntrySpec::ttl, "dns: how long an answer is kept.").standard(Duration::s(60), "assumed"),
          duration("connections", &EntrySpec::connections, "dns: life of a connection after the answer has changed.")
              .standard(Duration::zero(), "neutral: none unless given"),
          flag("cross_zone", &EntrySpec::cross_zone,
               "load_balancer: may a zone's node send to other zones? Unset: as the routing.")
              .unset(),
          special("zones", kEntryZones,
                  "dns, load_balancer: how much comes in by each zone; normalised to sum 1, and who leaves a zone goes "
                  "to the others as much as these have. Zones that are not here have none. Unset: equal parts.")
              .unset(),
      }};
  return record;
}

const FieldGroup& standby_record() {
  static const FieldGroup record{
      "standby",
      "cells.standby",
      "A copy of each cell's state, elsewhere, kept up to date.",
      {duration("lag", &CellSpec::standby_lag, "How far the standby is behind: the RPO of a move.")}};
  return record;
}

}  // namespace

const FieldGroup& population_record() {
  using P = PopulationSpec;
  static const FieldGroup record{
      "population",
      "clients.NAME",
      "Clients of one kind.",
      {
          name("to", &P::to, "The service that they ask."),
          name("region", &P::region, "The region where they come in. Unset: the only one.").unset(),
          rate("peak", &P::peak_rps, "Demand at the peak of the day.").range(1e-9, 1e12),
          rows::record<P>(
              "daily", daily_record, "Demand over the day.", +[](P& p) -> void* { return &p.daily; }),
          count("customers", &P::customers, "How many customers share the demand.")
              .range(1, 1e12)
              .standard(std::int64_t{1000}, "assumed"),
          rows::record<P>(
              "entry", entry_record, "Where they come in.", +[](P& p) -> void* { return &p.entry; }),
          duration("timeout", &P::timeout, "A client's patience with one request.")
              .range(0.000001, 1e9)
              .standard(Duration::s(30), "assumed"),
      }};
  return record;
}

const FieldGroup& objective_record() {
  using O = ObjectiveSpec;
  static const FieldGroup record{
      "objective",
      "objectives.NAME",
      "What is promised of a service, or of a component: then every second counts as one request, and the share of its "
      "members that are up is the share that succeeds.",
      {
          ratio("success", &O::success, "Threshold of the share of successful requests.").like("99.9%"),
          duration("over", &O::over, "Window of availability by time.")
              .range(0.001, 1e9)
              .standard(Duration::minutes(5), "AWS, Availability and Beyond: windows of 5 min"),
          duration("quiet", &O::quiet, "A shorter gap merges two incidents.").standard(Duration::minutes(5), "assumed"),
          flag("headline", &O::headline,
               "The objective whose figures stand for the scenario; the only one is, without asking.")
              .standard(false, "neutral: the only one"),
      }};
  return record;
}

const FieldGroup& cells_record() {
  static const FieldGroup record{
      "cells",
      "cells",
      "Complete independent instances, each for a part of the customers.",
      {
          count("count", &CellSpec::count, "Cells in all.").range(1, 10000),
          choice("span", &CellSpec::span, {"zone", "region"},
                 "A cell lives in one zone, or in all zones of the region.")
              .standard(std::string("zone"), "assumed"),
          choice_by(
              "partition_by", {"customer"}, "What maps a request to its cell.", +[](CellSpec&, const std::string&) {})
              .standard(std::string("customer"), "neutral: the only one"),
          rows::record<CellSpec>(
              "standby", standby_record, "A standby of each cell's state. Unset: none.",
              +[](CellSpec& c) -> void* { return &c; })
              .unset(),
          duration("copy", &CellSpec::copy,
                   "Instead of a standby: how long a copy of a cell's state takes. Unset: no copy can be made.")
              .unset(),
      }};
  return record;
}

}  // namespace bulkhead
