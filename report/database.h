// SPDX-License-Identifier: Apache-2.0
// As much of SQLite as the history's index needs.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kuipc::report {

/// What SQLite says of a database that it cannot use. The index can be made anew, so this is no
/// end.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Database {
 public:
  explicit Database(const std::filesystem::path& file);
  void run(const std::string& sql);
  [[nodiscard]] std::int64_t last_id() const { return ::sqlite3_last_insert_rowid(handle_.get()); }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { ::sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement: bind in order, then step through what it gives.
class Query {
 public:
  Query(const Database& database, std::string_view sql);

  Query& bind(std::string_view text);
  Query& bind(std::int64_t number);
  Query& bind(double number);
  /// Whether there is another row; the one after the last makes the statement ready to bind anew.
  bool step();
  /// For a statement that gives no rows.
  void run() {
    while (step()) {
    }
  }

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const {
    return ::sqlite3_column_int64(handle_.get(), column);
  }
  [[nodiscard]] double real(int column) const {
    return ::sqlite3_column_double(handle_.get(), column);
  }

 private:
  void check(int code) const;
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { ::sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int bound_ = 0;
};

/// All or nothing: rolled back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit() {
    database_.run("COMMIT");
    done_ = true;
  }

 private:
  Database& database_;
  bool done_ = false;
};

}  // namespace kuipc::report
