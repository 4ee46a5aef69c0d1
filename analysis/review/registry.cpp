// SPDX-License-Identifier: Apache-2.0
// The rows of the registry of rules, sorted by name.
#include <algorithm>
#include <array>

#include "analysis/review/calls.hpp"
#include "analysis/review/capacity.hpp"
#include "analysis/review/expecting.hpp"
#include "analysis/review/isolation.hpp"
#include "analysis/review/observing.hpp"
#include "analysis/review/recovery.hpp"
#include "analysis/review/redundancy.hpp"

namespace bulkhead {
namespace {

constexpr std::string_view kTimeouts = "Amazon Builders' Library, Timeouts, retries, and backoff with jitter";
constexpr std::string_view kMultiAz = "AWS, Advanced Multi-AZ Resilience Patterns";
constexpr std::string_view kCells = "AWS, Reducing the Scope of Impact with Cell-Based Architecture";
constexpr std::string_view kStatic = "Amazon Builders' Library, Static stability using Availability Zones";
constexpr std::string_view kBudget = "assumed: the error budget over 30 days";

// What the machinery itself finds (findings.cpp).
void look_nowhere(const Reviewed&, Findings&) {}

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kNote = Severity::note;

constexpr std::array kRules{
    Rule{"alarm-always-rings", kWarning,
         "An alarm on volume whose threshold lies above what arrives at the peak when all is well.",
         "An alarm that always rings is switched off, or trusted by nobody, when it matters.",
         "Set `below` beneath the trough of the day, and split the alarm no finer than its traffic allows.",
         "arithmetic of the file's own numbers", look_alarm_always_rings},
    Rule{"alarm-without-data", kWarning,
         "An alarm on a success rate that wants more samples in a period than arrive at the peak when all is well.",
         "With fewer than `min_samples` a period counts as missing: the alarm is blind.",
         "Lower `min_samples`, lengthen `period`, or split the alarm less finely.",
         "arithmetic of the file's own numbers", look_alarm_without_data},
    Rule{"call-without-timeout", kWarning, "A hard call without a timeout, by a service without a deadline.",
         "When the callee becomes slow, callers hold their slots until their own callers give up, and go down with it.",
         "Give the call a timeout from the callee's latency at an accepted rate of false timeouts.", kTimeouts,
         look_call_without_timeout},
    Rule{"capacity-below-peak", kError, "A service that cannot carry its load at the peak with everything up.",
         "No promise holds at the peak, and retries make it worse.", "Give it more replicas, or more capacity.",
         "arithmetic of the file's own numbers", look_capacity_below_peak},
    Rule{"cell-below-its-share", kError, "A cell whose instances cannot carry the cell's part of the peak.",
         "A cell has a fixed largest size; customers beyond it are lost to all in it.",
         "Add cells, or instances to each, so that a cell's share of the peak fits.", kCells,
         look_cell_below_its_share},
    Rule{"cell-router-does-business", kWarning,
         "A service in front of all cells, outside of them, that calls others or needs something.",
         "The router is the one thing that all cells share: what it depends on, every cell depends on.",
         "Let clients ask a service that lies in the cells, and keep the router to the partition key.", kCells,
         look_cell_router_does_business},
    Rule{"cells-share-service", kWarning, "A service that cells cannot do without and that is not their own.",
         "A failure of what cells share is a failure of all cells; calls across cells undo their isolation.",
         "Drop its `scope`, so that every cell has its own, or make the call soft.", kCells, look_cells_share_service},
    Rule{"cold-start-circle", kWarning, "Services that call one another hard in a circle.",
         "While one of them is up the circle holds; down together, each waits for the others, and a cold start needs "
         "people.",
         "Make one call of the circle soft, or let one service start from what it kept.",
         "after Google, Site Reliability Engineering, chapter 22: cascading failures and starting from cold",
         look_cold_start_circle},
    Rule{"deep-health-check", kWarning, "A health check that asks what a service depends on, and fails closed.",
         "One dependency that fails takes all instances out of rotation at once: a soft dependency becomes a hard one.",
         "Let it fail open, or make it shallow and watch the dependency by an alarm.",
         "Amazon Builders' Library, Implementing health checks", look_deep_health_check},
    Rule{"dns-ttl-exceeds-budget", kWarning,
         "DNS answers (TTL and life of connections) that live longer than (1 - success) x 30 days of the service that "
         "is asked.",
         "Nobody can leave a zone faster than cached answers expire; one shift spends the whole budget.",
         "Shorten the TTL, enter by a load balancer or by anycast, or promise less.", kBudget,
         look_dns_ttl_exceeds_budget},
    Rule{"expectation-beyond-budget", kWarning,
         "An expectation of level error whose verdict waits for a fault that the file's replications will hardly ever "
         "see.",
         "What has struck fewer than ten times has proved nothing: a check ends inconclusive, whatever the design is "
         "worth.",
         "Raise `run.replications` or the horizon, ask it in an experiment without that fault, or make it `level: "
         "warn`.",
         "arithmetic of the file's own numbers", look_expectation_beyond_budget},
    Rule{
        "fault-nobody-can-see", kWarning,
        "A fault that breaks an objective at the peak while nothing that an alarm, a health check or a provider of the "
        "file watches gets worse.",
        "A failure that only customers see lasts until they complain.",
        "Watch what clients experience: an alarm on the success rate of the service that they ask.",
        "P. Huang et al., Gray Failure: The Achilles' Heel of Cloud-Scale Systems, HotOS 2017",
        look_fault_nobody_can_see},
    Rule{"health-check-exceeds-budget", kWarning,
         "A health check that ejects no sooner than after (1 - success) x 30 days of the service that it probes.",
         "Until it is ejected a dead instance takes its share of the requests: one death spends the budget of all who "
         "met it.",
         "Probe more often, with a shorter timeout, or eject after fewer probes, or promise less; callers that retry "
         "meet another instance.",
         "times: AWS, Elastic Load Balancing, health checks; the window is assumed", look_health_check_exceeds_budget},
    Rule{"lost-cell-does-not-fit", kWarning,
         "Cells that cannot carry their part of the customers of one lost cell beside their own.",
         "A move that overloads where it leads spreads the failure instead of ending it.",
         "Keep room in each cell, or have more and smaller cells.", kCells, look_lost_cell_does_not_fit},
    Rule{"objective-out-of-reach", kError,
         "A promise above what steady errors of the services behind it allow, with nothing broken and every retry at "
         "its best.",
         "The objective is missed before anything fails.", "Promise less, retry, or make the call soft.",
         "AWS, Availability and Beyond: hard dependencies multiply", look_objective_out_of_reach},
    Rule{"observer-in-what-it-watches", kWarning,
         "A detector that needs something that goes down with the zone that it should tell of.",
         "The dashboard is dark exactly when it is needed.",
         "Let it need something in at least one other zone: `at_least: 1` of tools in several.",
         "AWS post-event summaries of 2017 (S3: the status page depended on it) and 2020 (Kinesis)",
         look_observer_in_what_it_watches},
    Rule{"queue-longer-than-timeout", kWarning, "A queue in which one waits longer than any caller does.",
         "Once it is full, all that is served has been given up already, and the overload does not end by itself.",
         "Bound the queue by capacity times the callers' timeout, or shed.",
         "N. Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021", look_queue_longer_than_timeout},
    Rule{"recovery-exceeds-budget", kWarning,
         "A reaction whose first alarm, mean search and decision, and drain take longer than (1 - success) x 30 days "
         "of the "
         "strictest service.",
         "One incident that needs it spends more than the strictest objective allows.",
         "See sooner (a shorter period, fewer datapoints), decide automatically, drain faster, or promise less.",
         kBudget, look_recovery_exceeds_budget},
    Rule{"recovery-needs-what-it-recovers", kWarning,
         "A reaction that needs something that goes down with the zone or cell that it leaves.",
         "It cannot act in the case that it is for.",
         "Act through a data plane, or let it need a control plane elsewhere.",
         "AWS Fault Isolation Boundaries: recovery by data planes, not control planes",
         look_recovery_needs_what_it_recovers},
    Rule{"redundancy-in-one-place", kWarning,
         "Members of a group, or instances in a region of one zone, of which one place takes more than can be spared.",
         "Spares that share a rack, a switch or a feed are no spares when it fails.",
         "Spread them, so that no place holds more than n - k of k of n.",
         "D. Ford et al., Availability in Globally Distributed Storage Systems, OSDI 2010",
         look_redundancy_in_one_place},
    Rule{"retries-without-budget", kWarning,
         "Retries that no budget cuts and that would take the callee above its capacity if everything failed at the "
         "peak.",
         "Stable is only what lies below capacity / (1 + retries): above, retries keep an overload alive after its "
         "cause.",
         "Give the call a `retry_budget`, fewer retries, or the callee more capacity.",
         "L. Huang et al., Metastable Failures in the Wild, OSDI 2022", look_retries_without_budget},
    Rule{"retries-without-jitter", kWarning, "Retries at once, or after a backoff without jitter.",
         "Who failed together retries together: each wave meets the callee as a peak.",
         "Give the call a `backoff` with a `base`; its jitter is full unless the file says otherwise.",
         "AWS Architecture Blog, Exponential Backoff And Jitter", look_retries_without_jitter},
    Rule{"retry-amplification", kWarning, "Several layers of one path of calls that retry.",
         "Attempts multiply over layers: three in each of five make 243 at the bottom.",
         "Retry at a single point of the path, or give all but one a budget.", kTimeouts, look_retry_amplification},
    Rule{"shift-leaves-calls", kWarning,
         "A shift at the entry where entries or services of other zones go on calling into the zone that is left.",
         "Where any instance of the region may be asked, moving the clients leaves the gray zone in use.",
         "Let every such service leave the zone too: `do: evacuate` with regional routing, else `evacuate_service`.",
         kMultiAz, look_shift_leaves_calls},
    Rule{"silo-crosses-zones", kWarning,
         "With zonal routing: services and load balancers through which zones reach into one another.",
         "A silo is left at its entry only if its requests stay in it; what crosses zones stays impaired.",
         "Make it zonal, or the call soft, or accept it with its reason.", kMultiAz, look_silo_crosses_zones},
    Rule{
        "single-point-of-failure", kWarning,
        "A place, a component, a whole service or the only cell, that cuts off all customers alone and that a fault of "
        "the file strikes.",
        "Nobody's reaction can mend it: there is nowhere to go.",
        "Have a second one, elsewhere, or make the call soft; `review --structure` shows all cut sets.",
        "AWS, Availability and Beyond: redundancy", look_single_point_of_failure},
    Rule{"soft-call-without-timeout", kWarning, "A soft call without a timeout, by a service without a deadline.",
         "What one could do without still holds a slot while one waits for it: slow extras take the caller down.",
         "Give the call a timeout.", kTimeouts, look_soft_call_without_timeout},
    Rule{"static-stability", kWarning,
         "A service whose instances in the other zones cannot carry the peak when one zone is lost.",
         "Whoever must start instances during a failure depends on control planes that fail with it.",
         "Provision N/(N-1) of what the peak needs: 150 % in three zones, 200 % in two.", kStatic,
         look_static_stability},
    Rule{
        "timeout-below-tail", kWarning,
        "A timeout, of a call or of clients, that more than 0.1 % of the callee's own service times exceed when all is "
        "well.",
        "False timeouts are failures without a fault, and each brings its retries.",
        "Choose the timeout at the callee's p99.9 or above.", kTimeouts, look_timeout_below_tail},
    Rule{"timeout-shorter-than-callee", kWarning,
         "A caller that waits less long than its callee may wait for one of its own calls, attempts and backoffs and "
         "all.",
         "The callee's last attempts are made for nobody.",
         "Lengthen the caller's timeout, or shorten the callee's timeouts, retries or deadline.", kTimeouts,
         look_timeout_shorter_than_callee},
    Rule{"useless-suppression", kNote, "An entry of `suppress` that suppresses nothing.",
         "It hides the next finding of its kind, which nobody has looked at.", "Remove it.", "assumed", look_nowhere},
};

}  // namespace

std::span<const Rule> rules() {
  return kRules;
}

const Rule* find_rule(std::string_view name) {
  const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.name == name; });
  return found == kRules.end() ? nullptr : &*found;
}

}  // namespace bulkhead
