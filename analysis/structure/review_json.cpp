// SPDX-License-Identifier: Apache-2.0
// The structural review for machines: everything, under names with units.
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/structure/review.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kYear_s = 365 * 86'400.0;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

template <class T>
Json maybe(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json single_points_json(const QuestionReview& one) {
  Json out = Json::array();
  for (const SinglePoint& point : one.single_points)
    out.push_back({{"name", point.name}, {"share", point.share}, {"can_fail", point.can_fail}});
  return out;
}

Json cut_sets_json(const QuestionReview& one) {
  Json out = Json::array();
  for (const NamedCutSet& set : one.cut_sets)
    out.push_back({{"events", set.events},
                   {"probability", one.refused.empty() ? Json(set.probability) : Json()},
                   {"share", set.share}});
  return out;
}

Json importance_json(const QuestionReview& one) {
  Json out = Json::array();
  for (const NamedImportance& event : one.importance)
    out.push_back({{"event", event.event},
                   {"probability", event.probability},
                   {"birnbaum", event.of.birnbaum},
                   {"fussell_vesely", event.of.fussell_vesely},
                   {"risk_achievement_worth", number(event.of.achievement)},
                   {"risk_reduction_worth", number(event.of.reduction)}});
  return out;
}

Json question_json(const QuestionReview& one) {
  Json out = {{"name", one.name}, {"kind", one.tree ? "top" : one.objective ? "objective" : "service"}};
  if (one.tree) {
    out["top_probability"] = maybe(one.unavailability);
  } else {
    const double u = one.unavailability.value_or(0);
    out["availability_ratio"] = one.unavailability ? Json(1 - u) : Json();
    out["unavailability_ratio"] = maybe(one.unavailability);
    out["nines"] = u > 0 ? Json(-std::log10(u)) : Json();
    out["downtime_s_per_year"] = one.unavailability ? Json(u * kYear_s) : Json();
    out["unaided_unavailability_ratio"] = maybe(one.unaided);
  }
  out["bounds"] = one.bounds ? Json{one.bounds->low, one.bounds->high} : Json();
  out["refused"] = one.refused;
  out["too_large"] = maybe(one.too_large);
  out["coherent"] = one.coherent;
  out["single_points"] = single_points_json(one);
  out["smallest_cut"] = maybe(one.smallest);
  out["smallest_cut_of_all"] = maybe(one.smallest_of_all);
  out["cut_sets_by_order"] = one.cut_sets_by_order;
  out["cut_sets_complete"] = one.cut_sets_complete;
  out["cut_sets"] = cut_sets_json(one);
  out["importance"] = importance_json(one);
  return out;
}

}  // namespace

std::string structure_json(const std::vector<StructureReview>& reviews) {
  Json out = {{"schema_version", 1}, {"reviews", Json::array()}};
  for (const StructureReview& review : reviews) {
    Json one = {{"file", review.file},
                {"scenario", review.scenario},
                {"experiment", review.experiment},
                {"variant", review.variant}};
    if (review.scenario.empty()) one = {{"file", review.file}};
    one["notes"] = review.notes;
    one["questions"] = Json::array();
    for (const QuestionReview& question : review.questions) one["questions"].push_back(question_json(question));
    out["reviews"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

}  // namespace bulkhead
