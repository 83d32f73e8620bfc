#include "host/emulator/board/qemu.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

#include "host/base/errors.h"
#include "host/base/programs.h"
#include "host/emulator/board/link.h"

namespace signet::emulator {
namespace {

// Numbers that QEMU finds its descriptors at.
constexpr int kMonitorDescriptor = kLinkAnswers + 1;
constexpr int kSettingsDescriptor = kLinkAnswers + 2;
/// What execvp() failing looks like from outside.
constexpr int kNotStarted = 127;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number < 0) throw std::system_error(errno, std::generic_category(), "No descriptor for the machine");
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

struct Pipe {
  static std::array<int, 2> make() {
    std::array<int, 2> made{};
    if (pipe2(made.data(), O_CLOEXEC) != 0) made = {-1, -1};
    return made;
  }
  std::array<int, 2> ends = make();
  Descriptor out{ends[0]};
  Descriptor in{ends[1]};
};

struct SocketPair {
  static std::array<int, 2> make() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) ends = {-1, -1};
    return ends;
  }
  std::array<int, 2> ends = make();
  Descriptor ours{ends[0]};
  Descriptor its{ends[1]};
};

unsigned shiftFor(const QemuOptions& options) {
  if (options.exactCounts) return 0;
  if (options.megahertz == 0) return options.type->speeds.front().shift;
  std::string known;
  for (const BoardSpeed& speed : options.type->speeds) {
    if (speed.megahertz == options.megahertz) return speed.shift;
    known += fmt::format("{}{}", known.empty() ? "" : " or ", speed.megahertz);
  }
  throw UserError(Exit::usage,
                  fmt::format("An {} does not run at {} MHz.", options.type->processor, options.megahertz),
                  fmt::format("Say {}.", known));
}

std::string strictMemory(const BoardType& type) {
  if (type.strictMemory == 0) {
    throw UserError(
        Exit::usage,
        fmt::format("An {} reads all of its memory by bytes too: it has no strict mode.", type.processor),
        "Leave out --strict-memory.");
  }
  return fmt::format("loader,addr=0x{:X},data=1,data-len=4", type.strictMemory);
}

std::string programOf(const BoardType& type) {
  if (auto program = findProgram(type.qemu)) return *std::move(program);
  throw UserError(
      Exit::noCommand,
      fmt::format("{}, the processor of the virtual {} board, is not installed.", type.qemu, type.processor),
      fmt::format("On Debian and Ubuntu: sudo apt install {}. Elsewhere: https://www.qemu.org/download.",
                  type.package));
}

std::vector<std::string> argumentsFor(const QemuOptions& options) {
  std::vector<std::string> arguments = {programOf(*options.type), "-nodefaults", "-display", "none"};
  arguments.insert(arguments.end(), options.type->arguments.begin(), options.type->arguments.end());
  const auto add = [&](const char* name, const std::string& value) {
    arguments.insert(arguments.end(), {name, value});
  };
  add("-icount", fmt::format("shift={}", shiftFor(options)));
  add("-nic", options.type->network);
  add("-chardev", fmt::format("socket,id=monitor,fd={}", kMonitorDescriptor));
  add("-mon", "chardev=monitor,mode=readline");
  add("-kernel", options.image);
  add("-device", fmt::format("loader,file=/dev/fd/{},addr=0x{:X},force-raw=on", kSettingsDescriptor,
                             options.type->settingsAddress));
  if (options.strictMemory) add("-device", strictMemory(*options.type));
  return arguments;
}

/// The flash as a file in memory. Erased flash is all ones.
int settingsFile(std::vector<std::uint8_t> settings) {
  if (settings.empty()) settings.assign(16, 0xFF);
  Descriptor file(memfd_create("settings", MFD_CLOEXEC));
  if (write(file.get(), settings.data(), settings.size()) != static_cast<ssize_t>(settings.size())) return -1;
  return file.release();
}

/// What QEMU inherits.
struct Inheritance {
  int requests, answers, monitor, settings, messages;
};

/// In the new process: takes its descriptors and becomes QEMU. Never returns.
[[noreturn]] void become(std::vector<std::string> arguments, const Inheritance& its) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, 0);
  dup2(its.messages, 1);
  dup2(its.messages, 2);
  // First out of the way, so that no number is taken from another that is still needed.
  const int moved[] = {fcntl(its.requests, F_DUPFD, 100), fcntl(its.answers, F_DUPFD, 100),
                       fcntl(its.monitor, F_DUPFD, 100), fcntl(its.settings, F_DUPFD, 100)};
  dup2(moved[0], kLinkRequests);
  dup2(moved[1], kLinkAnswers);
  dup2(moved[2], kMonitorDescriptor);
  dup2(moved[3], kSettingsDescriptor);
  for (const int descriptor : moved) close(descriptor);
  execvp(argv[0], argv.data());
  _exit(kNotStarted);
}

}  // namespace

Qemu::Qemu(const QemuOptions& options) {
  if (access(options.image.c_str(), R_OK) != 0) {
    throw UserError(Exit::badFile, fmt::format("The firmware {} cannot be read.", options.image),
                    fmt::format("Build it: signet board build --board {}", options.type->name));
  }
  const std::vector<std::string> arguments = argumentsFor(options);
  Pipe requests;
  Pipe answers;
  SocketPair monitor;
  const Descriptor settings(settingsFile(options.settings));
  Descriptor messages(memfd_create("messages", MFD_CLOEXEC));
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "The machine cannot be started");
  if (pid_ == 0) {
    become(arguments,
           {requests.in.get(), answers.out.get(), monitor.its.get(), settings.get(), messages.get()});
  }
  requests_ = requests.out.release();
  answers_ = answers.in.release();
  monitor_ = monitor.ours.release();
  messages_ = messages.release();
}

Qemu::~Qemu() {
  kill();
  wait();
  close(requests_);
  close(answers_);
  close(monitor_);
  close(messages_);
}

void Qemu::command(const std::string& text) {
  const std::string line = text + "\n";
  if (send(monitor_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
    throw UserError(Exit::internal, "The machine takes no commands any more.", "Start it again.");
  }
}

void Qemu::kill() {
  const std::lock_guard lock(mutex_);
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int Qemu::wait() {
  if (pid_ <= 0) return -1;
  // It stays known to the kernel until no signal can be meant for it any more.
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT);
  const std::lock_guard lock(mutex_);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Qemu::messages() const {
  std::string text(4096, '\0');
  const ssize_t size = pread(messages_, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

}  // namespace signet::emulator
