// SPDX-License-Identifier: Apache-2.0
// Files that are refused: each NAME.yaml here says NAME.expected, letter for letter, and does no harm.
//
// The expected texts were read one by one: they name the right place, say what is wrong, and advise what works. Where a
// message is changed on purpose, BULKHEAD_UPDATE_EXPECTED=1 writes them anew, to be read as a difference.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "analysis/load_whole.hpp"
#include "scenarios/language/yaml.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

fs::path refused_folder() {
  return fs::path(BULKHEAD_SOURCE_DIR) / "tests" / "refused";
}

std::vector<std::string> refused_files() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(refused_folder())) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Messages name files as the command line does: from inside the folder, by their bare names.
class InFolder {
 public:
  explicit InFolder(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~InFolder() { fs::current_path(before_); }

 private:
  fs::path before_;
};

std::size_t without_fix(const std::vector<Diagnostic>& found) {
  return static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const Diagnostic& d) { return d.instead.empty(); }));
}

}  // namespace

TEST_CASE("every refused file says what is wrong, where, and what to write instead", "[refused]") {
  const InFolder here(refused_folder());
  const auto files = refused_files();
  CHECK(files.size() >= 60);
  for (const auto& file : files) {
    INFO(file);
    const Loaded loaded = load_whole(file);
    CHECK_FALSE(loaded.scenario);
    const fs::path expected = fs::path(file).replace_extension(".expected");
    if (std::getenv("BULKHEAD_UPDATE_EXPECTED")) std::ofstream(expected, std::ios::binary) << loaded.problems();
    CHECK(loaded.problems() == test::read_file(expected));
    CHECK(loaded.problems().find(file + ":") == 0);
  }
}

TEST_CASE("each 'write instead', once applied, leaves only the problems that had none", "[refused]") {
  const InFolder here(refused_folder());
  std::size_t mended = 0;
  for (const auto& file : refused_files()) {
    const Loaded loaded = load_whole(file);
    const auto found = loaded.diagnostics.sorted();
    const std::size_t left = without_fix(found);
    if (left == found.size()) continue;
    const test::Workbench bench;
    const Loaded again = load_whole(bench.write(file, apply_fixes(loaded.sources, 0, found)));
    INFO(file << "\n" << again.problems());
    CHECK(again.diagnostics.count() == left);
    CHECK(again.scenario.has_value() == (left == 0));
    ++mended;
  }
  CHECK(mended >= 30);
}

TEST_CASE("a nest of 100,000 brackets is refused at the hundredth", "[refused]") {
  const Loaded flow = test::load_text("x: " + std::string(100000, '['));
  CHECK_THAT(flow.problems(), test::contains_text("error: nested deeper than 100 levels"));
  const Loaded maps = test::load_text("x: " + std::string(100000, '{'));
  CHECK_FALSE(maps.scenario);
  std::string block;
  for (int depth = 0; depth < 1500; ++depth) block += std::string(static_cast<std::size_t>(depth), ' ') + "a:\n";
  CHECK_THAT(test::load_text(block).problems(), test::contains_text("error: nested deeper than 100 levels"));
}

TEST_CASE("a file of more than 4 MiB, or of more nodes than any scenario has, is refused", "[refused]") {
  CHECK_THAT(test::load_text("# " + std::string(kYamlMaxBytes, 'x')).problems(),
             test::contains_text("larger than 4194304 bytes"));
  std::string wide = "x: [";
  for (std::size_t i = 0; i <= kYamlMaxNodes; ++i) wide += "1,";
  CHECK_THAT(test::load_text(wide + "]").problems(), test::contains_text("more than 200000 nodes"));
}

TEST_CASE("a mapping with very many keys is read and refused in good time", "[refused]") {
  std::string many = test::kSmallest;
  for (int i = 0; i < 20000; ++i) many += fmt::format("unknown-{}: 1\n", i);
  const std::string problems = test::load_text(many).problems();
  CHECK_THAT(problems, test::contains_text("and 19900 more errors"));
}

