// SPDX-License-Identifier: Apache-2.0
/// libyaml's problems in words that say what to do.
#pragma once

#include <string>
#include <string_view>

namespace bulkhead {

struct YamlProblem {
  std::string sentence;
  std::string hint;
  bool at_context = false;  ///< the place where the construct began says more than the place where libyaml gave up
};

/// By libyaml's own message; one that is not known is passed on.
YamlProblem explain_yaml(std::string_view message);

}  // namespace bulkhead
