// SPDX-License-Identifier: Apache-2.0
// The structural review for machines: everything, under names with units.
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/structure/review.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

template <class T>
Json maybe(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json bounds_json(const std::optional<Bounds>& bounds) {
  return bounds ? Json{bounds->low, bounds->high} : Json();
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

Json params_json(const std::vector<PointValue>& point) {
  Json out = Json::object();
  for (const PointValue& value : point) out[value.param] = value.value;
  return out;
}

Json markov_json(const MarkovReview& chain) {
  const bool lasts = chain.unmet.has_value();
  const auto in_the_long_run = [&](double value) { return lasts ? Json(value) : Json(); };
  Json out = {{"states", chain.states},
              {"transitions", chain.transitions},
              {"unavailability_ratio", maybe(chain.unmet)},
              {"components_down_ratio", in_the_long_run(chain.down)},
              {"outages_per_year", in_the_long_run(chain.outages_per_year)},
              {"mean_outage_s", in_the_long_run(chain.mean_outage_s)},
              {"outage_by_takeovers_ratio", in_the_long_run(chain.by_takeovers)},
              {"repairs_per_year", in_the_long_run(chain.repairs_per_s * kYear_s)},
              {"mean_time_to_first_outage_s", number(chain.mean_time_to_first_outage_s)},
              {"at", Json::array()}};
  for (const MarkovMoment& moment : chain.moments)
    out["at"].push_back({{"time_s", moment.time_s},
                         {"unavailability_ratio", moment.unmet},
                         {"mean_unavailability_ratio", moment.mean_unmet},
                         {"outage_probability", moment.outage},
                         {"outages", moment.outages},
                         {"repairs", moment.repairs}});
  out["no_at"] = chain.no_moments.empty() ? chain.no_beginning : chain.no_moments;
  return out;
}

Json moments_json(const StructuralMoments& moments) {
  Json out = {{"mean_time_to_first_outage_s",
               moments.mean_time_to_first_outage_s ? number(*moments.mean_time_to_first_outage_s) : Json()},
              {"at", Json::array()},
              {"no_at", moments.refused}};
  for (const StructuralMoment& moment : moments.at)
    out["at"].push_back({{"time_s", moment.time_s},
                         {"unavailability_ratio", moment.unmet},
                         {"outage_probability", maybe(moment.outage)}});
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
    out["unaided_bounds"] = bounds_json(one.unaided_bounds);
  }
  if (!one.tree) {
    out["outages_per_year"] = one.outages ? Json(one.outages->per_year) : Json();
    out["mean_outage_s"] = one.outages ? Json(one.outages->mean_s) : Json();
  }
  out["bounds"] = bounds_json(one.bounds);
  out["caveats"] = one.caveats;
  out["refused"] = one.refused;
  out["too_large"] = maybe(one.too_large);
  out["coherent"] = one.coherent;
  out["single_points"] = single_points_json(one);
  out["smallest_cut"] = maybe(one.smallest);
  out["smallest_cut_of_all"] = maybe(one.smallest_of_all);
  out["cut_sets_by_order"] = one.cut_sets_by_order;
  out["cut_sets_complete"] = one.cut_sets_complete;
  out["cut_sets"] = cut_sets_json(one);
  out["markov"] = one.markov ? markov_json(*one.markov) : Json();
  out["no_markov"] = one.no_markov;
  out["moments"] = one.moments ? moments_json(*one.moments) : Json();
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
                {"params", params_json(review.point)},
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
