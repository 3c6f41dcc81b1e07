// SPDX-License-Identifier: Apache-2.0
// What can lie at the path of a result: each is one line that names the file, with status 2.
#include "files.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "decode.h"
#include "support.h"

namespace kuipc::report {
namespace {

std::string problem_with(const std::string& content) {
  const Folder folder;
  const auto file = folder / "result.json";
  put(file, content);
  std::string line = failure_of([&] { read_result(file); });
  const std::string start = "2 " + file.string() + ": ";
  EXPECT_TRUE(line.starts_with(start)) << line;
  EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  return line.substr(std::min(start.size(), line.size()));
}

std::string golden() {
  return content_of(data_file("golden/result-1.json"));
}

TEST(ReadResult, RefusesWhatIsNoFile) {
  const Folder folder;
  EXPECT_NE(failure_of([&] { read_result(folder / "none"); }).find("No such file"),
            std::string::npos);
  EXPECT_NE(failure_of([&] { read_result(folder.path()); }).find("is a folder"), std::string::npos);
  EXPECT_NE(failure_of([] { read_result("/dev/zero"); }).find("not a regular file"),
            std::string::npos);
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_NE(failure_of([&] { read_result(folder / "fifo"); }).find("not a regular"),
            std::string::npos);
}

TEST(ReadResult, RefusesAnEmptyFile) {
  EXPECT_EQ(problem_with(""), "is empty");
  EXPECT_EQ(problem_with(" \n\t"), "is empty");
}

TEST(ReadResult, RefusesATruncatedFileWhereverItIsCut) {
  const std::string whole = golden();
  for (const std::size_t length :
       {std::size_t{1}, whole.size() / 3, whole.size() / 2, whole.size() - 3})
    EXPECT_EQ(problem_with(whole.substr(0, length)), "it ends in the middle (truncated?)")
        << length;
}

TEST(ReadResult, NamesThePlaceOfWhatIsNoJson) {
  EXPECT_EQ(problem_with("{\n  \"a\": oops}"), "not JSON at line 2, column 8");
  EXPECT_EQ(problem_with("\x7f\x45LF"), "not JSON at line 1, column 1");
  EXPECT_EQ(problem_with("{} {}"), "not JSON at line 1, column 4");
}

TEST(ReadResult, RefusesForeignFiles) {
  EXPECT_EQ(problem_with("[]"), "not a kuipc result: it names no schema");
  EXPECT_EQ(problem_with("{\"context\": {}, \"benchmarks\": []}"),
            "not a kuipc result: it names no schema");
  EXPECT_EQ(problem_with("{\"schema\": \"other/1\"}"), "not a kuipc result: its schema is other/1");
  EXPECT_EQ(problem_with("{\"schema\": 1}"), "schema: must be a string, is number");
}

TEST(ReadResult, RefusesANewerSchema) {
  std::string newer = golden();
  newer.replace(newer.find("kuipc.result/1"), 14, "kuipc.result/2");
  EXPECT_NE(problem_with(newer).find("kuipc.result/2, and this kuipc reads only kuipc.result/1"),
            std::string::npos);
}

TEST(ReadResult, BoundsSizeAndNesting) {
  EXPECT_EQ(problem_with(std::string(1000000, '[')), "is nested more than 32 deep");
  const Folder folder;
  put(folder / "huge", "");
  std::filesystem::resize_file(folder / "huge", std::uintmax_t{1} << 40U);  // sparse
  EXPECT_NE(failure_of([&] { read_result(folder / "huge"); }).find("too large"), std::string::npos);
}

TEST(ReadResult, RefusesNumbersThatAreNone) {
  EXPECT_EQ(problem_with("{\"schema\": NaN}"), "not JSON at line 1, column 12");
  EXPECT_EQ(problem_with("{\"schema\": 1e999}"), "holds a number that no result can have");
}

TEST(WriteAtomically, ReplacesTheWholeFileAndLeavesNothingBeside) {
  const Folder folder;
  const auto file = folder / "result.json";
  write_atomically(file, "old");
  write_atomically(file, "new");
  EXPECT_EQ(content_of(file), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

// A file size limit fails a write half-way, as a full disk does.
TEST(WriteAtomically, LeavesTheOldFileWhenTheDiskIsFull) {
  const Folder folder;
  const auto file = folder / "result.json";
  write_atomically(file, "old");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string line = failure_of([&] { write_atomically(file, std::string(100000, 'x')); });
    ::_exit(line.starts_with("5 cannot write " + file.string()) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content_of(file), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace kuipc::report
