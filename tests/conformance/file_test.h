// SPDX-License-Identifier: Apache-2.0
// For the tests of what is particular to one transport that is a file: the file, opened.
#pragma once

#include <vector>

#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {

// File has stem and path. A test may unload the module; it is loaded again after it.
template <class File>
class FileTest : public ::testing::Test {
 protected:
  void TearDown() override { load_if_missing(File::stem); }

  static Descriptor open_it() { return open_file(File::path, O_RDWR); }
  long put(std::size_t size) {
    return outcome(write(file_.get(), Message(size).bytes().data(), size));
  }
  long take(std::size_t room) {
    bytes_.resize(room);
    return outcome(read(file_.get(), bytes_.data(), room));
  }

  Descriptor file_ = open_it();
  std::vector<std::byte> bytes_;
};

}  // namespace kuipc::conformance
