// SPDX-License-Identifier: Apache-2.0
// From JSON to a fault tree, or to everything that is wrong with it.
#include "scenarios/import/fault_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "models/faults/common_cause.hpp"
#include "models/topology/order.hpp"
#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = 64u << 20;
constexpr int kMostDepth = 1'000;
constexpr std::uint64_t kMostSets = 5'000;  // that a common cause strikes

const std::map<std::string, TreeOp>& operators() {
  static const std::map<std::string, TreeOp> table = {
      {"and", TreeOp::all},      {"or", TreeOp::any},      {"not", TreeOp::negation},     {"xor", TreeOp::odd},
      {"nand", TreeOp::not_all}, {"nor", TreeOp::not_any}, {"atleast", TreeOp::at_least},
  };
  return table;
}

/// Looks at a text before it is read: how deep it is, and what stands twice. What is no JSON, the reading says.
class TreeWatch : public nlohmann::json_sax<Json> {
 public:
  std::vector<std::string> twice;  ///< keys, in the order of the file
  bool deep = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (!keys_.back().insert(name).second) twice.push_back(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool open() {
    keys_.emplace_back();
    deep = keys_.size() > kMostDepth;
    return !deep;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;  // of what is open
};

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> out;
  for (const auto& [key, value] : map) out.push_back(key);
  return out;
}

std::string hint(const std::string& wanted, const std::vector<std::string>& known) {
  const std::string near = nearest(wanted, known);
  return near.empty() ? "" : fmt::format("; did you mean {}?", near);
}

class TreeReader {
 public:
  explicit TreeReader(std::string file) { tree_.file = std::move(file); }

  LoadedTree read(const std::string& text) {
    const Json root = parse(text);
    if (problems_.empty()) document(root);
    if (problems_.empty()) names();
    if (problems_.empty()) circles();
    if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
    return {std::move(tree_), {}};
  }

 private:
  void problem(const std::string& place, const std::string& what) {
    problems_.push_back(printable(fmt::format("{}: {}: {}", tree_.file, place, what)));
  }

  /// JSON without a key twice; a syntax error has its line and column.
  Json parse(const std::string& text) {
    TreeWatch watch;
    Json::sax_parse(text, &watch);
    for (const std::string& key : watch.twice) problem(key, "this key stands twice in one object");
    if (watch.deep) problem("the file", fmt::format("is nested more than {} deep", kMostDepth));
    if (!problems_.empty()) return {};
    try {
      return Json::parse(text);
    } catch (const Json::parse_error& error) {
      const auto upto = text.substr(0, error.byte > 0 ? error.byte - 1 : 0);
      const auto line = std::count(upto.begin(), upto.end(), '\n') + 1;
      const auto column = upto.size() - (upto.rfind('\n') == std::string::npos ? 0 : upto.rfind('\n') + 1) + 1;
      problems_.push_back(printable(fmt::format("{}:{}:{}: this is not JSON", tree_.file, line, column)));
      return {};
    } catch (const Json::out_of_range& error) {
      const std::string said = error.what();
      problem("the file", "a number is too large" + said.substr(std::min(said.size(), said.rfind(" parsing") + 8)));
      return {};
    }
  }

