// SPDX-License-Identifier: Apache-2.0
/// SQLite as two owning types: a database and a prepared statement.
///
/// One thread at a time uses a database and its statements.
///
/// Thin on purpose: parameters and columns keep SQLite's own rules (1-based and 0-based), text is
/// UTF-8, an empty optional is NULL.
///
/// Errors:   OutsideError with the file, the operation and SQLite's text and extended code
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace bulkhead {

class Statement;

class Database {
 public:
  enum class Mode { read, write_new };
  Database(const std::string& path, Mode mode);

  void execute(const std::string& sql);
  Statement prepare(std::string_view sql) const;
  std::int64_t last_row() const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement; bind in order with `bind`, then `step` until it returns false.
class Statement {
 public:
  Statement(const Database& db, std::string_view sql);

  /// Binds the next parameter. NaN never reaches a row: a value that is not finite becomes NULL.
  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind(std::string_view value);
  /// The same for a text that stays where it is until the statement has run: it is not copied.
  Statement& bind_lasting(std::string_view value);
  Statement& bind_null();
  template <typename T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }

  /// True when there is a row to read.
  bool step();
  /// Runs a statement that returns no row, and makes it ready for the next binding.
  void run();
  void reset();

  int columns() const;
  bool null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::optional<double> maybe_real(int column) const;
  std::string text(int column) const;
  std::string name(int column) const;
  enum class Type { null, integer, real, text };
  Type type(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code, const char* operation) const;

  const std::string* path_;
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
};

}  // namespace bulkhead
