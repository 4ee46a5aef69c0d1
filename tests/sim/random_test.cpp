// SPDX-License-Identifier: Apache-2.0
// Stream keys and draws: known answers, uniformity, independence across streams, moments.
#include "sim/random.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "sim/math.hpp"
#include "tests/catch.hpp"
#include "tests/sim/chi_square.hpp"

using namespace bulkhead;
using bulkhead::test::chi_square_tail;
using bulkhead::test::kUnlikely;

namespace {

constexpr std::size_t kMany = 200'000;

Draws draws_of(const char* name) {
  return Draws(stream_key(1, 0, 0, name_hash(name)), 0);
}

// Serial correlation of neighbours; its standard error is 1/sqrt(n).
double correlation_of_neighbours(const std::vector<double>& uniforms) {
  double sum = 0;
  for (std::size_t i = 1; i < uniforms.size(); ++i) sum += (uniforms[i - 1] - 0.5) * (uniforms[i] - 0.5);
  return 12 * sum / static_cast<double>(uniforms.size() - 1);
}

double fit_of_uniforms(const std::vector<double>& uniforms, std::size_t cells) {
  std::vector<double> seen(cells, 0);
  for (const double u : uniforms) seen[static_cast<std::size_t>(u * static_cast<double>(cells))] += 1;
  return chi_square_tail(seen,
                         std::vector<double>(cells, static_cast<double>(uniforms.size()) / static_cast<double>(cells)));
}

void check_uniform_and_uncorrelated(const std::vector<double>& uniforms) {
  CHECK(fit_of_uniforms(uniforms, 1'000) > kUnlikely);
  CHECK(std::fabs(correlation_of_neighbours(uniforms)) < 4 / std::sqrt(static_cast<double>(uniforms.size())));
}

}  // namespace

TEST_CASE("Philox4x32-10 gives Random123's published known answers", "[sim]") {
  using Block = r123::Philox4x32::ctr_type;
  using Key = r123::Philox4x32::key_type;
  r123::Philox4x32 philox;
  CHECK(philox(Block{{0, 0, 0, 0}}, Key{{0, 0}}) == Block{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
  CHECK(philox(Block{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}}, Key{{0xffffffff, 0xffffffff}}) ==
        Block{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
  CHECK(philox(Block{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, Key{{0xa4093822, 0x299f31d0}}) ==
        Block{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

// The expectations of the next two tests come from a second writing of Philox, mixer and chain in Python's whole
// numbers.
TEST_CASE("Stream keys are what they were on the first day", "[sim]") {
  CHECK(stream_key(0, 0, 0, 0) == StreamKey{0xb489aa6cc4aee6df, 0x338f2f83bde3a36f});
  CHECK(stream_key(1, 2, 3, 4) == StreamKey{0x46356df2491837aa, 0x73809ecab1ca2b79});
  CHECK(stream_key(~0ull, ~0ull, ~0u, ~0ull) == StreamKey{0x812391adf18333df, 0xdeb4c6d99dba9208});
}

TEST_CASE("Draws are what they were on the first day", "[sim]") {
  const StreamKey key = stream_key(1, 2, 3, 4);
  Draws first(key, 0);
  CHECK(first.bits() == 0x8cd1a87751322a50);
  CHECK(first.bits() == 0x634b354f500db5d8);
  Draws eighth(key, 7);
  CHECK(eighth.bits() == 0x949b8c2e4f1f65a4);
}

TEST_CASE("The hash of a name is FNV-1a, mixed", "[sim]") {
  CHECK(name_hash("") == mix64(0xcbf29ce484222325));  // FNV's published test vectors
  CHECK(name_hash("a") == mix64(0xaf63dc4c8601ec8c));
  CHECK(name_hash("foobar") == mix64(0x85944171f73967e8));
}

TEST_CASE("A draw depends on its own seed, replication, purpose, name and occurrence, and on nothing else", "[sim]") {
  const auto first_of = [](std::uint64_t seed, std::uint64_t replication, std::uint32_t purpose, std::uint64_t name,
                           std::uint64_t occurrence) {
    return Draws(stream_key(seed, replication, purpose, name), occurrence).bits();
  };
  const std::uint64_t reference = first_of(1, 1, 1, 1, 1);
  CHECK(first_of(1, 1, 1, 1, 1) == reference);
  CHECK(first_of(2, 1, 1, 1, 1) != reference);
  CHECK(first_of(1, 2, 1, 1, 1) != reference);
  CHECK(first_of(1, 1, 2, 1, 1) != reference);
  CHECK(first_of(1, 1, 1, 2, 1) != reference);
  CHECK(first_of(1, 1, 1, 1, 2) != reference);
}

TEST_CASE("Uniform draws fill the unit interval evenly and do not follow one another", "[sim]") {
  Draws draws = draws_of("uniform");
  std::vector<double> uniforms(kMany);
  for (double& u : uniforms) u = draws.uniform();
  check_uniform_and_uncorrelated(uniforms);
  CHECK(*std::min_element(uniforms.begin(), uniforms.end()) > 0);
  CHECK(*std::max_element(uniforms.begin(), uniforms.end()) < 1);
}

TEST_CASE("First draws of neighbouring occurrences are independent", "[sim]") {
  const StreamKey key = stream_key(1, 0, 0, name_hash("neighbours"));
  std::vector<double> uniforms(kMany);
  for (std::size_t i = 0; i < kMany; ++i) uniforms[i] = Draws(key, i).uniform();
  check_uniform_and_uncorrelated(uniforms);
}

TEST_CASE("First draws of neighbouring replications, purposes and names are independent", "[sim]") {
  std::vector<double> replications(kMany);
  std::vector<double> purposes(kMany);
  std::vector<double> names(kMany);
  for (std::uint32_t i = 0; i < kMany; ++i) {
    replications[i] = Draws(stream_key(1, i, 0, 5), 0).uniform();
    purposes[i] = Draws(stream_key(1, 0, i, 5), 0).uniform();
    names[i] = Draws(stream_key(1, 0, 0, name_hash("host-" + std::to_string(i))), 0).uniform();
  }
  check_uniform_and_uncorrelated(replications);
  check_uniform_and_uncorrelated(purposes);
  check_uniform_and_uncorrelated(names);
}

TEST_CASE("Streams do not overlap", "[sim]") {
  // A million draws of 2,500 streams and 8 occurrences in each: by chance alone two of them agree with probability
  // 3e-8.
  std::vector<std::uint64_t> all;
  for (std::uint64_t stream = 0; stream < 2'500; ++stream) {
    const StreamKey key = stream_key(1, stream % 50, static_cast<std::uint32_t>(stream / 50), 0);
    for (std::uint64_t occurrence = 0; occurrence < 8; ++occurrence) {
      Draws draws(key, occurrence);
      for (int i = 0; i < 50; ++i) all.push_back(draws.bits());
    }
  }
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("Every bit of a draw is set half of the time", "[sim]") {
  Draws draws = draws_of("bits");
  std::vector<double> set(64, 0);
  for (std::size_t i = 0; i < kMany; ++i) {
    const std::uint64_t bits = draws.bits();
    for (std::size_t b = 0; b < 64; ++b) set[b] += static_cast<double>((bits >> b) & 1u);
  }
  const double n = static_cast<double>(kMany);
  for (const double count : set) CHECK(std::fabs(count - n / 2) < 4.5 * std::sqrt(n) / 2);  // 64 tries: 4.5, not 4
}

TEST_CASE("Exponential draws have mean 1, variance 1 and the right shape", "[sim]") {
  Draws draws = draws_of("exponential");
  double sum = 0;
  double squares = 0;
  std::vector<double> uniforms(kMany);
  for (double& u : uniforms) {
    const double x = draws.exponential();
    sum += x;
    squares += x * x;
    u = -math::expm1(-x);
  }
  const double n = static_cast<double>(kMany);
  CHECK(std::fabs(sum / n - 1) < 4 / std::sqrt(n));                        // variance 1
  CHECK(std::fabs(squares / n - 2) < 4 * std::sqrt(20.0) / std::sqrt(n));  // E x^4 - (E x^2)^2 = 24 - 4
  check_uniform_and_uncorrelated(uniforms);
}

TEST_CASE("Normal draws have mean 0, variance 1 and the right shape", "[sim]") {
  Draws draws = draws_of("normal");
  double sum = 0;
  double squares = 0;
  std::vector<double> uniforms(kMany);
  for (double& u : uniforms) {
    const double x = draws.normal();
    sum += x;
    squares += x * x;
    u = math::normal_cdf(x);
  }
  const double n = static_cast<double>(kMany);
  CHECK(std::fabs(sum / n) < 4 / std::sqrt(n));
  CHECK(std::fabs(squares / n - 1) < 4 * std::sqrt(2.0) / std::sqrt(n));  // E x^4 - 1 = 2
  check_uniform_and_uncorrelated(uniforms);
}

TEST_CASE("A chance of p comes true with probability p, 0 never, 1 always", "[sim]") {
  Draws draws = draws_of("chance");
  double hits = 0;
  for (std::size_t i = 0; i < kMany; ++i) hits += draws.chance(0.03) ? 1 : 0;
  const double n = static_cast<double>(kMany);
  CHECK(std::fabs(hits / n - 0.03) < 4 * std::sqrt(0.03 * 0.97 / n));
  for (int i = 0; i < 1'000; ++i) {
    CHECK_FALSE(draws.chance(0));
    CHECK(draws.chance(1));
  }
}
