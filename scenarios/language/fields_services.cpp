// SPDX-License-Identifier: Apache-2.0
// The table of fields: services, calls, health checks.
#include <fmt/format.h>

#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

constexpr std::string_view kAlb = "Elastic Load Balancing, target group health checks (Application Load Balancer)";

const Field& replicas_of_zone() {
  static const Field field = count("zones", &ServiceSpec::replicas_per_zone, "").range(0, 100000);
  return field;
}

void decode_replicas_in(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  decode_by_zone(decoder, "zones", node, replicas_of_zone(), out, [spec](const std::string& zone, const Value& value) {
    static_cast<ServiceSpec*>(spec)->replicas_in.push_back({zone, static_cast<int>(std::get<std::int64_t>(value))});
  });
}

const Special kReplicasIn{
    "a mapping from zones to whole numbers", "{a: 6}",
    R"({"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 100000}})",
    decode_replicas_in};

const FieldGroup& replicas_record() {
  static const FieldGroup record{
      "replicas",
      "services.NAME.replicas",
      "Instances of the service.",
      {count("per_zone", &ServiceSpec::replicas_per_zone, "Instances in each zone.").range(1, 100000),
       special("zones", kReplicasIn, "Zones that have another number of instances, or none. Unset: all have as many.")
           .unset()}};
  return record;
}

const FieldGroup& backoff_record() {
  static const FieldGroup record{
      "backoff",
      "services.NAME.calls.NAME.backoff",
      "How long a caller waits before a retry.",
      {
          duration("base", &Backoff::base, "Before the first retry; it doubles.")
              .standard(Duration::zero(), "neutral: none unless given"),
          duration("cap", &Backoff::cap, "At most this long. Unset: no cap.").unset(),
          choice("jitter", &Backoff::jitter, {"none", "full", "equal", "decorrelated"}, "What is random in it.")
              .standard(std::string("full"), "AWS Architecture Blog, Exponential Backoff And Jitter"),
      }};
  return record;
}

const FieldGroup& health_check_record() {
  using H = HealthCheckSpec;
  static const FieldGroup record{
      "health check",
      "services.NAME.health_check",
      "Run by every caller's pool and every entry zone that sends to the service.",
      {
          duration("every", &H::every, "Interval of an observer's probes of one target.")
              .range(0.001, 1e6)
              .standard(Duration::s(30), kAlb),
          duration("timeout", &H::timeout, "A probe without an answer by then has failed.")
              .range(0.000001, 1e6)
              .standard(Duration::s(5), kAlb),
          k_of_n("checkers", &H::checkers,
                 "So many probe, each at its own times, and so many of them must hold a target for unhealthy to eject "
                 "it: with 14 of 16 it stays while more than an eighth holds it for healthy. Unset: one.")
              .unset(),
          count("unhealthy_after", &H::unhealthy_after, "Failed probes in a row that eject a target.")
              .range(1, 1000)
              .standard(std::int64_t{2}, kAlb),
          count("healthy_after", &H::healthy_after, "Good probes in a row that re-admit it.")
              .range(1, 1000)
              .standard(std::int64_t{5}, kAlb),
          choice("depth", &H::depth, {"shallow", "local", "deep"},
                 "shallow: the process; local: its host too; deep: what it needs too.")
              .standard(std::string("shallow"), "assumed"),
          flag("fail_open", &H::fail_open, "With fewer healthy targets than `min_healthy`, or none: send to all.")
              .standard(true, kAlb),
          ratio("min_healthy", &H::min_healthy, "Share of the targets in view below which it fails open or closed.")
              .standard(0.0, "neutral: only when none is healthy"),
          duration("phase", &H::phase,
                   "When the first probe is sent, the same for all. Unset: drawn for each observer and target.")
              .unset(),
          flag("probe_priority", &H::probe_priority, "A probe does not wait in its target's queue.")
              .standard(false, "assumed"),
      }};
  return record;
}

void put_retry_on(CallSpec& call, const std::vector<std::string>& modes) {
  call.retry_on = 0;
  for (const auto& mode : modes) {
    call.retry_on |= mode == "refused" ? kRetryRefused
                     : mode == "error" ? kRetryError
                     : mode == "shed"  ? kRetryShed
                                       : kRetryTimeout;
  }
}

void put_scope(ServiceSpec& service, const std::string& scope) {
  service.scope = scope == "zonal" ? Scope::zonal : scope == "regional" ? Scope::regional : Scope::managed;
}

const YamlNode& nothing() {
  static const YamlNode node = [] {
    YamlNode empty;
    empty.kind = YamlNode::Kind::mapping;
    return empty;
  }();
  return node;
}

void one_call(Decoder& decoder, const std::string& callee, const YamlNode& node, TextSpan key_at, ServiceSpec& service,
              Resolved& out) {
  if (!node.is_null() && !decoder.mapping(callee, node, "like {timeout: 300ms, retries: 2}")) return;
  CallSpec& call = service.calls.emplace_back();
  call.to = callee;
  Resolved& inner = out.add(callee);
  decoder.record(call_record(), node.is_null() ? nothing() : node, key_at, &call, inner);
  inner.key_at = key_at;
}

