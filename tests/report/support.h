// SPDX-License-Identifier: Apache-2.0
// What the report tests share: files to read, a folder to write to, and what a call throws.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "failure.h"

namespace kuipc::report {

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(KUIPC_TEST_DATA) / name;
}

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void put(const std::filesystem::path& file, const std::string& content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kuipc-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// "STATUS LINE" of the Failure that `body` throws, or "no failure".
template <class Body>
std::string failure_of(Body&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return std::to_string(failure.status()) + " " + failure.what();
  }
  return "no failure";
}

}  // namespace kuipc::report
