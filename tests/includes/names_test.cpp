// SPDX-License-Identifier: Apache-2.0
// Sources of a folder are compiled together, where an overload of a neighbour's could be taken for one's own function: so
// the names in their unnamed namespaces differ.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace bulkhead::test {
namespace {

namespace fs = std::filesystem;

/// What the unnamed namespaces of a source declare, each declaration at the beginning of a line. Not aliases: the same one twice is
/// no harm, and another is an error already.
std::set<std::string> hidden_names(std::string text) {
  static const std::regex kRawText(R"raw(R"(\w*)\([\s\S]*?\)\1")raw");
  static const std::regex kUnnamed(R"(\nnamespace \{\n([\s\S]*?)\n\}  // namespace\n)");
  static const std::regex kType(R"(^(?:struct|class|enum class|enum) (\w+))");
  static const std::regex kOther(R"(^[A-Za-z][^=;({\[]*?(\w+) ?[=;({\[].*)");
  text = std::regex_replace(text, kRawText, "");
  std::set<std::string> found;
  for (std::sregex_iterator part(text.begin(), text.end(), kUnnamed), end; part != end; ++part) {
    std::istringstream lines((*part)[1].str());
    std::smatch name;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("using ") || line.starts_with("namespace ") || line.starts_with("TEST_CASE")) continue;
      if (std::regex_search(line, name, kType) || std::regex_match(line, name, kOther)) found.insert(name[1]);
    }
  }
  return found;
}

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST_CASE("Names in unnamed namespaces are found, wherever they stand in the line", "[includes]") {
  const std::string text =
      "\nnamespace {\n\nconstexpr double kOne = 1, kTwo = 2;\nusing Json = nlohmann::json;\nstruct Two {\n  int "
      "inner;\n};\n"
      "template <class T>\nstd::vector<T> three(int n) {\n  four();\n}\nconst std::string kFive = R\"(\nsix "
      "(\n)\";\n\n}  // "
      "namespace\nint seven();\n";
  CHECK(hidden_names(text) == std::set<std::string>{"kOne", "Two", "three", "kFive"});
}

TEST_CASE("Names in unnamed namespaces are unique within a folder", "[includes]") {
  std::map<fs::path, std::map<std::string, std::vector<std::string>>> folders;
  for (const char* top : {"sim", "models", "scenarios", "analysis", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(BULKHEAD_SOURCE_DIR) / top))
      if (entry.path().extension() == ".cpp")
        for (const auto& name : hidden_names(contents(entry.path())))
          folders[entry.path().parent_path()][name].push_back(entry.path().filename());
  CHECK(folders.size() > 20);
  for (const auto& [folder, names] : folders)
    for (const auto& [name, files] : names) {
      INFO(name << " in " << folder << ": " << files.front() << " and " << files.back() << "; rename one");
      CHECK(files.size() == 1);
    }
}

}  // namespace
}  // namespace bulkhead::test
