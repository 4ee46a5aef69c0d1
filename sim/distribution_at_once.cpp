// SPDX-License-Identifier: Apache-2.0
// Exponentials side by side.
#include <algorithm>

#include "sim/distribution.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kAtOnce = Distribution::kAtOnce;
constexpr double kFar_ns = 0x1p62;

[[gnu::always_inline]] inline void next_exponentials(StreamKey key, std::uint64_t first, double mean_s, Duration* out) {
  double x[kAtOnce];
  for (std::size_t i = 0; i < kAtOnce; ++i) x[i] = Draws(key, first + i).uniform();
  for (std::size_t i = 0; i < kAtOnce; ++i) x[i] = mean_s * -math::log_normal(x[i]);
  int far = 0;
  for (std::size_t i = 0; i < kAtOnce; ++i) far += x[i] * 1e9 >= kFar_ns;
  if (far > 0) {
    std::transform(x, x + kAtOnce, out, Duration::from_seconds);
    return;
  }
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    const double ns = x[i] * 1e9;
    const auto whole = static_cast<std::int64_t>(ns);
    out[i] = Duration::ns(whole + (ns - static_cast<double>(whole) >= 0.5));
  }
}

[[gnu::always_inline]] inline void exponentials(StreamKey key, std::uint64_t first, double mean_s,
                                                std::span<Duration> out) {
  for (std::size_t i = 0; i < out.size(); i += kAtOnce) next_exponentials(key, first + i, mean_s, out.data() + i);
}

void exponentials_anywhere(StreamKey key, std::uint64_t first, double mean_s, std::span<Duration> out) {
  exponentials(key, first, mean_s, out);
}

#if defined(__x86_64__)
// They multiply and convert numbers of 64 bits; the results are the same.
[[gnu::target("avx512f,avx512dq,avx512vl")]] void exponentials_in_wide_registers(StreamKey key, std::uint64_t first,
                                                                                 double mean_s,
                                                                                 std::span<Duration> out) {
  exponentials(key, first, mean_s, out);
}

const auto draw_exponentials =
    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        ? exponentials_in_wide_registers
        : exponentials_anywhere;
#else
constexpr auto draw_exponentials = exponentials_anywhere;
#endif

}  // namespace

void Distribution::sample_each(StreamKey key, std::uint64_t first, std::span<Duration> out) const {
  const std::size_t at_once = kind_ == Kind::exponential ? out.size() - out.size() % kAtOnce : 0;
  if (at_once > 0) draw_exponentials(key, first, mean_seconds(), out.first(at_once));
  for (std::size_t i = at_once; i < out.size(); ++i) {
    Draws draws(key, first + i);
    out[i] = sample(draws);
  }
}

}  // namespace bulkhead
