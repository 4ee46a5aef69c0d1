// SPDX-License-Identifier: Apache-2.0
// Checks, syncs and renames by POSIX; digests and reading of finished databases.
#include "analysis/store_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "analysis/layout.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/sqlite.hpp"
#include "analysis/store.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC)) {
    if (fd_ < 0) throw_system_error(path, "open the file", errno);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void sync() const {
    if (::fsync(fd_) != 0) throw_system_error(path_, "write the file to the disk", errno);
  }

 private:
  std::string path_;
  int fd_;
};

std::string folder_of(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

bool exists(const std::string& path) {
  std::error_code code;
  return fs::symlink_status(path, code).type() != fs::file_type::not_found;
}

/// A file that SQLite has created and not yet written to.
bool is_empty_file(const std::string& path) {
  std::error_code code;
  return fs::is_regular_file(path, code) && fs::file_size(path, code) == 0;
}

void refuse_foreign(const std::string& path, bool empty_is_ours) {
  if (!exists(path) || is_bulkhead_database(path)) return;
  if (empty_is_ours && is_empty_file(path)) return;
  throw OutsideError(path, "replace the file", "it is not a results database of Bulkhead's; name another with --db");
}

void refuse_busy(const std::string& partial) {
  try {
    Database other(partial, Database::Mode::write_new);
    other.execute("BEGIN EXCLUSIVE; COMMIT;");
  } catch (const OutsideError&) {
    throw OutsideError(partial, "replace the file", "another process is writing it, or it may not be written");
  }
}

void add_row(Fingerprint& sum, Statement& row) {
  for (int c = 0; c < row.columns(); ++c) {
    const Statement::Type type = row.type(c);
    sum.add(static_cast<std::uint64_t>(type));
    if (type == Statement::Type::integer) sum.add(static_cast<std::uint64_t>(row.integer(c)));
    if (type == Statement::Type::real) sum.add(row.real(c));
    if (type == Statement::Type::text) sum.add(row.text(c));
  }
}

std::string key_order(const Database& db, const std::string& table) {
  Statement info = db.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk");
  info.bind(table);
  std::string columns;
  while (info.step()) columns += (columns.empty() ? "" : ", ") + info.text(0);
  return columns;
}

}  // namespace

void prepare_files(const std::string& path, const std::string& partial) {
  if (!fs::is_directory(folder_of(path))) throw_system_error(path, "write the database", ENOENT);
  refuse_foreign(path, false);
  refuse_foreign(partial, true);
  check_writable(partial, "write the database");
  if (!exists(partial)) return;
  refuse_busy(partial);
  remove_file(partial);
  remove_file(partial + "-journal");
}

void check_writable(const std::string& path, const std::string& operation) {
  struct stat found {};
  const bool there = ::stat(path.c_str(), &found) == 0;
  if (!there && errno != ENOENT) throw_system_error(path, operation, errno);
  if (there && S_ISDIR(found.st_mode)) throw_system_error(path, operation, EISDIR);
  const std::string asked = there ? path : folder_of(path);
  if (!there && !fs::is_directory(asked))
    throw_system_error(path, operation + " in a folder that is not there", ENOENT);
  if (::access(asked.c_str(), there ? W_OK : W_OK | X_OK) != 0) throw_system_error(path, operation, errno);
}

void replace_file(const std::string& from, const std::string& to) {
  Descriptor(from, O_RDWR).sync();
  if (std::rename(from.c_str(), to.c_str()) != 0) throw_system_error(to, "replace the file", errno);
  Descriptor(folder_of(to), O_RDONLY | O_DIRECTORY).sync();
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_system_error(path, "remove the file", errno);
}

bool is_bulkhead_database(const std::string& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string head(100, '\0');
  if (!file.read(head.data(), 100) || head.compare(0, 15, "SQLite format 3") != 0) return false;
  std::uint32_t id = 0;
  for (std::size_t i = 68; i < 72; ++i) id = id << 8U | static_cast<unsigned char>(head[i]);
  return id == kApplicationId;
}

Database open_results(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) throw_system_error(path, "read the database", errno);
  if (!is_bulkhead_database(path))
    throw OutsideError(path, "read the database", "it is not a results database of Bulkhead's");
  Database db(path, Database::Mode::read);
  Statement version = db.prepare("PRAGMA user_version");
  version.step();
  if (version.integer(0) != kLayoutVersion)
    throw OutsideError(
        path, "read the database",
        fmt::format("its layout is number {}, this program reads {}", version.integer(0), kLayoutVersion));
  return db;
}

std::string digest_database(const std::string& path) {
  const Database db = open_results(path);
  Fingerprint sum;
  Statement tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  while (tables.step()) {
    const std::string table = tables.text(0);
    sum.add(table);
    Statement rows = db.prepare(fmt::format("SELECT * FROM {} ORDER BY {}", table, key_order(db, table)));
    while (rows.step()) add_row(sum, rows);
  }
  return sum.hex();
}

}  // namespace bulkhead
