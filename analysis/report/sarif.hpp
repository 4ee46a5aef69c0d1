// SPDX-License-Identifier: Apache-2.0
/// Results for code-scanning tools: SARIF 2.1.0 (OASIS) from plain data.
///
/// Units:    lines and columns count from 1; columns count characters (code points)
/// Shape:    results in the order given; rules in the order given; the same data gives the same bytes
/// Ensures:  artifact URIs are relative to where the program ran, percent-encoded (RFC 3986); an absolute path becomes a
///           file URI. A fingerprint does not change when lines move: it is of the rule, the file, the result's `key`
///           and its message, where that holds no figures, and of its number among equal ones
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bulkhead {

struct SarifRule {
  std::string id;
  std::string level;   ///< "error", "warning", "note"
  std::string name;    ///< as GitHub likes it, "MttrSAtMost"; empty: none
  std::string about;   ///< one sentence
  std::string help;    ///< why, and what to do
  std::string source;  ///< empty: none
};

struct SarifResult {
  std::string rule;
  std::string level;  ///< "error", "warning", "note"
  std::string message;
  std::string key;   ///< what it is about, whatever its line: "services.web.calls.cart"
  std::string file;  ///< empty: no place
  int line = 0;      ///< 0: the file as a whole
  int column = 0;
  int end_line = 0;
  int end_column = 0;                      ///< behind the last character
  std::optional<std::string> suppression;  ///< the reason, if the result is suppressed
  bool figures_in_message = false;         ///< it moves when nothing has changed but chance or a value
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<std::pair<std::string, std::vector<std::string>>> lists;  ///< further properties
  std::vector<std::pair<std::string, std::optional<double>>> numbers;   ///< and further ones; none is null
};

struct SarifLog {
  std::string category;          ///< tells uploads of one tool apart: "bulkhead-check/"
  std::vector<SarifRule> rules;  ///< all that results name
  std::vector<SarifResult> results;
};

std::string sarif_text(const SarifLog& log);

}  // namespace bulkhead
