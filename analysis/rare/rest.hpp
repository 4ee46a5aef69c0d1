// SPDX-License-Identifier: Apache-2.0
/// Whether a world with observers and responders has moments from which all begins anew: cycles may begin there.
///
/// While nothing is failed observers sleep, if what they see is certain and their windows are clean; a response that
/// ends has given back what it moved. Then nothing is to come in the kernel but failures, and the only memory is the
/// clock's: where in their periods alarms and probes are. The wait for the next failure is exponential and many periods
/// long, so that a failure strikes anywhere in a period alike (to within period / (2 pi wait), 0.2 % at most); the wait
/// is let pass, which costs nothing, as nobody is awake.
///
/// Asked of the model: responses end, nobody is slower at night, demand is flat, and periods are at most 1 % of the
/// mean time between failures (*assumed*). Asked of the world itself: without any fault it comes to rest within a day.
/// A service that errs a little, or an alarm on few requests, draws lots for ever, and does not.
#pragma once

#include "models/model.hpp"

namespace bulkhead {

/// Is there anybody who looks or acts?
bool is_observed(const Model& model);

/// Requires: failures by chance are exponential, with that total rate per second
bool comes_to_rest(const Model& model, const ObjectiveSpec& objective, double failures_per_second);

}  // namespace bulkhead
