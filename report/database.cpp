// SPDX-License-Identifier: Apache-2.0
#include "database.h"

namespace kuipc::report {

namespace {

constexpr int kWaitForOthersMs = 20000;

[[noreturn]] void fail(sqlite3* handle) {
  throw DatabaseError(handle == nullptr ? "out of memory" : ::sqlite3_errmsg(handle));
}

}  // namespace

Database::Database(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int code =
      ::sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(handle);
  ::sqlite3_busy_timeout(handle, kWaitForOthersMs);
}

void Database::run(const std::string& sql) {
  if (::sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_.get());
}

Query::Query(const Database& database, std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const int code = ::sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        &handle, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(database.handle());
}

void Query::check(int code) const {
  if (code != SQLITE_OK) fail(::sqlite3_db_handle(handle_.get()));
}

Query& Query::bind(std::string_view text) {
  check(::sqlite3_bind_text(handle_.get(), ++bound_, text.data(), static_cast<int>(text.size()),
                            SQLITE_TRANSIENT));
  return *this;
}

Query& Query::bind(std::int64_t number) {
  check(::sqlite3_bind_int64(handle_.get(), ++bound_, number));
  return *this;
}

Query& Query::bind(double number) {
  check(::sqlite3_bind_double(handle_.get(), ++bound_, number));
  return *this;
}

bool Query::step() {
  const int code = ::sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  bound_ = 0;
  const int ended = ::sqlite3_reset(handle_.get());
  if (code != SQLITE_DONE) check(ended == SQLITE_OK ? code : ended);
  return false;
}

std::string Query::text(int column) const {
  const unsigned char* text = ::sqlite3_column_text(handle_.get(), column);
  const int size = ::sqlite3_column_bytes(handle_.get(), column);
  return text == nullptr
             ? ""
             : std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

Transaction::~Transaction() {
  if (done_) return;
  ::sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace kuipc::report
