#include "host/cli/virtual/run_child.h"

#include <fmt/format.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "libsignet-i2c.so";
constexpr const char* kSysClass = "/sys/class/i2c-dev";

std::string valueIn(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? "" : value;
}

/// Our environment with these variables set.
std::vector<std::string> environmentWith(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> all;
  all.reserve(changes.size());
  for (const auto& [name, value] : changes) all.push_back(fmt::format("{}={}", name, value));
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    bool changed = false;
    for (const auto& change : changes) changed = changed || change.first == name;
    if (!changed) all.push_back(text);
  }
  return all;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::string RunFolder::parent() {
  const std::string runtime = valueIn("XDG_RUNTIME_DIR");
  const bool usable = !runtime.empty() && runtime.size() < 60 && ::access(runtime.c_str(), W_OK) == 0;
  return usable ? runtime : "/tmp";
}

void RunFolder::makeSysfs(unsigned bus, const std::string& description) const {
  const fs::path classFolder = sysfsPath();
  const std::string name = fmt::format("i2c-{}", bus);
  fs::create_directories(classFolder / name / "device");
  std::error_code ignored;
  for (const auto& real : fs::directory_iterator(kSysClass, ignored)) {
    if (real.path().filename() == name) continue;
    fs::create_symlink(fs::canonical(real.path(), ignored), classFolder / real.path().filename(), ignored);
  }
  std::ofstream(classFolder / name / "name") << "signet virtual bus: " << description << '\n';
  std::ofstream(classFolder / name / "device" / "name") << "signet virtual bus: " << description << '\n';
  std::ofstream(classFolder / name / "dev") << "89:" << bus << '\n';
}

std::string preloadLibrary() {
  std::error_code ignored;
  const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  // SIGNET_LIBDIR is below the prefix as bin is, "lib" or "lib/x86_64-linux-gnu".
  for (const fs::path& place :
       {folder / kLibrary, folder.parent_path() / SIGNET_LIBDIR / "signet" / kLibrary}) {
    if (fs::exists(place, ignored)) return place;
  }
  throw UserError(
      Exit::badFile,
      fmt::format("{} is missing: it belongs beside this program in {}.", kLibrary, folder.string()),
      "Install signet again, or serve the chip with `signet chip serve` and use its socket.");
}

Child::Child(const std::vector<std::string>& command, const BusEnvironment& environment,
             const SignalFd& signals) {
  const std::string others = valueIn("LD_PRELOAD");
  std::vector<std::string> variables = environmentWith({
      {"LD_PRELOAD", preloadLibrary() + (others.empty() ? "" : ":" + others)},
      {"SIGNET_I2C_BUSES", fmt::format("{}={}", environment.bus, environment.endpoint)},
      {"SIGNET_I2C_SYSFS", environment.sysfs},
      {"SIGNET_CHIP", environment.endpoint},
  });
  std::vector<std::string> arguments = command;
  posix_spawnattr_t attributes{};
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  ::posix_spawnattr_setsigmask(&attributes, &signals.before());
  const int error = ::posix_spawnp(&pid_, command.front().c_str(), nullptr, &attributes,
                                   pointersTo(arguments).data(), pointersTo(variables).data());
  ::posix_spawnattr_destroy(&attributes);
  if (error == 0) return;
  throw UserError(Exit::noCommand, fmt::format("Cannot run {}: {}.", command.front(), std::strerror(error)),
                  "Check its name; it is looked for in the folders of PATH.");
}

void Child::kill(int signal) const {
  ::kill(pid_, signal);
}

int Child::wait(const SignalFd& signals) const {
  for (;;) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    const signalfd_siginfo info = signals.next();
    // A key on the terminal (sent by the kernel) reached the child too; from another process only us.
    const bool fromTerminal = info.ssi_code == SI_KERNEL;
    if (info.ssi_signo != SIGCHLD && !fromTerminal) kill(static_cast<int>(info.ssi_signo));
  }
}

}  // namespace signet::cli
