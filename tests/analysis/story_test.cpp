// SPDX-License-Identifier: Apache-2.0
// The story of an incident against the rows that it is told from.
#include "analysis/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>

#include "analysis/store.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// What the rows of one replication allow a story to say: every number as the story writes numbers, and every text.
struct Said {
  std::set<std::string> numbers;
  std::string texts;
};

void add(Said& said, double value) {
  said.numbers.insert({fmt::format("{:.1f}", value), fmt::format("{:.6g}", value), fmt::format("{:g}", value * 100),
                       fmt::format("{:.6g}", value * 100)});
}

void add_rows(const Database& db, const std::string& table, std::int64_t begin, Said& said) {
  Statement row = db.prepare("SELECT * FROM " + table + " WHERE variant = 1 AND replication = 0");
  while (row.step())
    for (int c = 0; c < row.columns(); ++c) {
      if (row.type(c) == Statement::Type::text) said.texts += row.text(c) + "\n";
      if (row.type(c) == Statement::Type::real) add(said, row.real(c));
      if (row.type(c) != Statement::Type::integer) continue;
      said.numbers.insert(std::to_string(row.integer(c)));
      said.numbers.insert(story_time(row.integer(c)));
      if (row.integer(c) >= begin) said.numbers.insert(story_time(row.integer(c) - begin));
    }
}

std::string unwrapped(std::string text) {
  return std::regex_replace(text, std::regex("\\s+"), " ");
}

}  // namespace

TEST_CASE("Every number in a story is a column of a row, or the time since the onset", "[analysis]") {
  for (const char* name : {"az-power", "az-gray"}) {
    const Folder folder;
    const std::string file = folder / "results.db";
    const std::string command = std::string("cd '") + BULKHEAD_SOURCE_DIR + "' && '" + BULKHEAD_BINARY +
                                "' run scenarios/online-boutique/" + name + ".yaml --quiet --replications 1 --db '" +
                                file + "' >/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    const Database db(file, Database::Mode::read);
    Statement onset =
        db.prepare("SELECT begin_ns FROM incident WHERE variant = 1 AND replication = 0 AND incident = 0");
    REQUIRE(onset.step());
    Said said;
    for (const char* table : {"incident", "fault", "observation", "action", "timeline", "blast"})
      add_rows(db, table, onset.integer(0), said);
    Statement variant = db.prepare("SELECT name FROM variant WHERE variant = 1");
    REQUIRE(variant.step());
    StoryChoice choice;
    choice.variant = variant.text(0);
    choice.replication = 0;
    choice.incident = 0;
    const std::string story = unwrapped(tell_story(db, choice));
    REQUIRE(story.size() > 500);
    const std::regex number("\\b[0-9][0-9a-z.]*[0-9a-z]|\\b[0-9]");
    int checked = 0;
    for (std::sregex_iterator it(story.begin(), story.end(), number), end; it != end; ++it, ++checked) {
      const std::string token = it->str();
      INFO(name << ": " << token << " in ..."
                << story.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, it->position() - 60)), 120));
      CHECK((said.numbers.contains(token) || said.texts.find(token) != std::string::npos));
    }
    CHECK(checked > 20);
  }
}
