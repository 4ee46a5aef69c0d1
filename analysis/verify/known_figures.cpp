// SPDX-License-Identifier: Apache-2.0
// Figures of the shipped theory that are known otherwise.
#include <array>

#include "analysis/verify/verify.hpp"

namespace bulkhead {
namespace {

constexpr double kHour = 3600;
constexpr double kYear = 365.25 / 365;  // theory counts years of 8,760 h, the metric those of 365.25 days

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
};

}  // namespace

std::span<const KnownFigure> known_figures() {
  return kRows;
}

}  // namespace bulkhead
