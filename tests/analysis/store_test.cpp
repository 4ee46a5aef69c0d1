// SPDX-License-Identifier: Apache-2.0
// The database: its bytes, its views, and what happens when the outside world says no.
#include "analysis/store.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/layout.hpp"
#include "analysis/outside_error.hpp"
#include "sim/check.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

double number(const Database& db, const std::string& sql) {
  Statement row = db.prepare(sql);
  REQUIRE(row.step());
  return row.real(0);
}

std::string columns(const Database& db, const std::string& view) {
  Statement row = db.prepare("SELECT * FROM " + view);
  std::string out;
  for (int c = 0; c < row.columns(); ++c) out += (c ? ", " : "") + row.name(c);
  return out;
}

}  // namespace

TEST_CASE("Equal records give equal bytes wherever they are written", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 20);
  test::write_made_up(folder / "another name.db", 20);
  CHECK(bytes_of(folder / "a.db") == bytes_of(folder / "another name.db"));
  CHECK(digest_database(folder / "a.db") == digest_database(folder / "another name.db"));
}

TEST_CASE("Another record gives another digest", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 20);
  test::write_made_up(folder / "b.db", 21);
  CHECK(digest_database(folder / "a.db") != digest_database(folder / "b.db"));
}

TEST_CASE("Nothing but the database stays when it is finished", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 3);
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "")) ++files;
  CHECK(files == 1);
}

TEST_CASE("The file carries Bulkhead's mark, its layout's number and sound foreign keys", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 3);
  CHECK(is_bulkhead_database(folder / "a.db"));
  const Database db = open_results(folder / "a.db");
  CHECK(number(db, "PRAGMA application_id") == kApplicationId);
  CHECK(number(db, "PRAGMA user_version") == kLayoutVersion);
  Statement check = db.prepare("PRAGMA foreign_key_check");
  CHECK_FALSE(check.step());
  // Every table of ours is STRICT.
  CHECK(number(db,
               "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
               "AND name NOT LIKE 'sqlite%'") == 0);
}

TEST_CASE("The views have the columns of the contract", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 2);
  const Database db = open_results(folder / "a.db");
  const std::string head = "run, scenario, experiment, ";
  CHECK(columns(db, "v_comparison") == head + "variant, service, metric, mean, ci95_low, ci95_high, n, note, params");
  CHECK(columns(db, "v_difference") ==
        head + "metric, service, a, b, mean, ci95_low, ci95_high, verdict, p_holm, params");
  CHECK(columns(db, "v_ranking") == head + "metric, service, variant, mean, rank_best, rank_worst, params");
  CHECK(columns(db, "v_expectation") ==
        head +
            "name, sentence, variant, service, metric, baseline, level, outcome, mean, ci95_low, ci95_high, threshold, "
            "change_ratio, change_ci95_low, change_ci95_high, note, because, file, line, params");
  CHECK(columns(db, "v_sweep") == head + "params, variant, service, metric, mean, ci95_low, ci95_high, n, note");
  CHECK(columns(db, "v_param") == head + "name, value");
  CHECK(columns(db, "v_replication") ==
        head +
            "variant, replication, outcome, availability_ratio, mttd_s, mttr_s, incidents, lost_requests, fingerprint");
  CHECK(columns(db, "v_incident") ==
        head +
            "variant, replication, incident, service, begin_s, ttd_s, mitigate_s, ttr_s, censored, lost_requests, "
            "blast_customers_ratio, blast_demand_ratio, cause, first_detector, actions, people");
  CHECK(columns(db, "v_fault") == head + "variant, replication, kind, target, begin_s, end_s, cause");
  CHECK(columns(db, "v_observation") == head + "variant, replication, incident, detector, saw_s, why_not");
  CHECK(columns(db, "v_action") == head +
                                       "variant, replication, incident, response, actor, decided_s, begin_s, "
                                       "effective_s, end_s, blocked_by, what");
  CHECK(columns(db, "v_timeline") == head + "variant, replication, t_s, what, subject, detail");
}

TEST_CASE("The manual documents every view, column by column", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 2);
  const Database db = open_results(folder / "a.db");
  const std::string manual = bytes_of(std::string(BULKHEAD_SOURCE_DIR) + "/docs/results.md");
  Statement view = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'");
  while (view.step()) {
    const std::size_t section = manual.find("## " + view.text(0) + "\n");
    REQUIRE(section != std::string::npos);
    const std::string text = manual.substr(section, manual.find("\n## ", section) - section);
    Statement row = db.prepare("SELECT * FROM " + view.text(0));
    for (int c = 3; c < row.columns(); ++c) CHECK_THAT(text, contains_text("`" + row.name(c) + "`"));
  }
}

