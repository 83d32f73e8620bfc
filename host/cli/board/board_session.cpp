#include "host/cli/board/board_session.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <string_view>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

constexpr int kTurn = 50;  // milliseconds
constexpr std::size_t kRemembered = 1000;

/// The words that standard input understands, for people and for scripts.
constexpr const char* kWords =
    "press, release, network off, network on, chip out, chip in, chip in FILE, power off, power on, "
    "wait TEXT, quit";
constexpr std::string_view kWait = "wait ", kChipIn = "chip in ";

}  // namespace

void BoardSession::run(const SignalFd& signals) {
  pollfd entries[] = {{signals.fd(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    ::poll(entries, 2, kTurn);
    tell();
    if (entries[1].revents != 0 && !listen()) entries[1].fd = -1;
    obeyTyped();
    if (entries[0].revents != 0 || quit_) return;
    if (const auto end = board_.end()) return ended(*end);
  }
}

void BoardSession::tell() {
  for (const Json& event : news_.take()) {
    const Json* const line = event.find("text");
    if (line != nullptr) remember(*line->text());
    if (console_.json()) {
      console_.out() << event.dump() << '\n';
    } else {
      console_.line(line != nullptr ? *line->text()
                                    : fmt::format("[LED {}]", *event.find("on")->boolean() ? "on" : "off"));
    }
  }
  console_.flush();
}

void BoardSession::remember(std::string line) {
  lines_.push_back(std::move(line));
  if (lines_.size() > kRemembered) lines_.pop_front();
}

/// False: nothing will come any more.
bool BoardSession::listen() {
  char buffer[256];
  const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
  if (count <= 0) return false;
  typed_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

/// Up to a word that has to wait.
void BoardSession::obeyTyped() {
  await();
  for (std::size_t end; awaited_.empty() && (end = typed_.find('\n')) != std::string::npos; await()) {
    const std::string words = typed_.substr(0, end);
    typed_.erase(0, end + 1);
    obey(words);
  }
}

/// Each line answers one wait at most, so that the next one waits for something new.
void BoardSession::await() {
  while (!awaited_.empty() && !lines_.empty()) {
    if (lines_.front().find(awaited_) != std::string::npos) awaited_.clear();
    lines_.pop_front();
  }
}

void BoardSession::obey(const std::string& words) {
  if (words.starts_with(kWait)) {
    awaited_ = words.substr(kWait.size());
  } else if (words == "press" || words == "release") {
    board_.pressButton(words == "press");
  } else if (words == "network off" || words == "network on") {
    if (powered_) board_.connectNetwork(words == "network on");
  } else if (words == "chip out") {
    chip_.unplug();
  } else if (words == "chip in") {
    chip_.plug();
  } else if (words.starts_with(kChipIn)) {
    swapChip(words.substr(kChipIn.size()));
  } else if (words == "power off" || words == "power on") {
    setPower(words == "power on");
  } else if (words == "quit") {
    quit_ = true;
  } else if (!words.empty()) {
    console_.warn(fmt::format("The board does not know \"{}\". It knows: {}.", words, kWords));
  }
}

void BoardSession::swapChip(const std::string& file) {
  try {
    chip_.swapFor(file);
  } catch (const emulator::ChipImageError& error) {
    console_.warn(fmt::format("{} The chip on the board stays.", error.what()));
  }
}

void BoardSession::setPower(bool on) {
  if (powered_ == on) return;
  powered_ = on;
  if (on) {
    board_.powerOn();
  } else {
    board_.powerOff();
  }
}

/// Only by its own doing: cutting the power is no end of the program.
void BoardSession::ended(const emulator::BoardEnd& end) {
  if (!powered_) return;
  tell();
  throw UserError(Exit::no, fmt::format("The firmware ended with status {}. {}", end.status, end.reason),
                  "Its last lines above say why.");
}

}  // namespace signet::cli
