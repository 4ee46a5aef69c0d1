// SPDX-License-Identifier: Apache-2.0
// Crews: that they have something to repair, in an order, at a time and with parts that make sense.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"

namespace bulkhead {
namespace {

class CrewCheck {
 public:
  CrewCheck(Examined& e, CrewSpec& crew) : e_(e), crew_(crew), file_(*e.file.find("crews")->find(crew.name)) {
    for (const FaultSpec& fault : e.document.model.faults) {
      if (fault.crew != crew.name) continue;
      faults_.push_back(fault.name);
      const bool one_by_one = !fault.at && fault.any == 0 && fault.from.empty();
      clocks_ += one_by_one ? static_cast<int>(fault.targets.size()) : 1;
      const Resolved* common = e.file.find({"faults", fault.name, "common_cause"});
      const Resolved* repair = common ? common->find("repair") : nullptr;
      common_ += common && !(repair && repair->text == "each") ? 1 : 0;
    }
  }

  bool idle() {
    const TextSpan key = file_.key_at;
    if (!faults_.empty()) {
      e_.claims.met(key);
      return false;
    }
    const std::string why = fmt::format("`{}` repairs nothing: no fault names it", crew_.name);
    e_.claims.missed(key, {key, why, {}, fmt::format("add crew: {} to a fault, or remove it", crew_.name)});
    return true;
  }

  void check() {
    order();
    priority();
    preempts();
    begins();
    store();
    batch();
    hours();
  }

 private:
  int may_wait() const { return clocks_ + common_; }

  void error(std::string_view key, std::string sentence, std::string hint) {
    e_.diagnostics.error(file_.find(key)->key_at, std::move(sentence), {}, std::move(hint));
  }

  void order() {
    if (crew_.order != CrewOrder::first_inspected) return;
    const TextSpan at = e_.at({"crews", crew_.name, "order"});
    if (crew_.inspect == Distribution::fixed(Duration::zero()))
      e_.claims.missed(
          at, {at, "`first_inspected` does nothing without `inspect`", {}, "add inspect: 6m, or order: first_come"});
    else
      e_.claims.met(at);
    for (const auto key : {"priority", "batch"}) {
      if (file_.find(key))
        error(key, fmt::format("`order: first_inspected` and `{}` both say what is repaired next", key),
              "remove one of the two");
    }
  }

  void priority() {
    Resolved* list = file_.find("priority");
    if (!list) return;
    if (list->items.empty()) return error("priority", "`priority` names no fault: it orders nothing", "remove it");
    for (std::size_t i = 0; i < list->items.size();) {
      const TextSpan at = list->items[i].at;
      const std::string name = crew_.priority[i];
      if (std::find(faults_.begin(), faults_.end(), name) != faults_.end()) {
        e_.claims.met(at);
        ++i;
        continue;
      }
      e_.claims.missed(at, unknown(name, at));
      list->items.erase(list->items.begin() + static_cast<std::ptrdiff_t>(i));
      crew_.priority.erase(crew_.priority.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const bool waits = may_wait() > crew_.count || crew_.parts > 0;
    const bool orders = waits && faults_.size() + static_cast<std::size_t>(common_) > 1;
    if (!crew_.priority.empty() && orders) return e_.claims.met(list->key_at);
    if (!crew_.priority.empty())
      e_.claims.missed(list->key_at, {list->key_at,
                                      fmt::format("`priority` orders nothing: `{}` {}", crew_.name,
                                                  waits ? "repairs one fault" : "has a hand for everything"),
                                      {},
                                      "remove it"});
    crew_.priority.clear();
    crew_.preempts = false;
    file_.remove("priority");
    file_.remove("preempts");
  }

  Diagnostic unknown(const std::string& name, TextSpan at) const {
    if (e_.file.find({"faults", name}))
      return {at,
              fmt::format("`{}` does not repair `{}`", crew_.name, name),
              {},
              fmt::format("add crew: {} to that fault, or remove it here", crew_.name)};
    return {at, fmt::format("no fault is called `{}`", name), nearest(name, faults_),
            fmt::format("`{}` repairs {}", crew_.name, fmt::join(faults_, ", "))};
  }

  void preempts() {
    if (crew_.preempts && file_.find("priority")) {
      const bool useful = may_wait() > crew_.count;
      check_use(e_, file_, "preempts", useful,
                fmt::format("`preempts` does nothing: `{}` has a hand for everything", crew_.name), "remove it");
      crew_.preempts = useful;
    }
    if (!crew_.preempts || file_.find("priority")) return;
    error("preempts", "`preempts` needs `priority`: nothing is more urgent than anything else",
          faults_.size() > 1 ? fmt::format("add priority: [{}]", faults_.front()) : "remove it");
  }

  void begins() {
    if (crew_.begins_at <= may_wait()) return;
    e_.diagnostics.error(file_.find("begins_at")->at,
                         fmt::format("`begins_at` is {}, and at most {} can wait for `{}`: it would never begin",
                                     crew_.begins_at, may_wait(), crew_.name),
                         std::to_string(may_wait()));
  }

  void store() {
    if (crew_.parts > 0 && !crew_.resupply)
      error("parts", "`parts` needs `resupply`: how long it takes until another comes", "add resupply: 24h");
    if (crew_.resupply && crew_.parts == 0)
      error("resupply", "`resupply` needs `parts`: how many are in store at first", "add parts: 1");
    if (crew_.resupply == Distribution::fixed(Duration::zero()))
      error("resupply", "`parts` never run out: `resupply` takes no time", "remove both, or give resupply: 24h");
  }

  void hours() {
    if (crew_.from && !crew_.to) error("from", "`from` needs `to`: when it leaves", "add to: 17h");
    if (crew_.to && !crew_.from) error("to", "`to` needs `from`: when it comes to work", "add from: 9h");
    if (crew_.from && crew_.from == crew_.to)
      error("to", "it leaves as it comes: nobody says whether it is always there, or never", "remove both");
  }

  void batch() {
    if (!crew_.batch) return;
    if (crew_.preempts)
      error("batch", "a repair of many cannot be put off for one: `batch` goes without `preempts`",
            "remove one of the two");
    if (crew_.parts > 0)
      error("batch", "`batch` goes without `parts`: nobody says how many one repair of many takes",
            "remove one of the two");
    const bool useful = may_wait() > 1;
    check_use(e_, file_, "batch", useful,
              fmt::format("`batch` does nothing: only one failure at a time can wait for `{}`", crew_.name),
              "remove it");
    crew_.batch = useful;
  }

  Examined& e_;
  CrewSpec& crew_;
  Resolved& file_;
  std::vector<std::string> faults_;
  int clocks_ = 0;
  int common_ = 0;  ///< faults, of one clock each, that a common cause will make
};

}  // namespace

void check_crews(Examined& e) {
  auto& crews = e.document.model.crews;
  std::vector<std::string> idle;
  for (auto& crew : crews) {
    CrewCheck check(e, crew);
    check.idle() ? idle.push_back(crew.name) : check.check();
  }
  for (const auto& name : idle) {
    std::erase_if(crews, [&](const CrewSpec& crew) { return crew.name == name; });
    e.file.find("crews")->remove(name);
  }
}

}  // namespace bulkhead