void call_in_sequence(Decoder& decoder, const YamlNode& item, ServiceSpec& service, Resolved& out) {
  Resolved step;
  step.form = Resolved::Form::map;
  if (item.is_scalar() && is_name(item.text)) {
    one_call(decoder, item.text, nothing(), item.at, service, step);
  } else if (item.is_mapping() && item.entries.size() == 1) {
    for (const YamlEntry* entry : decoder.named(item))
      one_call(decoder, entry->key, entry->value, entry->key_at, service, step);
  } else {
    decoder.diagnostics().error(
        item.at, fmt::format("a step of `calls` is a service's name or {{NAME: {{...}}}}, not {}", describe(item)), {},
        "like calls: [cart, {orders-db: {timeout: 100ms}}]");
    return;
  }
  out.items.push_back(std::move(step));
}

void decode_calls(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  auto& service = *static_cast<ServiceSpec*>(spec);
  service.calls_in_sequence = node.is_sequence();
  if (node.is_sequence()) {
    out.form = Resolved::Form::list;
    for (const auto& item : node.items) call_in_sequence(decoder, item, service, out);
  } else if (decoder.mapping("calls", node, "like calls: {cart: {timeout: 300ms}}")) {
    out.form = Resolved::Form::map;
    out.entries.reserve(node.entries.size());
    service.calls.reserve(node.entries.size());
    for (const YamlEntry* entry : decoder.named(node))
      one_call(decoder, entry->key, entry->value, entry->key_at, service, out);
  }
}

}  // namespace

const Special kCalls{
    "a mapping from services to calls, made in parallel; or a list of names and such mappings, made in sequence",
    "{cart: {timeout: 300ms, retries: 2}}",
    R"({"anyOf": [{"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/call"}]}},
                         {"type": "array", "items": {"anyOf": [{"type": "string"},
                         {"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/call"}]}}]}}]})",
    decode_calls};

const FieldGroup& call_record() {
  static const FieldGroup record{
      "call",
      "services.NAME.calls.NAME",
      "What one service asks of another, for each of its own requests.",
      {
          choice("need", &CallSpec::need, {"hard", "soft"},
                 "hard: without it the request fails; soft: it succeeds all the same.")
              .standard(std::string("hard"), "neutral: the plain sense of the word"),
          count("times", &CallSpec::times, "Calls made at once; all must succeed.")
              .range(1, 10000)
              .standard(std::int64_t{1}, "neutral: one"),
          ratio("share", &CallSpec::share, "Share of the caller's requests that make this call.")
              .standard(1.0, "neutral: all"),
          duration("timeout", &CallSpec::timeout, "Of one attempt. Unset: until the caller's own deadline.")
              .range(0.000001, 1e9)
              .unset(),
          count("retries", &CallSpec::retries, "r retries are r + 1 attempts.")
              .range(0, 100)
              .standard(std::int64_t{0}, "neutral: none unless given"),
          rows::record<CallSpec>(
              "backoff", backoff_record, "How long to wait before a retry.",
              +[](CallSpec& call) -> void* { return &call.backoff; }),
          list<CallSpec>("retry_on", {"refused", "error", "shed", "timeout"}, "Failures that are retried.",
                         put_retry_on)
              .standard(std::vector<std::string>{"refused", "error", "shed", "timeout"}, "neutral: all"),
          factor("retry_budget", &CallSpec::retry_budget, "Retries per first attempt, at most. Unset: no budget.")
              .unset(),
      }};
  return record;
}

const FieldGroup& service_record() {
  using S = ServiceSpec;
  static const FieldGroup record{
      "service",
      "services.NAME",
      "A service: instances, what they can serve, whom they call.",
      {
          rows::record<S>(
              "replicas", replicas_record, "How many instances. Managed services have none.",
              +[](S& s) -> void* { return &s; })
              .unset(),
          rate("capacity", &S::capacity_rps, "What one instance serves while its callees are well. Unset: no limit.")
              .range(1e-9, 1e12)
              .unset(),
          count("slots", &S::slots,
                "Requests that an instance works on at once. Unset: the smallest number that reaches the capacity.")
              .range(1, 1e7)
              .unset(),
          law("time", &S::time, "Own service time, without waiting and callees.")
              .standard(Distribution::fixed(Duration::zero()), "neutral: none unless given"),
          ratio("errors", &S::errors, "Share of attempts that err, steadily, without any fault.")
              .standard(0.0, "neutral: none unless given"),
          choice_by("scope", {"zonal", "regional", "managed"},
                    "Who serves, whatever the routing; managed: one opaque pool for the region. Unset: as the routing.",
                    put_scope)
              .unset(),
          choice("balancing", &S::balancing, {"random", "round_robin", "least_outstanding", "power_of_two"},
                 "How callers choose an instance.")
              .standard(std::string("random"), "assumed"),
          count("queue_limit", &S::queue_limit,
                "Waiting places of an instance. Unset: admit the capacity, shed the rest fast.")
              .range(0, 1e7)
              .unset(),
          duration("deadline", &S::deadline,
                   "Total time that it grants its own callees. Unset: its callers' timeouts bound it.")
              .range(0.000001, 1e9)
              .unset(),
          law("boot", &S::boot, "From the return of its host until an instance serves.")
              .standard(Distribution::fixed(Duration::zero()), "neutral: none unless given"),
          special("calls", kCalls, "Whom it calls for each request. Unset: nobody.", call_record).unset(),
          rows::record<S>(
              "health_check", health_check_record, "How its instances are probed. Unset: nobody probes them.",
              +[](S& s) -> void* { return &s.health_check.emplace(); })
              .unset(),
          needs<S>("What each of its pools needs beyond its place. Unset: nothing."),
      }};
  return record;
}

}  // namespace bulkhead
