// SPDX-License-Identifier: Apache-2.0
/// What a figure may hide of which nothing has been seen.
///
/// None in n replications leaves room, with the error e on one side, for -log(e) / n events a replication (Poisson). What
/// one of them would cost nobody has seen; it is taken to cost everything for as long as the longest mean repair among
/// the faults that strike by chance and could be its cause, at most the measured span. That is no bound that always
/// holds (repairs queue, and vary), but it is the size of what a coincidence of faults may do.
///
/// Source:   Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983) 1743; what an
///           event costs is *assumed*
#pragma once

#include <optional>
#include <span>

#include "analysis/gate/expectation.hpp"
#include "models/model.hpp"

namespace bulkhead {

/// The figure, of the metric's summed form, that samples without any event leave possible; empty where no fault
/// strikes by chance, and of metrics that events do not add up to.
///
/// `span`: that is measured; `error`: one-sided, above zero. Requires: samples
std::optional<double> unseen_at_most(const GateFigure& figure, const Model& model, Duration span,
                                     std::span<const Sample> samples, double error);

}  // namespace bulkhead
