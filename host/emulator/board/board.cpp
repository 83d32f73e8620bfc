#include "host/emulator/board/board.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#include <cstring>

#include "host/base/errors.h"
#include "host/emulator/board/link.h"

namespace signet::emulator {
namespace {

std::uint32_t randomWord() {
  std::uint32_t word = 0;
  if (getrandom(&word, sizeof word, 0) != sizeof word)
    throw std::runtime_error("the kernel gives no random numbers");
  return word;
}

/// Of the calling thread: writing to a machine that has ended is an error of write(), and no signal.
void ignoreBrokenPipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

Board::Board(BoardOptions options)
    : options_(std::move(options)),
      peripherals_(options_.machine.type->peripherals(wire_, {[this](char c) { sent(c); },
                                                              [this](Time, bool on) {
                                                                if (options_.onLed) options_.onLed(on);
                                                              },
                                                              randomWord})) {}

Board::~Board() {
  powerOff();
}

void Board::powerOn() {
  auto machine = std::make_unique<Qemu>(options_.machine);
  const std::lock_guard lock(mutex_);
  machine_ = std::move(machine);
  lastCycles_ = 0;
  cut_ = false;
  end_.reset();
  thread_ = std::thread([this] { serve(*machine_); });
}

void Board::powerOff() {
  if (machine_ == nullptr) return;
  cut_ = true;
  machine_->kill();  // what the thread waits for
  thread_.join();
  machine_.reset();
  const std::lock_guard lock(mutex_);
  peripherals_->reset(time_.now());
  changed_.notify_all();
}

std::optional<BoardEnd> Board::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void Board::use(const std::function<void(VirtualBus&)>& action) {
  const std::lock_guard lock(mutex_);
  action(bus_);
}

void Board::use(const std::function<void(VirtualBus&, EdgeWire&)>& action) {
  const std::lock_guard lock(mutex_);
  action(bus_, wire_);
}

Time Board::now() const {
  const std::lock_guard lock(mutex_);
  return const_cast<VirtualTime&>(time_).now();
}

BoardCounters Board::counters() const {
  const std::lock_guard lock(mutex_);
  BoardCounters counters = counters_;
  counters.edges = wire_.edges();
  return counters;
}

void Board::pressButton(bool pressed) {
  const std::lock_guard lock(mutex_);
  peripherals_->setButton(pressed);
}

bool Board::ledOn() const {
  const std::lock_guard lock(mutex_);
  return peripherals_->ledOn();
}

void Board::connectNetwork(bool connected) {
  machine_->command(fmt::format("set_link net0 {}", connected ? "on" : "off"));
}

std::string Board::console() const {
  const std::lock_guard lock(mutex_);
  return console_;
}

// ---- Waiting.

std::string Board::waitForLine(const std::string& text, std::chrono::seconds longest) {
  std::unique_lock lock(mutex_);
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    for (std::size_t newline; (newline = console_.find('\n', searched_)) != std::string::npos;) {
      std::string line = console_.substr(searched_, newline - searched_);
      searched_ = newline + 1;
      if (line.find(text) != std::string::npos) return line;
    }
    if (end_ || changed_.wait_until(lock, end) == std::cv_status::timeout) {
      throw UserError(Exit::no,
                      fmt::format("The board {} without a line with \"{}\".{}\n{}",
                                  end_ ? "ended" : "goes on", text, end_ ? " " + end_->reason : "", console_),
                      "See what it printed.");
    }
  }
}

bool Board::waitUntil(const std::function<bool()>& done, std::chrono::seconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  while (!done()) {
    std::unique_lock lock(mutex_);
    if (std::chrono::steady_clock::now() > end) return false;
    changed_.wait_for(lock, std::chrono::milliseconds(20));
  }
  return true;
}

// ---- The board's thread.

void Board::serve(Qemu& machine) {
  ignoreBrokenPipes();
  try {
    while (serveOne(machine)) {
    }
    const int status = machine.wait();
    finish({status, status == 0 || status > 128 ? "" : machine.messages()});
  } catch (const std::exception& error) {
    machine.kill();
    finish({machine.wait(), error.what()});
  }
}

/// False: the machine has ended, or its power was cut.
bool Board::serveOne(Qemu& machine) {
  LinkRequest request;  // written at once, so it comes at once
  if (::read(machine.requests(), &request, sizeof request) != sizeof request) return false;
  const auto answer = carryOut(request.access, request.value, request.cycles);
  return !answer || ::write(machine.answers(), &*answer, sizeof *answer) == sizeof *answer;
}

Duration Board::timeOf(std::uint32_t cycles) const {
  return Duration(static_cast<std::int64_t>(cycles) * 1000 / options_.machine.type->cyclesPerMicrosecond);
}

std::optional<std::uint32_t> Board::carryOut(std::uint32_t access, std::uint32_t value,
                                             std::uint32_t cycles) {
  const std::lock_guard lock(mutex_);
  time_.waitUntil(time_.now() + timeOf(cycles - lastCycles_));
  lastCycles_ = cycles;
  const std::uint32_t address = access & ~kLinkStore;
  if ((access & kLinkStore) != 0) {
    ++counters_.stores;
    peripherals_->write(time_.now(), address, value);
    return {};
  }
  ++counters_.loads;
  return peripherals_->read(address);
}

void Board::sent(char c) {
  console_ += c;
  if (c != '\n') {
    line_ += c;
    return;
  }
  if (options_.onLine) options_.onLine(line_);
  line_.clear();
  changed_.notify_all();
}

void Board::finish(BoardEnd end) {
  const std::lock_guard lock(mutex_);
  end_ = std::move(end);
  changed_.notify_all();
}

}  // namespace signet::emulator
