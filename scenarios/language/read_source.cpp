// SPDX-License-Identifier: Apache-2.0
// Reads a scenario file, and says in a sentence why it cannot be read.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "scenarios/language/yaml.hpp"

namespace bulkhead {

namespace {

class File {
 public:
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string why_not_readable(const File& file) {
  if (file.get() < 0) return std::strerror(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return std::strerror(errno);
  if (S_ISDIR(status.st_mode)) return "it is a directory";
  if (!S_ISREG(status.st_mode)) return "it is no regular file";
  if (static_cast<std::size_t>(status.st_size) > kYamlMaxBytes)
    return fmt::format("it is larger than {} bytes", kYamlMaxBytes);
  return {};
}

// At most one byte more than is legal: a file may grow while it is read.
std::string content(const File& file) {
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got <= 0 || text.size() > kYamlMaxBytes) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::optional<int> read_source(const std::string& path, Sources& sources, Diagnostics& diagnostics, TextSpan at) {
  const std::string* provided = sources.provided(path);
  std::string text = provided ? *provided : "";
  if (!provided) {
    const File file(path);
    const std::string why = why_not_readable(file);
    if (!why.empty()) {
      if (at.source < 0) at.source = sources.add(path, {});
      diagnostics.error(at, fmt::format("`{}` cannot be read: {}", printable(path), why));
      return std::nullopt;
    }
    text = content(file);
  }
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
  const bool empty = text.find_first_not_of(" \t\r\n") == std::string::npos;
  const int source = sources.add(path, std::move(text));
  if (!empty) return source;
  diagnostics.error({source, 1, 1, 1, 1}, "the file is empty", {}, "begin with `bulkhead: 1` and `name:`");
  return std::nullopt;
}

}  // namespace bulkhead
