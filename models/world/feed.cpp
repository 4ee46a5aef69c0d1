// SPDX-License-Identifier: Apache-2.0
// Reports of the provider.
#include "models/world/feed.hpp"

#include <algorithm>

#include "models/world/purpose.hpp"
#include "models/world/world.hpp"

namespace bulkhead {

Feed::Feed(const FeedSpec& spec, const World& world, Kernel& kernel, std::uint64_t seed, std::uint64_t replication)
    : spec_(spec),
      world_(&world),
      kernel_(&kernel),
      key_(stream_key(seed, replication, static_cast<std::uint32_t>(Purpose::provider),
                      name_hash(spec.name + " " + world.estate().zones[spec.zone].name))) {}

void Feed::refresh() {
  const bool up = world_->up(world_->estate().zones[spec_.zone].id);
  if (up == up_) return;
  up_ = up;
  Draws draws(key_, occurrence_++);
  const bool recalled = draws.chance(spec_.recall);
  if (!up) noticed_ = recalled;
  if (!noticed_) return;
  reported_ = std::max(reported_, kernel_->now() + spec_.delay.sample(draws));  // reports keep their order
  kernel_->schedule(spec_.listener, reported_, Phase::observe, up ? spec_.back : spec_.lost);
}

}  // namespace bulkhead
