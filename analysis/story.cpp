// SPDX-License-Identifier: Apache-2.0
// Queries and sentences of the story; story_json prints the same rows by their columns.
#include "analysis/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/format.hpp"

namespace bulkhead {
namespace {

/// The key of an incident, and the names around it.
struct Found {
  std::int64_t variant = 0, replication = 0, incident = 0;
  std::string scenario, experiment, variant_name;
};

std::optional<Found> find_incident(const Database& db, const StoryChoice& choice) {
  Statement row = db.prepare(
      "SELECT variant.variant, replication, incident, scenario, "
      "experiment || CASE params WHEN '' THEN '' ELSE ' ' || params END, name FROM incident "
      "JOIN variant USING (variant) JOIN run ON run.run = variant.run "
      "WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR replication = ?2) AND (?3 IS NULL OR incident = ?3) "
      "ORDER BY customer_minutes_lost DESC, lost_requests DESC, variant.variant, replication, incident LIMIT 1");
  const auto number = [](const std::optional<std::uint64_t>& n) {
    return n ? std::optional(static_cast<std::int64_t>(*n)) : std::nullopt;
  };
  row.bind(choice.variant).bind(number(choice.replication)).bind(number(choice.incident));
  if (!row.step()) return std::nullopt;
  return Found{row.integer(0), row.integer(1), row.integer(2), row.text(3), row.text(4), row.text(5)};
}

Statement query(const Database& db, const Found& at, const char* sql) {
  Statement row = db.prepare(sql);
  row.bind(at.variant).bind(at.replication).bind(at.incident);
  return row;
}

/// One line of the story: an instant on the left, a wrapped sentence on the right.
std::string line(const std::string& left, const std::string& sentence) {
  constexpr std::size_t kLeft = 18;
  return "  " + pad_right(left, kLeft) + wrap(sentence, 80 - kLeft - 2, std::string(kLeft + 2, ' ')) + "\n";
}

std::string or_not(const Statement& row, int column, const char* what, const char* otherwise) {
  return row.null(column) ? otherwise : fmt::format("{} {}", what, story_time(row.integer(column)));
}

/// The reason without the word that stands before it anyway.
std::string reason(const std::string& why_not) {
  return why_not.rfind("never: ", 0) == 0 ? why_not.substr(7) : why_not;
}

/// The incident's row, kept for the sentences at the beginning and at the end.
struct Incident {
  std::string service, cause, cause_class, first_detector;
  std::int64_t begin = 0;
  std::optional<std::int64_t> detected, mitigated, end;
  double lost = 0, offered = 0, minutes = 0;
  std::int64_t actions = 0, people = 0;
  bool of_components = false;
};

std::optional<std::int64_t> instant(const Statement& row, int column) {
  if (row.null(column)) return std::nullopt;
  return row.integer(column);
}

Incident read_incident(const Database& db, const Found& at) {
  Statement row =
      query(db, at,
            "SELECT service, cause, cause_class, first_detector, begin_ns, detected_ns, mitigated_ns, end_ns, "
            "lost_requests, offered_requests, customer_minutes_lost, actions, people, ifnull((SELECT components "
            "FROM service WHERE service.variant = incident.variant AND name = service), 0) FROM incident WHERE variant "
            "= ? AND replication = ? AND incident = ?");
  row.step();
  return {row.text(0),     row.text(1),     row.text(2),     row.text(3),        row.integer(4),
          instant(row, 5), instant(row, 6), instant(row, 7), row.real(8),        row.real(9),
          row.real(10),    row.integer(11), row.integer(12), row.integer(13) > 0};
}

std::string title(const Found& at, const Incident& i) {
  const std::string run = at.experiment == "main" ? at.scenario : at.scenario + " / " + at.experiment;
  return fmt::format("{}: {}, replication {}, incident {} of {}\n", run, at.variant_name, at.replication, at.incident,
                     i.service);
}

std::string causes(const Database& db, const Found& at, const Incident& i) {
  Statement row = query(
      db, at,
      "SELECT f.name, f.kind, f.target, f.cause, f.begin_ns, f.end_ns FROM fault f JOIN incident i "
      "USING (variant, replication) WHERE variant = ? AND replication = ? AND incident = ? "
      "AND f.begin_ns < ifnull(i.end_ns, 9223372036854775807) AND ifnull(f.end_ns, 9223372036854775807) >= i.begin_ns "
      "ORDER BY f.begin_ns, f.fault");
  std::string out;
  while (row.step()) {
    const bool main = row.text(0) == i.cause;
    out += line(
        story_time(row.integer(4)),
        fmt::format("{}: {} strikes {}{}; it {}", row.text(0), row.text(1), row.text(2), main ? " (the cause)" : "",
                    row.null(5) ? "never heals" : "heals at " + story_time(row.integer(5))));
  }
  if (!out.empty()) return out;
  if (i.cause.empty()) return line("", "No fault was active: the cause lies in the load or in an action.");
  Statement before =
      query(db, at,
            "SELECT f.target, f.begin_ns, f.end_ns FROM fault f JOIN incident i USING (variant, replication) "
            "WHERE variant = ? AND replication = ? AND incident = ? AND f.name = i.cause AND f.end_ns < "
            "i.begin_ns ORDER BY f.end_ns DESC");
  if (before.step())
    return line(story_time(before.integer(1)),
                fmt::format("{}: {} strikes {}; it has healed at {}, before the onset, and what it left is the cause",
                            i.cause, i.cause_class, before.text(0), story_time(before.integer(2))));
  return line(
      "", fmt::format("{} ({}), of which this database tells no more: bulkhead explain of the scenario's file does.",
                      i.cause, i.cause_class));
}

std::string observers(const Database& db, const Found& at, const Incident& i) {
  Statement row = query(db, at,
                        "SELECT detector, saw_ns, why_not FROM observation WHERE variant = ? AND replication = ? AND "
                        "incident = ? ORDER BY saw_ns IS NULL, saw_ns, observation");
  std::string out;
  while (row.step()) {
    if (row.null(1))
      out += line("never", fmt::format("{}: {}", row.text(0), reason(row.text(2))));
    else
      out += line(story_time(row.integer(1)),
                  fmt::format("{} saw it, {} after the onset", row.text(0), story_time(row.integer(1) - i.begin)));
  }
  return out.empty() ? line("", "Nobody was watching.") : out;
}

std::string actions(const Database& db, const Found& at) {
  Statement row =
      query(db, at,
            "SELECT response, actor, what, decided_ns, begin_ns, effective_ns, end_ns, blocked_by FROM action "
            "WHERE variant = ? AND replication = ? AND incident = ? ORDER BY decided_ns, action");
  std::string out;
  while (row.step()) {
    std::string text = fmt::format("{} ({}) decides: {}. ", row.text(1), row.text(0), row.text(2));
    if (!row.text(7).empty()) text += fmt::format("Held back by {}. ", row.text(7));
    text += row.null(4) ? "It never began."
                        : fmt::format("{}, {}, {}.", or_not(row, 4, "Begun", ""),
                                      or_not(row, 5, "effective", "never fully effective"),
                                      or_not(row, 6, "ended", "in effect to the end"));
    out += line(story_time(row.integer(3)), text);
  }
  return out.empty() ? line("", "Nobody acted.") : out;
}

std::string blast(const Database& db, const Found& at) {
  Statement row = query(db, at,
                        "SELECT level_ratio, customers_whole_ratio, demand_whole_ratio, customers_worst_ratio FROM "
                        "blast WHERE variant = ? AND replication = ? AND incident = ? ORDER BY level_ratio");
  std::string out;
  while (row.step())
    out += line("", fmt::format("above {:g} % of their own requests: {:.6g} % of customers, {:.6g} % of demand; at the "
                                "worst instant {:.6g} % of customers",
                                row.real(0) * 100, row.real(1) * 100, row.real(2) * 100, row.real(3) * 100));
  return out;
}

std::string ending(const Incident& i) {
  std::string out;
  if (i.mitigated)
    out += line(story_time(*i.mitigated),
                fmt::format("an action has helped: {} after the onset", story_time(*i.mitigated - i.begin)));
  if (i.end)
    return out + line(story_time(*i.end), fmt::format("{} meets its objective again, {} after the onset", i.service,
                                                      story_time(*i.end - i.begin)));
  return out + line("never", "still open when the run ended (censored)");
}

std::string losses(const Incident& i) {
  const std::string lost = i.of_components ? fmt::format("{:.1f} of {:.1f} seconds lost", i.lost, i.offered)
                                           : fmt::format("{:.1f} of {:.1f} requests lost; {:.1f} customer-minutes lost",
                                                         i.lost, i.offered, i.minutes);
  return line("", lost) + line("", fmt::format("{} action{}, {} {}", i.actions, i.actions == 1 ? "" : "s", i.people,
                                               i.people == 1 ? "person or team" : "people or teams"));
}

constexpr std::int64_t kMostLines = 40;

/// The timeline from the first active fault to the end; cut in the middle of long ones.
std::string timeline(const Database& db, const Found& at) {
  Statement row = query(db, at,
                        "SELECT t.t_ns, what, subject, detail, count(*) OVER () FROM timeline t JOIN incident i USING "
                        "(variant, replication) "
                        "WHERE variant = ? AND replication = ? AND incident = ? AND t.t_ns >= i.begin_ns AND t.t_ns <= "
                        "ifnull(i.end_ns, 9223372036854775807) "
                        "ORDER BY t.t_ns, t.line LIMIT 40");
  std::string out;
  std::int64_t all = 0;
  while (row.step()) {
    all = row.integer(4);
    std::string what = row.text(1);
    std::replace(what.begin(), what.end(), '_', ' ');
    out += line(story_time(row.integer(0)),
                fmt::format("{}: {}{}", what, row.text(2), row.text(3).empty() ? "" : " (" + row.text(3) + ")"));
  }
  if (all > kMostLines) out += line("", fmt::format("... and {} more lines in v_timeline", all - kMostLines));
  return out;
}

using Json = nlohmann::ordered_json;

Json value(const Statement& row, int column) {
  switch (row.type(column)) {
    case Statement::Type::integer:
      return row.integer(column);
    case Statement::Type::real:
      return row.real(column);
    case Statement::Type::text:
      return row.text(column);
    case Statement::Type::null:
      break;
  }
  return nullptr;
}

Json rows(const Database& db, const Found& at, const std::string& view, const std::string& where) {
  Statement row = db.prepare(fmt::format(
      "SELECT * FROM {} WHERE scenario = ?1 AND experiment = ?2 AND variant = ?3 AND replication = ?4{}", view, where));
  row.bind(at.scenario).bind(at.experiment).bind(at.variant_name).bind(at.replication);
  Json out = Json::array();
  while (row.step()) {
    Json object = Json::object();
    for (int c = 0; c < row.columns(); ++c) object[row.name(c)] = value(row, c);
    out.push_back(std::move(object));
  }
  return out;
}

}  // namespace

std::string story_time(std::int64_t ns) {
  const std::int64_t milliseconds = (ns + (ns < 0 ? -500'000 : 500'000)) / 1'000'000;
  const std::string sign = milliseconds < 0 ? "-" : "";
  const std::int64_t whole = milliseconds < 0 ? -milliseconds : milliseconds;
  std::string fraction = fmt::format("{:03}", whole % 1000);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const std::string tail = fraction.empty() ? "s" : "." + fraction + "s";
  const std::int64_t seconds = whole / 1000;
  const std::int64_t h = seconds / 3600;
  const std::int64_t m = seconds / 60 % 60;
  if (h > 0) return fmt::format("{}{}h{:02}m{:02}{}", sign, h, m, seconds % 60, tail);
  if (m > 0) return fmt::format("{}{}m{:02}{}", sign, m, seconds % 60, tail);
  return fmt::format("{}{}{}", sign, seconds, tail);
}

bool any_incident(const Database& db) {
  return db.prepare("SELECT 1 FROM metric WHERE metric = 'incidents_per_year' AND numerator > 0 LIMIT 1").step();
}

std::string incidents_sentence(const Database& db) {
  Statement row = db.prepare(
      "SELECT scenario, name, (SELECT count(*) FROM incident WHERE incident.variant = variant.variant), "
      "(SELECT CAST(ifnull(sum(numerator), 0) AS INTEGER) FROM metric WHERE metric.variant = variant.variant AND "
      "metric = "
      "'incidents_per_year') FROM variant JOIN run USING (run) ORDER BY variant");
  std::string counts;
  bool all = true;
  while (row.step()) {
    const auto told = row.integer(2), seen = row.integer(3);
    counts += fmt::format("{}{} {} {}", counts.empty() ? "" : ", ", row.text(0), row.text(1), seen);
    if (told < seen) counts += fmt::format(" (told: the first {})", told);
    all &= told >= seen;
  }
  return fmt::format(
      "Incidents by variant: {}.{}", counts,
      all ? "" : " Of the others this database does not tell: bulkhead explain of the scenario's file does.");
}

std::string tell_story(const Database& db, const StoryChoice& choice) {
  const std::optional<Found> at = find_incident(db, choice);
  if (!at) return "";
  const Incident i = read_incident(db, *at);
  std::string out = title(*at, i);
  out += "\nWhat happened\n" + causes(db, *at, i);
  out += line(story_time(i.begin), fmt::format("{} breaks its objective: the onset", i.service));
  out += "\nWho saw it\n" + observers(db, *at, i);
  if (i.detected)
    out += line(story_time(*i.detected),
                fmt::format("detected by {}, {} after the onset", i.first_detector, story_time(*i.detected - i.begin)));
  else
    out += line("never", "no signal on which someone could act");
  out += "\nWho acted\n" + actions(db, *at);
  out += "\nThe end\n" + ending(i);
  out += "\nWhat was lost\n" + losses(i) + blast(db, *at);
  return out + "\nLine by line\n" + timeline(db, *at);
}

std::string story_json(const Database& db, const StoryChoice& choice) {
  const std::optional<Found> at = find_incident(db, choice);
  if (!at) return "";
  const std::string mine = fmt::format(" AND incident = {}", at->incident);
  Json out = Json::object();
  out["incident"] = rows(db, *at, "v_incident", mine).front();
  out["faults"] = rows(db, *at, "v_fault", "");
  out["observations"] = rows(db, *at, "v_observation", mine);
  out["actions"] = rows(db, *at, "v_action", mine);
  out["timeline"] = rows(db, *at, "v_timeline", "");
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bulkhead
