// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/raw_calls.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <utility>

namespace kuipc::conformance {
namespace {

using namespace std::chrono_literals;

bool sleeps(pid_t task) {
  std::ifstream file("/proc/self/task/" + std::to_string(task) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  file >> number >> name >> state;
  return state == "S";
}

void do_not_restart_after(int signal) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(signal, &action, nullptr);
}

}  // namespace

Waiting::Waiting(std::function<long()> call, Until until) : call_(std::move(call)) {
  do_not_restart_after(SIGUSR1);
  auto started = started_.get_future();
  const auto body = [](void* self) -> void* {
    static_cast<Waiting*>(self)->run(static_cast<Waiting*>(self)->call_);
    return nullptr;
  };
  if (pthread_create(&thread_, nullptr, body, this) != 0) throw_errno("create", "thread");
  task_ = started.get();
  if (until == running) return;
  EXPECT_TRUE(eventually([this] { return sleeps(task_) || !still_waits(); }));
}

void Waiting::run(const std::function<long()>& call) {
  started_.set_value(static_cast<pid_t>(syscall(SYS_gettid)));
  promise_.set_value(call());
}

Waiting::~Waiting() {
  if (result_.valid() && still_waits()) interrupt();
  pthread_join(thread_, nullptr);
}

void Waiting::interrupt() {
  pthread_kill(thread_, SIGUSR1);
}

bool Waiting::still_waits() {
  return result_.wait_for(0s) != std::future_status::ready;
}

long Waiting::result() {
  if (result_.wait_for(2s) == std::future_status::ready) return result_.get();
  interrupt();
  return -ETIMEDOUT;
}

}  // namespace kuipc::conformance
