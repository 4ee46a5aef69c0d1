// SPDX-License-Identifier: Apache-2.0
/// The little of UTF-8 that positions and messages need: how long a character is, and whether it is one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace bulkhead {

/// The bytes of the character that begins at `at`, or 0 where no well-formed UTF-8 character begins there
/// (stray continuation, overlong form, surrogate, beyond U+10FFFF, cut off). Source: RFC 3629, section 4.
constexpr std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto continues = [&](std::size_t i) { return at + i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    const bool wrong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F);
    return wrong ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    const bool wrong = (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
    return wrong ? 0 : 4;
  }
  return 0;
}

/// The number of characters; a byte that begins none counts as one.
constexpr std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += std::max<std::size_t>(utf8_length(text, at), 1);
  return count;
}

}  // namespace bulkhead
