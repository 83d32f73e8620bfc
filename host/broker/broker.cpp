#include "host/broker/broker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "host/base/files.h"
#include "host/base/programs.h"
#include "host/pki/authority.h"
#include "host/pki/credential.h"

namespace signet::broker {
namespace {

/// Generous: a start takes some ten milliseconds.
constexpr std::chrono::seconds kStartTime{30};
constexpr std::chrono::milliseconds kStopTime{250};
constexpr int kStopTries = 40;

UserError cannot(const char* what, int error) {
  return {Exit::noCommand, fmt::format("Cannot {}: {}.", what, std::strerror(error)),
          "Close some programs and try again."};
}

/// In the child, after fork(): only what is allowed there.
[[noreturn]] void become(const char* program, const char* configuration, int output) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const char* const arguments[] = {program, "-c", configuration, nullptr};
  ::execv(program, const_cast<char* const*>(arguments));
  ::_exit(127);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Why mosquitto ended before it was ready.
UserError startError(const BrokerSettings& settings, const std::string& complaint) {
  const std::string where = fmt::format("port {} of {}", settings.port, settings.listen);
  if (contains(complaint, "Address already in use")) {
    return {Exit::network, fmt::format("Another program uses {} already.", where),
            "Perhaps a broker runs there. Stop it, or choose another port with --port."};
  }
  if (contains(complaint, "Cannot assign requested address"))
    return {Exit::network, fmt::format("{} is no address of this computer.", settings.listen),
            "`ip address` lists them; 0.0.0.0 is all of them."};
  if (contains(complaint, "Permission denied"))
    return {Exit::network, fmt::format("mosquitto may not use {}: {}.", where, complaint),
            "Ports below 1024 need root; choose another one with --port."};
  return {Exit::badFile,
          fmt::format("mosquitto does not start: {}",
                      complaint.empty() ? "it gives no reason." : complaint + "."),
          "See the configuration with `signet broker --print`."};
}

}  // namespace

std::string findMosquitto(const std::string& program) {
  if (!program.empty()) {
    if (::access(program.c_str(), X_OK) == 0) return program;
    throw UserError(Exit::noCommand, fmt::format("Cannot run {}: {}.", program, std::strerror(errno)),
                    "Give the path of mosquitto with --mosquitto.");
  }
  if (auto found = findProgram("mosquitto")) return *std::move(found);
  throw UserError(
      Exit::noCommand, "mosquitto, the MQTT broker, is not installed.",
      "On Debian and Ubuntu: sudo apt install mosquitto. Elsewhere: https://mosquitto.org/download.");
}

Broker::Broker(home::Home home, BrokerSettings settings, Log log)
    : home_(std::move(home)),
      settings_(std::move(settings)),
      log_(std::move(log)),
      endedFd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (endedFd_ < 0) throw cannot("watch a program", errno);
}

Broker::~Broker() {
  stop();
  ::close(endedFd_);
}

void Broker::prepare(std::int64_t now) {
  const pki::Authority authority = pki::Authority::open(home_);
  pki::ensureServer(home_, authority, brokerNames(settings_), now);
  home::Home::makeFolderFor(home_.broker("data/"));
  replaceFile(home_.broker("acl"), brokerAccess(), kOwnerOnly);
  replaceFile(home_.broker("mosquitto.conf"), brokerConfig(home_, settings_));
}

void Broker::start(std::int64_t now) {
  stop();
  const std::string program = findMosquitto(settings_.program);
  const std::string configuration = home_.broker("mosquitto.conf");
  lock_.emplace(home_.broker("lock"), std::chrono::milliseconds(0),
                fmt::format("A broker of {} runs already.", home_.folder()),
                "Use that one, or stop it first.");
  prepare(now);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw cannot("start mosquitto", errno);
  pid_ = ::fork();
  if (pid_ == 0) become(program.c_str(), configuration.c_str(), ends[1]);
  const int error = errno;
  ::close(ends[1]);
  if (pid_ < 0) {
    ::close(ends[0]);
    throw cannot("start mosquitto", error);
  }
  state_ = State::starting;
  complaint_.clear();
  reader_ = std::thread([this, pipe = ends[0]] { run(pipe); });
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kStartTime, [this] { return state_ != State::starting; });
  if (state_ == State::ready) return;
  const std::string complaint = complaint_;
  lock.unlock();
  stop();
  throw startError(settings_, complaint);
}

void Broker::run(int pipe) {
  std::string text;
  char piece[4096];
  ssize_t count = 0;
  while ((count = ::read(pipe, piece, sizeof piece)) > 0 || (count < 0 && errno == EINTR)) {
    text.append(piece, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      take(std::string_view(text).substr(0, end));
      text.erase(0, end + 1);
    }
  }
  ::close(pipe);
  finish();
}

void Broker::take(std::string_view line) {
  if (log_) log_(line);
  const std::scoped_lock lock(mutex_);
  if (const std::size_t at = line.find("Error: "); at != std::string_view::npos) {
    complaint_ = line.substr(at + std::strlen("Error: "));
    while (!complaint_.empty() && complaint_.back() == '.') complaint_.pop_back();
  }
  if (state_ == State::starting && line.ends_with(" running")) {
    state_ = State::ready;
    changed_.notify_all();
  }
}

void Broker::finish() {
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  // Its number is free for others once it is reaped: not while somebody is about to send it a signal.
  const std::scoped_lock lock(mutex_);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  state_ = State::ended;
  ::eventfd_write(endedFd_, 1);
  changed_.notify_all();
}

void Broker::signal(int number) const {
  const std::scoped_lock lock(mutex_);
  // Once it has ended, its number may be another process's.
  if (state_ == State::starting || state_ == State::ready) ::kill(pid_, number);
}

void Broker::stop() {
  if (!reader_.joinable()) return;
  // A signal right after the start can get lost: mosquitto says that it runs just before it heeds signals.
  for (int tries = 0; tries < kStopTries; ++tries) {
    signal(SIGTERM);
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kStopTime, [this] { return state_ == State::ended; })) break;
  }
  kill();
}

void Broker::kill() {
  if (!reader_.joinable()) return;
  signal(SIGKILL);
  reader_.join();
  lock_.reset();
  eventfd_t ignored = 0;
  ::eventfd_read(endedFd_, &ignored);
}

void Broker::reload() {
  signal(SIGHUP);
}

bool Broker::running() const {
  const std::scoped_lock lock(mutex_);
  return state_ == State::ready;
}

std::optional<int> Broker::exitStatus() const {
  const std::scoped_lock lock(mutex_);
  return state_ == State::ended ? std::optional(status_) : std::nullopt;
}

}  // namespace signet::broker
