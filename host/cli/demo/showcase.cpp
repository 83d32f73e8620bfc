#include "host/cli/demo/showcase.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(20);
constexpr std::chrono::milliseconds kLookAgain(20);

/// What a command said with its exit code is what the whole ended with.
Exit exitFrom(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  for (const ExitInfo& info : exitCodes()) {
    if (code != 0 && static_cast<int>(info.code) == code) return info.code;
  }
  return Exit::internal;
}

UserError failure(const std::string& command, const std::string& how, const std::string& printed) {
  return {Exit::internal, fmt::format("`{}` {}.{}", command, how, printed.empty() ? "" : "\n" + printed),
          "Run it by itself to see more."};
}

/// "ended with 5", for what waitpid() says.
std::string endingOf(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

std::string programFolder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
}

/// Without reaping it: the process stays ours to end.
bool hasEnded(pid_t pid) {
  siginfo_t info{};
  const int result = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

/// False when `done` is not true after 20 seconds.
template <typename Done>
bool waitedFor(Done done) {
  for (auto left = kPatience; left.count() > 0; left -= kLookAgain) {
    if (done()) return true;
    std::this_thread::sleep_for(kLookAgain);
  }
  return done();
}

/// posix_spawn()'s file actions, freed at the end.
struct FileActions {
  FileActions() { posix_spawn_file_actions_init(&actions); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t actions;
};

}  // namespace

Showcase::Showcase(Console& console, std::filesystem::path folder)
    : console_(console), folder_(std::move(folder)) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, "PATH=", 5) != 0) environment_.emplace_back(*entry);
  }
  const char* path = std::getenv("PATH");
  environment_.push_back(
      fmt::format("PATH={}:{}", programFolder(), path != nullptr ? path : "/usr/bin:/bin"));
}

Showcase::~Showcase() {
  for (const Job& job : background_) ::kill(job.pid, SIGTERM);
  for (const Job& job : background_) ::waitpid(job.pid, nullptr, 0);
}

void Showcase::set(const std::string& name, const std::string& value) {
  std::erase_if(environment_, [&](const std::string& entry) { return entry.starts_with(name + "="); });
  environment_.push_back(name + "=" + value);
}

void Showcase::title(const std::string& text) {
  console_.line();
  console_.line(console_.styled(Style::bold, fmt::format("{}. {}", ++titles_, text)));
}

void Showcase::say(const std::string& text) {
  console_.line(text);
}

void Showcase::run(const std::string& command, int expected) {
  show(command);
  int status = 0;
  ::waitpid(start(command, {}), &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != expected) {
    throw UserError(exitFrom(status), fmt::format("`{}` {}.", command, endingOf(status)),
                    "What it said stands above.");
  }
}

void Showcase::runInBackground(const std::string& command, const std::string& log, const std::string& sign) {
  show(command + " &");
  background_.push_back({start(command, log), log});
  if (!sign.empty()) awaitSign(log, sign);
}

void Showcase::awaitSign(const std::string& log, const std::string& sign) {
  const bool seen = waitedFor([&] { return logged(log).find(sign) != std::string::npos || !isWritten(log); });
  if (logged(log).find(sign) == std::string::npos)
    throw failure(log, seen ? "ended too early" : "is late", logged(log));
}

void Showcase::awaitEnd(const std::string& log) {
  if (!waitedFor([&] { return !isWritten(log); })) throw failure(log, "is not complete", logged(log));
}

void Showcase::show(const std::string& command) {
  console_.line(console_.styled(Style::dim, "$ " + command));
  console_.flush();
}

pid_t Showcase::start(const std::string& command, const std::string& log) const {
  FileActions files;
  posix_spawn_file_actions_addchdir_np(&files.actions, folder_.c_str());
  if (!log.empty()) {
    posix_spawn_file_actions_addopen(&files.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files.actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     S_IRUSR | S_IWUSR);
    posix_spawn_file_actions_adddup2(&files.actions, STDOUT_FILENO, STDERR_FILENO);
  }
  // exec: a signal reaches the program and not a shell around it.
  const std::string line = log.empty() ? command : "exec " + command;
  const char* const arguments[] = {"sh", "-c", line.c_str(), nullptr};
  std::vector<char*> environment;
  for (const std::string& entry : environment_) environment.push_back(const_cast<char*>(entry.c_str()));
  environment.push_back(nullptr);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, "/bin/sh", &files.actions, nullptr,
                                  const_cast<char* const*>(arguments), environment.data());
  if (error != 0) throw failure(command, fmt::format("cannot be started: {}", std::strerror(error)), {});
  return pid;
}

std::string Showcase::logged(const std::string& log) const {
  std::ifstream file(folder_ / log, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Showcase::isWritten(const std::string& log) const {
  return std::any_of(background_.begin(), background_.end(),
                     [&](const Job& job) { return job.log == log && !hasEnded(job.pid); });
}

}  // namespace signet::cli
