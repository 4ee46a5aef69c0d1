// SPDX-License-Identifier: Apache-2.0
// The calls into SQLite's C interface, each with its result code checked.
#include "analysis/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>

#include "analysis/outside_error.hpp"

namespace bulkhead {
namespace {

[[noreturn]] void fail(sqlite3* db, const std::string& path, const std::string& operation, int code) {
  const int extended = db ? sqlite3_extended_errcode(db) : code;
  const int system = db ? sqlite3_system_errno(db) : 0;
  std::string reason = fmt::format("{} (SQLite code {}", sqlite3_errstr(code), extended);
  reason += system ? fmt::format(", system code {})", system) : ")";
  throw OutsideError(path, operation, reason);
}

}  // namespace

void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

Database::Database(const std::string& path, Mode mode) : path_(path) {
  const int access = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int flags = access | SQLITE_OPEN_NOMUTEX;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(raw, path_, "open the database", code);
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle_.get(), path_, "write the database", code);
}

Statement Database::prepare(std::string_view sql) const {
  return Statement(*this, sql);
}

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(const Database& db, std::string_view sql) : path_(&db.path()), db_(db.handle()) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  statement_.reset(raw);
  check(code, "read the database");
}

void Statement::check(int code, const char* operation) const {
  if (code != SQLITE_OK) fail(db_, *path_, operation, code);
}

Statement& Statement::bind(std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), next_++, value), "write the database");
  return *this;
}

Statement& Statement::bind(double value) {
  if (!std::isfinite(value)) return bind_null();
  check(sqlite3_bind_double(statement_.get(), next_++, value), "write the database");
  return *this;
}

Statement& Statement::bind(std::string_view value) {
  check(sqlite3_bind_text64(statement_.get(), next_++, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
        "write the database");
  return *this;
}

Statement& Statement::bind_lasting(std::string_view value) {
  const char* text = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(statement_.get(), next_++, text, value.size(), SQLITE_STATIC, SQLITE_UTF8),
        "write the database");
  return *this;
}

Statement& Statement::bind_null() {
  check(sqlite3_bind_null(statement_.get(), next_++), "write the database");
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE)
    fail(db_, *path_, sqlite3_stmt_readonly(statement_.get()) ? "read the database" : "write the database", code);
  return false;
}

void Statement::run() {
  step();
  reset();
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  next_ = 1;
}

int Statement::columns() const {
  return sqlite3_column_count(statement_.get());
}
bool Statement::null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::optional<double> Statement::maybe_real(int column) const {
  if (null(column)) return std::nullopt;
  return real(column);
}

std::string Statement::text(int column) const {
  const auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return chars ? std::string(chars, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))) : "";
}

std::string Statement::name(int column) const {
  return sqlite3_column_name(statement_.get(), column);
}

Statement::Type Statement::type(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER:
      return Type::integer;
    case SQLITE_FLOAT:
      return Type::real;
    case SQLITE_NULL:
      return Type::null;
    default:
      return Type::text;
  }
}

}  // namespace bulkhead
