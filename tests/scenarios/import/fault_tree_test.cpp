// SPDX-License-Identifier: Apache-2.0
// Fault trees as JSON: what is read, and what is refused with which words.
#include "scenarios/import/fault_tree.hpp"

#include <fmt/format.h>

#include "tests/catch.hpp"

using namespace bulkhead;
using test::contains_text;

namespace {

std::string problem(const std::string& text) {
  const LoadedTree loaded = parse_fault_tree("tree.json", text);
  CHECK_FALSE(loaded.tree.has_value());
  REQUIRE(loaded.problems.size() == 1);
  return loaded.problems.front();
}

std::string with_gate(const std::string& gate) {
  return R"({"top": "t", "gates": {"t": )" + gate + R"(}, "events": {"a": 0.1, "b": 0.2}})";
}

}  // namespace

TEST_CASE("Gates, gates in place, events and common causes are read", "[language]") {
  const auto loaded = parse_fault_tree("tree.json", R"({
    "top": "t", "format": "ours",
    "gates": {"t": {"op": "and", "args": ["a", {"op": "atleast", "k": 2, "args": ["a", "b", "c"]}]}},
    "events": {"c": 0.3, "a": 0.1, "b": 0.1},
    "common_cause": [{"members": ["b", "a"], "beta": 0.2}]})");
  REQUIRE(loaded.tree.has_value());
  const FaultTree& tree = *loaded.tree;
  CHECK(tree.top == "t");
  REQUIRE(tree.gates.size() == 2);
  CHECK(tree.gates[0].args == std::vector<std::string>{"a", "t[1]"});
  CHECK(tree.gates[1].name == "t[1]");
  CHECK(tree.gates[1].op == TreeOp::at_least);
  CHECK(tree.gates[1].k == 2);
  CHECK(tree.events.front().name == "a");
  CHECK(tree.common_causes.front().members == std::vector<std::string>{"a", "b"});
}

TEST_CASE("A problem of a fault tree names the file, the place and what is expected", "[language]") {
  CHECK(problem("{\"top\": \"t\",\n  \"gates\": }") == "tree.json:2:12: this is not JSON");
  CHECK(problem("9e994") == "tree.json: the file: a number is too large '9e994'");  // found by fuzzing
  CHECK(problem("[]") == "tree.json: the file: expected an object with top, gates and events");
  CHECK_THAT(problem(with_gate(R"({"op": "ad", "args": ["a"]})")),
             contains_text("gates.t.op: 'ad' is none of and, atleast") && contains_text("did you mean and?"));
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": ["a", "bb"]})")),
             contains_text("gates.t: 'bb' is neither a gate nor an event; did you mean b?"));
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": []})")), contains_text("a gate needs arguments"));
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": ["a"], "k": 1})")), contains_text("only atleast takes k"));
  CHECK_THAT(problem(with_gate(R"({"op": "atleast", "args": ["a", "b"], "k": 3})")), contains_text("from 1 to 2"));
  CHECK_THAT(problem(with_gate(R"({"op": "not", "args": ["a", "b"]})")), contains_text("one argument"));
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": ["a", "t"]})")),
             contains_text("a gate is made of itself: t -> t"));
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": ["a"], "ags": 1})")),
             contains_text("unknown key 'ags'; did you mean args?"));
  CHECK_THAT(problem(R"({"top": "a", "gates": {}, "events": {"a": 1.1}})"),
             contains_text("events.a: expected a probability in [0,1], not 1.1"));
  CHECK_THAT(problem(R"({"top": "a", "gates": {}, "events": {"a": "x"}})"), contains_text("expected a probability"));
  CHECK_THAT(problem(R"({"top": "a", "gates": {}, "events": {"a": 0.1, "a": 0.2}})"),
             contains_text("a: this key stands twice"));
  CHECK_THAT(problem(R"({"top": "x", "gates": {}, "events": {"a": 0.1}})"), contains_text("top: 'x' is neither"));
  CHECK_THAT(problem(R"({"top": "a", "gates": {"a": {"op": "or", "args": ["b"]}}, "events": {"a": 0.1, "b": 0}})"),
             contains_text("a gate has this name too"));
  CHECK_THAT(problem(R"({"gates": {}, "events": {"a": 0.1}})"), contains_text("the key 'top' is missing"));
}

