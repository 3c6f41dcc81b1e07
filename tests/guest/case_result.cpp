// SPDX-License-Identifier: Apache-2.0
// Stands in for the conformance binary where ctest would start it: the cases have run in the test
// kernel by then, all in one boot, and what is left is to tell how one of them went.
//
//   kuipc-case-result CONFORMANCE.JSON PROGRAM --gtest_list_tests      runs PROGRAM, which may do
//   that here kuipc-case-result CONFORMANCE.JSON PROGRAM --gtest_filter=CASE     looks CASE up
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using Json = nlohmann::json;

std::optional<std::string> value_of(std::span<char*> arguments, std::string_view option) {
  for (const std::string_view argument : arguments)
    if (argument.starts_with(option)) return std::string(argument.substr(option.size()));
  return std::nullopt;
}

// Suite and case are separated by the last dot: "MessageTest/netlink.OneByteComesBack".
Json find_case(const Json& results, const std::string& name) {
  const auto dot = name.rfind('.');
  for (const Json& suite : results.at("testsuites"))
    if (suite.at("name") == name.substr(0, dot))
      for (const Json& test : suite.at("testsuite"))
        if (test.at("name") == name.substr(dot + 1)) return test;
  throw std::runtime_error(name + " did not run in the test kernel");
}

int tell(const Json& result) {
  for (const Json& failure : result.value("failures", Json::array()))
    std::printf("%s\n", failure.at("failure").get<std::string>().c_str());
  if (result.contains("failures")) return 1;
  // This line is how ctest knows a skipped case.
  if (result.at("result") == "SKIPPED") std::puts("[  SKIPPED ]");
  return 0;
}

int look_up(const char* path, const std::string& name) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(std::string("there is no ") + path);
  return tell(find_case(Json::parse(file), name));
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  try {
    if (argc < 4) throw std::runtime_error("takes a result file, a program and its arguments");
    if (const auto name = value_of(arguments, "--gtest_filter=")) return look_up(argv[1], *name);
    execv(argv[2], argv + 2);
    throw std::runtime_error(std::string("cannot run ") + argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