TEST_CASE("Views give seconds from nanoseconds and figures from terms", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 10);
  const Database db = open_results(folder / "a.db");
  // Replication 3 of the first variant loses 10,300 of 1,000,000 requests from 1 h on, for 6 minutes.
  const std::string at = " WHERE variant = 'zonal' AND replication = 3";
  CHECK(number(db, "SELECT availability_ratio FROM v_replication" + at) == 1 - 10300 / 1e6);
  CHECK(number(db, "SELECT mttd_s FROM v_replication" + at) == 130);
  CHECK(number(db, "SELECT incidents FROM v_replication" + at) == 1);
  CHECK(number(db, "SELECT begin_s FROM v_incident" + at) == 3600);
  CHECK(number(db, "SELECT ttr_s FROM v_incident" + at) == 360);
  CHECK(number(db, "SELECT blast_customers_ratio FROM v_incident" + at) == 1.0 / 3);
  CHECK(number(db, "SELECT effective_s - begin_s FROM v_action" + at) == 160);
  CHECK(number(db, "SELECT count(*) FROM v_observation" + at + " AND saw_s IS NULL AND why_not IS NOT NULL") == 1);
  // Ten replications lose 10,000 to 10,900, 10,450 in the mean; the second variant twice that.
  CHECK(number(db, "SELECT mean FROM v_comparison WHERE variant = 'zonal' AND metric = 'lost_requests'") == 10450);
  CHECK(number(db, "SELECT mean FROM v_difference WHERE a = 'zonal' AND b = 'regional' AND metric = 'lost_requests'") ==
        10450);
}

TEST_CASE("An incident without a blast point still has its row", "[analysis][store]") {
  const test::Folder folder;
  Store store(folder / "a.db");
  store.begin_run(test::made_up_run({"only"}, 1));
  Record record = test::made_up_record(0, 10, 6);
  record.incidents[0].blast.clear();
  store.add({record});
  store.end_run();
  store.finish();
  CHECK(number(open_results(folder / "a.db"), "SELECT count(*) FROM v_incident") == 1);
}

TEST_CASE("A replication that did not complete is stored and enters no figure", "[analysis][store]") {
  const test::Folder folder;
  Store store(folder / "a.db");
  store.begin_run(test::made_up_run({"only"}, 3));
  for (std::uint64_t r = 0; r < 3; ++r) {
    Record record = test::made_up_record(r, r == 1 ? 1e6 : 100, 6);
    if (r == 1) record.outcome = "no_rest";
    store.add({record});
  }
  store.end_run();
  store.finish();
  const Database db = open_results(folder / "a.db");
  CHECK(number(db, "SELECT count(*) FROM v_replication WHERE outcome = 'no_rest'") == 1);
  CHECK(number(db, "SELECT mean FROM v_comparison WHERE metric = 'lost_requests'") == 100);
  CHECK(number(db, "SELECT n FROM v_comparison WHERE metric = 'lost_requests'") == 2);
}

TEST_CASE("A file that is not Bulkhead's is never replaced", "[analysis][store]") {
  const test::Folder folder;
  write_text(folder / "thesis.txt", "years of work");
  CHECK_THROWS_WITH(Store(folder / "thesis.txt"), contains_text("not a results database"));
  CHECK(bytes_of(folder / "thesis.txt") == "years of work");
  Database other(folder / "other.db", Database::Mode::write_new);
  other.execute("CREATE TABLE precious (x)");
  CHECK_THROWS_AS(Store(folder / "other.db"), OutsideError);
  write_text(folder / "a.db.partial", "someone else's");
  CHECK_THROWS_AS(Store(folder / "a.db"), OutsideError);
  CHECK_THROWS_AS(Store(folder / ""), OutsideError);
}

TEST_CASE("An older database of ours is replaced only when the new one is complete", "[analysis][store]") {
  const test::Folder folder;
  test::write_made_up(folder / "a.db", 3);
  const std::string before = bytes_of(folder / "a.db");
  {
    Store unfinished(folder / "a.db");
    unfinished.begin_run(test::made_up_run({"only"}, 2));
    unfinished.add({test::made_up_record(0, 10, 6)});
  }
  CHECK(bytes_of(folder / "a.db") == before);
  // What was complete is in the partial file, and the next run replaces that.
  const Database partial = open_results(folder / "a.db.partial");
  CHECK(number(partial, "SELECT count(*) FROM v_replication") == 1);
  test::write_made_up(folder / "a.db", 4);
  CHECK(bytes_of(folder / "a.db") != before);
  CHECK_FALSE(std::filesystem::exists(folder / "a.db.partial"));
}

TEST_CASE("Two processes do not write one partial file", "[analysis][store]") {
  const test::Folder folder;
  const Store first(folder / "a.db");
  CHECK_THROWS_WITH(Store(folder / "a.db"), contains_text("another process is writing it"));
}

TEST_CASE("A folder that is not there is an error with its path and the system's code", "[analysis][store]") {
  const test::Folder folder;
  CHECK_THROWS_WITH(Store(folder / "no/such/a.db"), contains_text("no/such/a.db") && contains_text("code 2"));
}

TEST_CASE("What is not a results database is not read as one", "[analysis][store]") {
  const test::Folder folder;
  write_text(folder / "x.yaml", "bulkhead: 1");
  CHECK_THROWS_AS(open_results(folder / "x.yaml"), OutsideError);
  CHECK_THROWS_AS(open_results(folder / "absent.db"), OutsideError);
  CHECK_THROWS_AS(digest_database(folder / "x.yaml"), OutsideError);
}

TEST_CASE("A metric term that the table does not know is a broken contract", "[analysis][store]") {
  const test::Folder folder;
  Store store(folder / "a.db");
  store.begin_run(test::made_up_run({"only"}, 1));
  Record record = test::made_up_record(0, 10, 6);
  record.metrics.push_back({"luck", "web", 1, 1});
  CHECK_THROWS_AS(store.add({record}), ContractError);
}