TEST_CASE("A common cause needs members of one probability, each in one group", "[language]") {
  const auto cause = [](const std::string& causes) {
    return problem(R"({"top": "a", "gates": {}, "events": {"a": 0.1, "b": 0.1, "c": 0.2}, "common_cause": )" + causes +
                   "}");
  };
  CHECK_THAT(cause(R"([{"members": ["a", "c"], "beta": 0.1}])"),
             contains_text("one probability, but a has 0.1 and c has 0.2"));
  CHECK_THAT(cause(R"([{"members": ["a"], "beta": 0.1}])"), contains_text("at least two members"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"]}])"), contains_text("the key 'beta' is missing"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"], "beta": 2}])"), contains_text("expected a probability"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"], "beta": 0.1, "phi": [1]}])"), contains_text("exclude one another"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"], "mgl": [0.1, 0.2]}])"), contains_text("a list of 1 to 1 factors"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"], "alpha": [0, 0]}])"), contains_text("all parts are zero"));
  CHECK_THAT(cause(R"([{"members": ["a", "b"], "phi": [0]}])"), contains_text("phi: all parts are zero"));
  CHECK_THAT(cause(R"([{"members": ["a", "x"], "beta": 0.1}])"), contains_text("'x' is no event"));
  CHECK_THAT(cause(R"([{"members": ["a", "a", "b"], "beta": 0.1}])"), contains_text("'a' is a member already"));
}

TEST_CASE("A tree may be deep but not without end", "[language]") {
  const auto chain = [](int gates) {
    std::string text = R"({"top": "g0", "gates": {)";
    for (int i = 0; i < gates; ++i)
      text += (i > 0 ? ", " : "") + ("\"g" + std::to_string(i)) + R"(": {"op": "or", "args": [")" +
              (i + 1 < gates ? "g" + std::to_string(i + 1) : "a") + "\"]}";
    return parse_fault_tree("tree.json", text + R"(}, "events": {"a": 0.5}})");
  };
  CHECK(chain(1000).tree.has_value());
  REQUIRE(chain(1100).problems.size() == 1);
  CHECK_THAT(chain(1100).problems.front(), contains_text("stands on more than 1000 gates"));
  CHECK(problem(std::string(5000, '[')) == "tree.json: the file: is nested more than 1000 deep");  // said once
}

TEST_CASE("What is wrong with a gate without arguments is said once", "[language]") {
  CHECK_THAT(problem(with_gate(R"({"op": "atleast", "k": 2, "args": []})")), contains_text("a gate needs arguments"));
  CHECK_THAT(problem(with_gate(R"({"op": "atleast", "k": 2})")), contains_text("the key 'args' is missing"));
}

TEST_CASE("A name cannot write to the terminal", "[language]") {
  CHECK_THAT(problem(with_gate(R"({"op": "and", "args": ["\u001b[2Jx"]})")), contains_text("gates.t: '\\x1b[2Jx' is"));
}

TEST_CASE("Two hundred thousand gates are read in linear time, and a long circle is cut short", "[language]") {
  std::string text = R"({"top": "g0", "gates": {)";
  constexpr int kGates = 200'000;
  for (int i = 0; i < kGates; ++i)
    text += fmt::format(R"({}"g{}": {{"op": "or", "args": ["g{}"]}})", i > 0 ? ", " : "", i, (i + 1) % kGates);
  const std::string said = problem(text + R"(}, "events": {"a": 0.5}})");
  CHECK_THAT(said, contains_text("a gate is made of itself: g0 -> g1 -> g2") && contains_text("... -> g0"));
  CHECK(said.size() < 300);
}