  void only(const Json& object, const std::string& place, const std::vector<std::string>& known) {
    for (const auto& [key, value] : object.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        problem(place, fmt::format("unknown key '{}'{}", key, hint(key, known)));
  }

  /// The member `key` if it is there and of that type.
  const Json* member(const Json& object, const std::string& place, const char* key, Json::value_t type,
                     bool required = true) {
    const auto it = object.find(key);
    if (it == object.end()) {
      if (required) problem(place, fmt::format("the key '{}' is missing", key));
      return nullptr;
    }
    if (it->type() == type) return &*it;
    problem(fmt::format("{}.{}", place, key),
            fmt::format("expected {}, not {}", Json(type).type_name(), it->dump().substr(0, 40)));
    return nullptr;
  }

  void document(const Json& root) {
    if (!root.is_object()) return problem("the file", "expected an object with top, gates and events");
    only(root, "the file", {"top", "gates", "events", "common_cause", "format"});
    const Json text = "", object = Json::object(), list = Json::array();
    if (const Json* top = member(root, "the file", "top", text.type())) tree_.top = top->get<std::string>();
    if (const Json* gates = member(root, "the file", "gates", object.type()))
      for (const auto& [name, value] : gates->items()) gate(name, "gates." + name, value, 0);
    if (const Json* events = member(root, "the file", "events", object.type()))
      for (const auto& [name, value] : events->items()) tree_.events.push_back({name, ratio(value, "events." + name)});
    if (const Json* causes = member(root, "the file", "common_cause", list.type(), false))
      for (std::size_t i = 0; i < causes->size(); ++i) common_cause((*causes)[i], fmt::format("common_cause[{}]", i));
  }

  double ratio(const Json& value, const std::string& place) {
    const double p = value.is_number() ? value.get<double>() : -1;
    if (p >= 0 && p <= 1) return p;
    problem(place, fmt::format("expected a probability in [0,1], not {}", value.dump().substr(0, 40)));
    return 0;
  }

  void gate(const std::string& name, const std::string& place, const Json& value, int depth) {
    if (!value.is_object()) return problem(place, "expected a gate: an object with op and args");
    if (depth > kMostDepth)
      return problem(place, fmt::format("gates in place are nested more than {} deep", kMostDepth));
    only(value, place, {"op", "args", "k"});
    TreeGate out{name, TreeOp::all, 0, {}};
    const Json text = "", list = Json::array();
    if (const Json* op = member(value, place, "op", text.type())) {
      const auto known = operators().find(op->get<std::string>());
      if (known == operators().end())
        problem(place + ".op",
                fmt::format("'{}' is none of {}{}", op->get<std::string>(), fmt::join(keys_of(operators()), ", "),
                            hint(op->get<std::string>(), keys_of(operators()))));
      else
        out.op = known->second;
    }
    if (const Json* args = member(value, place, "args", list.type())) {
      for (std::size_t i = 0; i < args->size(); ++i) argument((*args)[i], out, fmt::format("{}[{}]", place, i), depth);
      numbers(value, place, out);
    }
    tree_.gates.push_back(std::move(out));
  }

  void argument(const Json& value, TreeGate& out, const std::string& place, int depth) {
    if (value.is_string()) return out.args.push_back(value.get<std::string>());
    const std::string name = fmt::format("{}[{}]", out.name, out.args.size());
    out.args.push_back(name);
    gate(name, place, value, depth + 1);
  }

  void numbers(const Json& value, const std::string& place, TreeGate& out) {
    const auto n = static_cast<int>(out.args.size());
    if (n == 0) return problem(place, "a gate needs arguments");
    if (out.op == TreeOp::negation && n > 1) problem(place, fmt::format("not takes one argument, not {}", n));
    const auto k = value.find("k");
    if (out.op != TreeOp::at_least && k != value.end()) problem(place, "only atleast takes k");
    if (out.op != TreeOp::at_least) return;
    if (k == value.end() || !k->is_number_integer() || *k < 1 || *k > n)
      problem(place, fmt::format("atleast takes a whole number k from 1 to {}", n));
    else
      out.k = k->get<int>();
  }

  void common_cause(const Json& value, const std::string& place) {
    if (!value.is_object()) return problem(place, "expected an object with members and beta, mgl, alpha or phi");
    only(value, place, {"members", "beta", "mgl", "alpha", "phi"});
    TreeCommonCause out;
    const Json list = Json::array();
    if (const Json* members = member(value, place, "members", list.type()))
      for (const Json& one : *members) {
        if (one.is_string())
          out.members.push_back(one.get<std::string>());
        else
          problem(place + ".members", fmt::format("expected the name of an event, not {}", one.dump().substr(0, 40)));
      }
    std::sort(out.members.begin(), out.members.end());
    if (out.members.size() < 2)
      problem(place, "a common cause has at least two members");
    else
      out.shares = shares(value, place, static_cast<int>(out.members.size()));
    tree_.common_causes.push_back(std::move(out));
  }

  std::vector<double> shares(const Json& value, const std::string& place, int n) {
    using Model = CommonCauseModel;
    constexpr std::pair<const char*, Model> kModels[] = {
        {"beta", Model::beta}, {"mgl", Model::mgl}, {"alpha", Model::alpha}, {"phi", Model::phi}};
    std::vector<double> out;
    int given = 0;
    for (const auto& [key, model] : kModels) {
      if (!value.contains(key)) continue;
      ++given;
      const auto factors = factors_of(value[key], place + "." + key, most_factors(model, n));
      const bool none = std::all_of(factors.begin(), factors.end(), [](double one) { return one <= 0; });
      const bool nothing = none && (model == Model::alpha || model == Model::phi);
      if (!factors.empty() && nothing) problem(fmt::format("{}.{}", place, key), "all parts are zero");
      if (!factors.empty() && !nothing) out = common_cause_shares(model, n, factors);
    }
    if (given == 0) problem(place, "the key 'beta' is missing (or mgl, alpha, phi)");
    if (given > 1) problem(place, "beta, mgl, alpha and phi exclude one another");
    if (struck_together(out, kMostSets + 1) > kMostSets)
      problem(place, fmt::format("more than {} sets of members are struck together", kMostSets));
    return out;
  }

  std::vector<double> factors_of(const Json& value, const std::string& place, int most) {
    if (!value.is_array()) return {ratio(value, place)};
    std::vector<double> out;
    for (const Json& one : value) out.push_back(ratio(one, place));
    if (out.empty() || out.size() > static_cast<std::size_t>(most)) {
      problem(place, fmt::format("expected a list of 1 to {} factors", most));
      out.clear();
    }
    return out;
  }

  void names() {
    std::sort(tree_.gates.begin(), tree_.gates.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (std::uint32_t i = 0; i < tree_.gates.size(); ++i) gates_.emplace(tree_.gates[i].name, i);
    for (const TreeEvent& event : tree_.events) {
      events_.emplace(event.name, event.probability);
      if (gates_.count(event.name)) problem("events." + event.name, "a gate has this name too");
    }
    known("top", tree_.top);
    for (const TreeGate& gate : tree_.gates)
      for (const std::string& arg : gate.args) known("gates." + gate.name, arg);
    std::set<std::string> taken;
    for (std::size_t i = 0; i < tree_.common_causes.size(); ++i) members(i, taken);
  }

  void known(const std::string& place, const std::string& name) {
    if (gates_.count(name) || events_.count(name)) return;
    auto all = keys_of(gates_);
    const auto more = keys_of(events_);
    all.insert(all.end(), more.begin(), more.end());
    problem(place, fmt::format("'{}' is neither a gate nor an event{}", name, hint(name, all)));
  }

  void members(std::size_t index, std::set<std::string>& taken) {
    const std::string place = fmt::format("common_cause[{}]", index);
    const auto& members = tree_.common_causes[index].members;
    for (const std::string& name : members) {
      const auto event = events_.find(name);
      if (event == events_.end())
        problem(place, fmt::format("'{}' is no event{}", name, hint(name, keys_of(events_))));
      else if (const auto first = events_.find(members.front());
               first != events_.end() && event->second != first->second)
        problem(place, fmt::format("the members share one probability, but {} has {} and {} has {}", first->first,
                                   first->second, name, event->second));
      if (!taken.insert(name).second) problem(place, fmt::format("'{}' is a member already", name));
    }
  }

  void circles() {
    Arcs arcs;
    for (std::uint32_t i = 0; i < tree_.gates.size(); ++i)
      for (const std::string& arg : tree_.gates[i].args)
        if (const auto below = gates_.find(arg); below != gates_.end()) arcs.emplace_back(i, below->second);
    const auto size = static_cast<std::uint32_t>(tree_.gates.size());
    const auto circle = find_cycle(size, arcs);
    if (!circle.empty()) {
      constexpr std::size_t kShown = 20;
      std::string way;
      for (std::size_t i = 0; i < std::min(kShown, circle.size()); ++i) way += tree_.gates[circle[i]].name + " -> ";
      if (circle.size() > kShown) way += "... -> ";
      return problem("gates." + tree_.gates[circle.front()].name,
                     "a gate is made of itself: " + way + tree_.gates[circle.front()].name);
    }
    depths(dependency_positions(size, arcs));
  }

  void depths(const std::vector<std::uint32_t>& position) {
    std::vector<std::uint32_t> at(position.size());
    for (std::uint32_t i = 0; i < position.size(); ++i) at[position[i]] = i;
    std::vector<int> depth(at.size(), 1);
    for (const auto i : at)
      for (const std::string& arg : tree_.gates[i].args)
        if (const auto below = gates_.find(arg); below != gates_.end())
          depth[i] = std::max(depth[i], depth[below->second] + 1);
    for (std::size_t i = 0; i < depth.size(); ++i)
      if (depth[i] == kMostDepth + 1)
        problem("gates." + tree_.gates[i].name, fmt::format("stands on more than {} gates", kMostDepth));
  }

  FaultTree tree_;
  std::vector<std::string> problems_;
  std::map<std::string, std::uint32_t> gates_;
  std::map<std::string, double> events_;
};

}  // namespace

LoadedTree parse_fault_tree(const std::string& file, const std::string& text) {
  return TreeReader(file).read(text);
}

LoadedTree load_fault_tree(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {std::nullopt, {file + ": cannot be read"}};
  std::ostringstream text;
  text << in.rdbuf();
  if (text.str().size() > kMostBytes) return {std::nullopt, {file + ": is larger than 64 MB"}};
  return parse_fault_tree(file, text.str());
}

}  // namespace bulkhead
