// SPDX-License-Identifier: Apache-2.0
// Figures of the shipped theory that are known otherwise.
#include <array>

#include "analysis/verify/verify.hpp"

namespace bulkhead {
namespace {

constexpr double kHour = 3600;
constexpr double kYear = 365.25 / 365;  // theory counts years of 8,760 h, the metric those of 365.25 days

constexpr std::string_view kCluster = "Haverkort, Hermanns, Katoen 2000; chain of 276, 820, 2772 states";
constexpr std::string_view kUnit = "10/11 + 1/11 exp(-0.11 t)";

constexpr std::array kRows{
    KnownFigure{"retries-243", "", "", "bottom", "attempts_per_request", 243, "3^5"},
    KnownFigure{"retries-64", "", "", "bottom", "attempts_per_request", 64, "4^3"},
    KnownFigure{"retries-half", "", "", "layer-3", "lost_requests_ratio", 0x1p-27, "(1/2)^27"},
    KnownFigure{"retry-once", "", "", "caller", "lost_requests_ratio", 0.01, "0.1^2"},
    KnownFigure{"zone-six-hops", "zone-fails", "silo", "hop-0", "lost_requests_ratio", 1.0 / 3, "1/3"},
    KnownFigure{"zone-six-hops", "zone-fails", "decoupled", "hop-0", "lost_requests_ratio", 2059.0 / 2187,
                "1 - (2/3)^7"},
    KnownFigure{"zone-six-hops", "all-well", "decoupled", "hop-0", "cross_zone_calls_per_request", 4, "6 x 2/3"},
    KnownFigure{"cell-blast", "", "", "web", "blast_radius_ratio", 0.1, "one cell of ten"},
    KnownFigure{"dns-drain", "", "", "web", "lost_requests", 33000, "100/s x (300 s + 60 s / 2)"},
    KnownFigure{"gray-zone-shift", "", "shifts", "web", "mttd_s", 140, "third period's end - onset"},
    KnownFigure{"gray-zone-shift", "", "shifts", "web", "lost_requests", 1000.0 / 3 * 0.4 * 290,
                "1000/3 x 0.4 x 290 s"},
    KnownFigure{"power-interruption", "", "autoshift", "web", "lost_requests", 90000, "AWS FIS: autoshift at +5 min"},
    KnownFigure{"control-plane", "control-plane-down", "by-control-plane", "web", "lost_requests", 97000,
                "100/s x 970 s"},
    KnownFigure{"three-zones-8-of-12", "", "", "app", "lost_requests_ratio", 3.392077538022509e-5,
                "by number of zones up"},
    KnownFigure{"two-zones-4-of-8", "", "", "app", "lost_requests_ratio", 1.1357896845698434e-5,
                "by number of zones up"},
    KnownFigure{"repairable-1-of-2", "", "crew-each", "pair", "lost_requests_ratio", 9.802960494076363e-05,
                "(10/1010)^2"},
    KnownFigure{"repairable-1-of-2", "", "crew-each", "pair", "incidents_per_year", 0.17174786785609253 * kYear,
                "2 x (1000/1010) / 1010 x 10/1000 an hour"},
    KnownFigure{"repairable-1-of-2", "", "crew-each", "pair", "mttr_s", 5 * kHour, "two crews"},
    KnownFigure{"repairable-1-of-2", "", "crew-each", "pair", "first_outage_s", 51500 * kHour, "birth-death chain"},
    KnownFigure{"repairable-1-of-2", "", "one-crew", "pair", "lost_requests_ratio", 0.0001960399921584477,
                "2 x^2 / (1 + 2 x + 2 x^2)"},
    KnownFigure{"repairable-1-of-2", "", "one-crew", "pair", "mttr_s", 10 * kHour, "one crew"},
    KnownFigure{"repairable-4-of-5", "", "", "group", "lost_requests_ratio", 0.029251474709386383, "birth-death chain"},
    KnownFigure{"repairable-4-of-5", "", "", "group", "incidents_per_year", 11.338342775394368 * kYear,
                "birth-death chain"},
    KnownFigure{"repairable-4-of-5", "", "", "group", "mttr_s", 22.59968 * kHour, "birth-death chain"},
    KnownFigure{"repairable-4-of-5", "", "", "group", "first_outage_s", 850 * kHour, "birth-death chain"},
    KnownFigure{"spares-and-halts", "", "halts", "pair", "lost_requests_ratio", 0.005 / 1.105,
                "x^2/2 / (1 + x + x^2/2)"},
    KnownFigure{"spares-and-halts", "", "halts", "trio", "lost_requests_ratio", 0.03 / 1.33,
                "3 x^2 / (1 + 3 x + 3 x^2)"},
    KnownFigure{"spares-and-halts", "", "runs-on", "trio", "lost_requests_ratio", 31.0 / 1331,
                "3 q^2 - 2 q^3, q = 1/11"},
    KnownFigure{"standby-and-load", "", "repaired", "warm-pair", "lost_requests_ratio", 0.006 / 1.126,
                "0.6 x^2 / (1 + 1.2 x + 0.6 x^2)"},
    KnownFigure{"standby-and-load", "", "repaired", "loaded-pair", "lost_requests_ratio", 0.03 / 1.23,
                "3 x^2 / (1 + 2 x + 3 x^2)"},
    KnownFigure{"standby-and-load", "", "repaired", "cold-pair", "lost_requests_ratio", 0.01, "chain of 3 states"},
    KnownFigure{"standby-and-load", "", "left", "warm-pair", "first_outage_s", (1000 / 1.2 + 1000) * kHour,
                "1/(l + d l) + 1/l"},
    KnownFigure{"standby-and-load", "", "left", "loaded-pair", "first_outage_s", (500 + 1000.0 / 3) * kHour,
                "1/(2 l) + 1/(3 l)"},
    KnownFigure{"standby-and-load", "", "left", "cold-pair", "first_outage_s", 1900 * kHour, "1/l + p/l"},
    KnownFigure{"workstation-cluster", "", "two", "minimum", "lost_requests_ratio", 2.3398233646470155e-06, kCluster},
    KnownFigure{"workstation-cluster", "", "two", "premium", "lost_requests_ratio", 1 - 0.9999615335623628, kCluster},
    KnownFigure{"workstation-cluster", "", "two", "left", "lost_requests_ratio", 1 - 0.9987558934620394, kCluster},
    KnownFigure{"workstation-cluster", "", "two", "minimum", "repairs", 8.680569447137769, kCluster},
    KnownFigure{"workstation-cluster", "", "four", "minimum", "lost_requests_ratio", 3.7011298647145468e-06, kCluster},
    KnownFigure{"workstation-cluster", "", "four", "premium", "lost_requests_ratio", 1 - 0.9999212408513793, kCluster},
    KnownFigure{"workstation-cluster", "", "four", "minimum", "repairs", 16.665525048581507, kCluster},
    KnownFigure{"workstation-cluster", "", "eight", "minimum", "lost_requests_ratio", 2.4276064810967125e-06, kCluster},
    KnownFigure{"workstation-cluster", "", "eight", "premium", "lost_requests_ratio", 1 - 0.9998330692674108, kCluster},
    KnownFigure{"workstation-cluster", "", "eight", "minimum", "repairs", 32.63506221616501, kCluster},
    KnownFigure{"failover", "", "minutes", "database", "lost_requests_ratio", 0.0003302174701966638,
                "chain of 5 states"},
    KnownFigure{"failover", "", "minutes", "database", "incidents_per_year", 4.378553647480539 * kYear,
                "chain of 5 states"},
    KnownFigure{"failover", "", "minutes", "database", "mttr_s", 0.6606530995885512 * kHour, "chain of 5 states"},
    KnownFigure{"failover", "", "an-hour", "database", "lost_requests_ratio", 0.0008951863235919324,
                "chain of 5 states"},
    KnownFigure{"failover", "", "an-hour", "database", "mttr_s", 1.7919768003076941 * kHour, "chain of 5 states"},
    KnownFigure{"disk-group", "", "", "group", "first_outage_s", 710 * kHour, "(11/300 + 1/5) / (30/300^2) h"},
    KnownFigure{"unit-over-time", "five-hours", "", "unit", "met_at_horizon_ratio", 0.9615408918527716, kUnit},
    KnownFigure{"unit-over-time", "a-day", "", "unit", "met_at_horizon_ratio", 0.9155782972323988, kUnit},
    KnownFigure{"unit-over-time", "a-day", "", "unit", "availability_ratio", 0.9410688268059096, "its mean"},
    KnownFigure{"unit-over-time", "hundred-hours", "", "unit", "met_at_horizon_ratio", 0.9090924274273446, kUnit},
    KnownFigure{"periodic-test", "", "", "latent", "lost_requests_ratio", 0.07948711121820684, "1 - (1 - exp(-x)) / x"},
    KnownFigure{"periodic-test", "", "", "unit", "lost_requests_ratio", 2.0 / 202, "2 / (200 + 2), by means alone"},
    KnownFigure{"periodic-test", "", "", "unit", "incidents_per_year", 8766.0 / 202, "a year of hours over 202"},
    KnownFigure{"staggered-tests", "", "together", "cooling", "lost_requests_ratio", 0.013609793966236183,
                "mean of (1 - e^-t)^2"},
    KnownFigure{"staggered-tests", "", "in-turn", "cooling", "lost_requests_ratio", 0.008779326226217021,
                "half a period apart"},
    KnownFigure{"staggered-tests", "", "by-hand", "cooling", "lost_requests_ratio", 0.008779326226217021,
                "half a period apart"},
    KnownFigure{"bridge", "", "", "s-to-t", "lost_requests_ratio", 1 - 0.97848, "1 - (2p^2 + 2p^3 - 5p^4 + 2p^5)"},
    KnownFigure{"bridge", "", "", "h1-to-h2", "lost_requests_ratio", 1 - 0.9979947724672751, "leaves x two spines"},
    KnownFigure{"common-cause", "", "", "system", "lost_requests_ratio", 0.04308037306122257, "SCRAM: 0.04308"},
    KnownFigure{"rare-exponential", "", "", "group", "lost_requests_ratio", 1.1901473489134518e-07,
                "three or more of ten, q = 1/1001"},
    KnownFigure{"rare-eleven-nines", "", "", "group", "lost_requests_ratio", 1.4916279281571924e-11,
                "four or more of six, q = 1/1001"},
    KnownFigure{"rare-observed-8-of-10", "", "", "web", "lost_requests_ratio", 1.1901473489134518e-07,
                "three or more of ten, q = 1/1001"},
    KnownFigure{"rare-observed-3-of-6", "", "", "web", "lost_requests_ratio", 1.4916279281571924e-11,
                "four or more of six, q = 1/1001"},
    KnownFigure{"rare-observed-sites", "", "", "web", "lost_requests_ratio", 7.474918892319101e-08,
                "a product of three sites"},
};

}  // namespace

std::span<const KnownFigure> known_figures() {
  return kRows;
}

}  // namespace bulkhead
