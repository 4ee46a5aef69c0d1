// SPDX-License-Identifier: Apache-2.0
// Retries: what they multiply to, what bounds them, what spreads them.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "analysis/review/calls.hpp"
#include "models/traffic/network.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kLeastProduct = 4;  // two layers with one retry each: the smallest that multiplies; assumed
constexpr std::size_t kShownFactors = 8;

/// The path of calls below a service along which attempts multiply most; a circle of calls is walked once.
class WorstPaths {
 public:
  explicit WorstPaths(const Reviewed& reviewed) : reviewed_(reviewed), known_(reviewed.model.services.size()) {}

  struct Step {
    double product = 1;
    std::optional<std::size_t> call;  ///< the next on the path
    bool under_way = false;
  };

  const Step& at(std::uint32_t service) {
    if (known_[service]) return *known_[service];
    known_[service] = Step{1, std::nullopt, true};
    Step best;
    const auto& calls = reviewed_.model.services[service].calls;
    for (std::size_t c = 0; c < calls.size(); ++c) {
      const std::uint32_t callee = reviewed_.callee(service, c);
      if (known_[callee] && known_[callee]->under_way) continue;
      const double product = attempts_of(calls[c]) * at(callee).product;
      if (product > best.product) best = {product, c, false};
    }
    known_[service] = best;
    return *known_[service];
  }

 private:
  const Reviewed& reviewed_;
  std::vector<std::optional<Step>> known_;
};

struct Worst {
  std::vector<std::string> factors;
  std::uint32_t last = 0;     ///< the caller that retries nearest to the bottom ...
  std::size_t last_call = 0;  ///< ... and its call
  std::uint32_t bottom = 0;
};

Worst walk(const Reviewed& reviewed, WorstPaths& paths, std::uint32_t root) {
  Worst out;
  for (std::uint32_t s = root; paths.at(s).call;) {
    const std::size_t c = *paths.at(s).call;
    const double attempts = attempts_of(reviewed.model.services[s].calls[c]);
    if (attempts > 1) {
      out.factors.push_back(fmt::format("{:g}", attempts));
      out.last = s;
      out.last_call = c;
    }
    s = out.bottom = reviewed.callee(s, c);
  }
  return out;
}

}  // namespace

void look_retry_amplification(const Reviewed& reviewed, Findings& findings) {
  WorstPaths paths(reviewed);
  for (const PopulationSpec& population : reviewed.model.clients) {
    const std::uint32_t root = service_index(reviewed.model.services, population.to);
    const double product = paths.at(root).product;
    const Worst worst = walk(reviewed, paths, root);
    if (worst.factors.size() < 2 || product < kLeastProduct) continue;
    const ServiceSpec& caller = reviewed.model.services[worst.last];
    const std::string factors = worst.factors.size() > kShownFactors
                                    ? fmt::format("{} layers retry", worst.factors.size())
                                    : fmt::format("{}", fmt::join(worst.factors, " x "));
    findings.add({"services", caller.name, "calls", caller.calls[worst.last_call].to, "retries"},
                 fmt::format("one request to {} can become {} = {:g} attempts at {}", population.to, factors, product,
                             reviewed.model.services[worst.bottom].name));
  }
}

void look_retries_without_budget(const Reviewed& reviewed, Findings& findings) {
  const auto& services = reviewed.model.services;
  std::vector<double> amplified(services.size(), 0);
  for (const PopulationSpec& population : reviewed.model.clients)
    amplified[service_index(services, population.to)] += population.peak_rps;
  for (std::uint32_t s = 0; s < services.size(); ++s)
    for (std::size_t c = 0; c < services[s].calls.size(); ++c) {
      const CallSpec& call = services[s].calls[c];
      amplified[reviewed.callee(s, c)] += reviewed.load(s) * call.times * call.share * attempts_of(call);
    }
  for (std::uint32_t s = 0; s < services.size(); ++s)
    for (std::size_t c = 0; c < services[s].calls.size(); ++c) {
      const CallSpec& call = services[s].calls[c];
      const std::uint32_t callee = reviewed.callee(s, c);
      double instances = 0;
      for (const PoolId p : reviewed.estate().pools_of(callee)) instances += reviewed.estate().pools[p].count;
      const double capacity = reviewed.instance_rps(callee) * instances;
      const bool bounded = call.retry_budget < call.retries || services[callee].scope == Scope::managed;
      if (call.retries == 0 || bounded || !(amplified[callee] > capacity)) continue;
      findings.add(
          {"services", services[s].name, "calls", call.to, "retries"},
          fmt::format("at the peak {:.6g}/s meets {}; if all of it fails, retries make {:.6g}/s of it, and all "
                      "its instances serve {:.6g}/s",
                      reviewed.load(callee), call.to, amplified[callee], capacity));
    }
}

void look_retries_without_jitter(const Reviewed& reviewed, Findings& findings) {
  for (const ServiceSpec& caller : reviewed.model.services)
    for (const CallSpec& call : caller.calls) {
      if (call.retries == 0) continue;
      const bool at_once = call.backoff.base == Duration::zero();
      if (!at_once && call.backoff.jitter != Jitter::none) continue;
      const std::string how = at_once
                                  ? "at once, without a backoff"
                                  : fmt::format("after {} exactly, without jitter", format_duration(call.backoff.base));
      findings.add({"services", caller.name, "calls", call.to, at_once ? "retries" : "backoff"},
                   fmt::format("{} asks {} again {}", caller.name, call.to, how));
    }
}

}  // namespace bulkhead