TEST_CASE("a setting of 100,000 levels, and a key as long as a file, are refused in few words", "[refused]") {
  std::string path = "a";
  for (int i = 0; i < 100000; ++i) path += ".a";
  CHECK_THAT(test::load_text(test::kSmallest, {{}, {path + "=1"}}).problems(),
             test::contains_text("a setting is written a.b.c=VALUE"));
  const std::string problems =
      test::load_text(test::kSmallest + "? " + std::string(1000000, 'k') + "\n: 1\n").problems();
  CHECK_THAT(problems, test::contains_text("kkk..."));
  CHECK(problems.size() < 2000);
}

TEST_CASE("what is no readable file is refused by name", "[refused]") {
  const test::Workbench bench;
  CHECK_THAT(load(bench.path("missing.yaml")).problems(),
             test::contains_text("missing.yaml` cannot be read: No such file or directory"));
  CHECK_THAT(load(bench.path(".")).problems(), test::contains_text("cannot be read: it is a directory"));
  REQUIRE(::mkfifo(bench.path("pipe.yaml").c_str(), 0600) == 0);
  CHECK_THAT(load(bench.path("pipe.yaml")).problems(), test::contains_text("cannot be read: it is no regular file"));
  CHECK_THAT(load("/dev/zero").problems(), test::contains_text("cannot be read: it is no regular file"));
  CHECK_FALSE(load("").scenario);
}

TEST_CASE("a file that one may not read is refused by name", "[refused]") {
  const test::Workbench bench;
  const std::string file = bench.write("secret.yaml", test::kSmallest);
  REQUIRE(::chmod(file.c_str(), 0) == 0);
  const bool root = ::geteuid() == 0;  // root reads everything: for this one call, be nobody
  constexpr uid_t kNobody = 65534;
  if (root) REQUIRE(::seteuid(kNobody) == 0);
  const Loaded loaded = load_whole(file);
  if (root) REQUIRE(::seteuid(0) == 0);
  CHECK_THAT(loaded.problems(), test::contains_text("secret.yaml` cannot be read: Permission denied"));
}

TEST_CASE("an include leads out of the folder neither by dots nor by a link", "[refused]") {
  const test::Workbench bench;
  bench.write("outside.yaml", "about: from outside\n");
  const std::string dots = bench.write("inside/dots.yaml", "include: ../outside.yaml\n" + test::kSmallest);
  CHECK_THAT(load(dots).problems(), test::contains_text("lies outside the folder of the scenario file"));
  fs::create_symlink(bench.path("outside.yaml"), bench.path("inside/link.yaml"));
  const std::string link = bench.write("inside/by-link.yaml", "include: link.yaml\n" + test::kSmallest);
  CHECK_THAT(load(link).problems(), test::contains_text("lies outside the folder of the scenario file"));
}

TEST_CASE("includes that double at every step end soon", "[refused]") {
  const test::Workbench bench;
  for (int i = 0; i < 30; ++i)
    bench.write(fmt::format("{}.yaml", i), fmt::format("include: [{0}.yaml, {0}.yaml]\n", i + 1));
  bench.write("30.yaml", "about: the end\n");
  const std::string top = bench.write("top.yaml", "include: 0.yaml\n" + test::kSmallest);
  CHECK_THAT(load(top).problems(), test::contains_text("more than 100 files are included"));
}

#ifdef BULKHEAD_BINARY
TEST_CASE("the program refuses each of them with exit code 2 and writes nothing", "[refused]") {
  const test::Workbench bench;
  const InFolder here(refused_folder());
  for (const auto& file : refused_files()) {
    INFO(file);
    const std::string database = bench.path("results.db");
    const std::string command =
        fmt::format("'{}' run '{}' --db '{}' > /dev/null 2>&1", BULKHEAD_BINARY, file, database);
    const int status = std::system(command.c_str());
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 2);
    CHECK_FALSE(fs::exists(database));
    CHECK_FALSE(fs::exists(database + ".partial"));
  }
}
#endif

}  // namespace bulkhead
