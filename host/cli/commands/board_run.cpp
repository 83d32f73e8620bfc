// `signet board run`: firmware on a virtual board, with a virtual chip on its pins, until Ctrl-C.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "host/base/values.h"
#include "host/cli/board_flash.h"
#include "host/cli/board_option.h"
#include "host/cli/built_firmware.h"
#include "host/cli/chip_name.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/commands/run_signals.h"
#include "host/cli/commands/trace_file.h"
#include "host/cli/fault_file.h"
#include "host/cli/image_error.h"
#include "host/emulator/board/board.h"
#include "host/emulator/image/persistent_chip.h"

namespace signet::cli {
namespace {

struct Options {
  std::string image;
  std::string board;
  std::string megahertz;
  std::string interval = "10";
  std::string faults;
  bool strictMemory = false;
  BoardFlashOptions flash;
  TraceOptions trace;
};

/// What happens on the board, from its thread to this command's.
class News {
 public:
  void add(Json event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  std::vector<Json> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Json> events_;
};

/// A chip on a board; at the end the board stands still before the chip goes.
class ChipOnBoard {
 public:
  ChipOnBoard(emulator::Board& board, const std::string& file) : board_(board) { swapFor(file); }
  ~ChipOnBoard() {
    board_.powerOff();
    unplug();
  }
  ChipOnBoard(const ChipOnBoard&) = delete;
  ChipOnBoard& operator=(const ChipOnBoard&) = delete;

  void plug() {
    if (std::exchange(plugged_, true)) return;
    board_.use([this](emulator::VirtualBus& bus) { chip_->attachTo(bus); });
  }
  void unplug() {
    if (!std::exchange(plugged_, false)) return;
    board_.use([this](emulator::VirtualBus&) { chip_->detach(); });
  }
  /// Another chip takes the place of the one that is there. Throws ChipImageError, and nothing has changed.
  void swapFor(const std::string& file) {
    auto chip = std::make_unique<emulator::PersistentChip>(file);
    unplug();
    chip_ = std::move(chip);
    plug();
  }

 private:
  emulator::Board& board_;
  std::unique_ptr<emulator::PersistentChip> chip_;
  bool plugged_ = false;
};

/// Everything on SDA and SCL, in a file; after the board stands still, before it goes.
class TraceOfBoard {
 public:
  TraceOfBoard(emulator::Board& board, const TraceOptions& options, std::ostream& otherwise) : board_(board) {
    if (options.file.empty()) return;
    board_.use([&](emulator::VirtualBus& bus, emulator::EdgeWire& wire) {
      file_.emplace(options, bus, otherwise);
      wire.addListener(file_->wires());
    });
  }
  ~TraceOfBoard() { stopListening(); }
  TraceOfBoard(const TraceOfBoard&) = delete;
  TraceOfBoard& operator=(const TraceOfBoard&) = delete;

  void finish() {
    stopListening();
    if (file_) file_->finish();
  }

 private:
  void stopListening() {
    if (!file_ || !std::exchange(listening_, false)) return;
    board_.use([&](emulator::VirtualBus&, emulator::EdgeWire& wire) { wire.removeListener(file_->wires()); });
  }

  emulator::Board& board_;
  std::optional<TraceFile> file_;
  bool listening_ = true;
};

/// What goes wrong on SDA and SCL, from the start to when the board stands still.
class FaultsOnBoard {
 public:
  FaultsOnBoard(emulator::Board& board, const std::string& file) : board_(board), faults_(loadFaults(file)) {
    set(faults_.get());
  }
  ~FaultsOnBoard() {
    board_.powerOff();
    set(nullptr);
  }
  FaultsOnBoard(const FaultsOnBoard&) = delete;
  FaultsOnBoard& operator=(const FaultsOnBoard&) = delete;

 private:
  void set(emulator::BusFaults* faults) {
    board_.use([&](emulator::VirtualBus&, emulator::EdgeWire& wire) { wire.setFaults(faults); });
  }

  emulator::Board& board_;
  std::unique_ptr<emulator::FaultInjector> faults_;
};

/// The words that standard input understands, for people and for scripts.
constexpr const char* kWords =
    "press, release, network off, network on, chip out, chip in, chip in FILE, power off, power on, wait "
    "TEXT, "
    "quit";
constexpr std::string_view kWait = "wait ", kChipIn = "chip in ";

class Session {
 public:
  Session(App& app, emulator::Board& board, ChipOnBoard& chip, News& news)
      : console_(app.console()), board_(board), chip_(chip), news_(news) {}

  /// Until a signal comes, the word quit, or the program on the board ends.
  void run(const SignalFd& signals) {
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

 private:
  static constexpr int kTurn = 50;  ///< milliseconds
  static constexpr std::size_t kRemembered = 1000;

  void tell() {
    for (const Json& event : news_.take()) {
      if (event["event"] == "line") remember(event["text"]);
      if (console_.json()) {
        console_.out() << event.dump() << '\n';
      } else {
        console_.line(event["event"] == "line"
                          ? event["text"].get<std::string>()
                          : fmt::format("[LED {}]", event["on"].get<bool>() ? "on" : "off"));
      }
    }
    console_.flush();
  }

  void remember(std::string line) {
    lines_.push_back(std::move(line));
    if (lines_.size() > kRemembered) lines_.pop_front();
  }

  /// False: nothing will come any more.
  bool listen() {
    char buffer[256];
    const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) return false;
    typed_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  /// Up to a word that has to wait.
  void obeyTyped() {
    await();
    for (std::size_t end; awaited_.empty() && (end = typed_.find('\n')) != std::string::npos; await()) {
      const std::string words = typed_.substr(0, end);
      typed_.erase(0, end + 1);
      obey(words);
    }
  }

  /// Each line answers one wait at most, so that the next one waits for something new.
  void await() {
    while (!awaited_.empty() && !lines_.empty()) {
      if (lines_.front().find(awaited_) != std::string::npos) awaited_.clear();
      lines_.pop_front();
    }
  }

  void obey(const std::string& words) {
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

  void swapChip(const std::string& file) {
    try {
      chip_.swapFor(file);
    } catch (const emulator::ChipImageError& error) {
      console_.warn(fmt::format("{} The chip on the board stays.", error.what()));
    }
  }

  void setPower(bool on) {
    if (powered_ == on) return;
    powered_ = on;
    if (on) {
      board_.powerOn();
    } else {
      board_.powerOff();
    }
  }

  /// Only by its own doing: cutting the power is no end of the program.
  void ended(const emulator::BoardEnd& end) {
    if (!powered_) return;
    tell();
    throw UserError(Exit::no, fmt::format("The firmware ended with status {}. {}", end.status, end.reason),
                    "Its last lines above say why.");
  }

  Console& console_;
  emulator::Board& board_;
  ChipOnBoard& chip_;
  News& news_;
  std::string typed_;
  std::deque<std::string> lines_;  ///< of the board, that no wait has seen
  std::string awaited_;            ///< typed words wait until one of them has this
  bool powered_ = true;
  bool quit_ = false;
};

std::string chipFile(const App& app) {
  if (app.chipName().empty()) {
    throw usageError("Which chip is on the board?", "Name its file: signet board run --chip sim:my.chip");
  }
  const ChipName name = parseChipName(app.chipName());
  if (name.kind != ChipName::Kind::image) {
    throw usageError("Only a virtual chip in a file can be on a virtual board.",
                     "Make one: signet chip new my.chip");
  }
  return name.where;
}

void summary(Console& console, const emulator::Board& board) {
  const emulator::BoardCounters counters = board.counters();
  const double seconds = std::chrono::duration<double>(board.now().time_since_epoch()).count();
  console.note(fmt::format("{:.1f} s on the board; {} edges of SDA and SCL, {} register loads, {} stores.",
                           seconds, counters.edges, counters.loads, counters.stores));
}

void run(App& app, Options& options) {
  const SignalFd signals{SIGINT, SIGTERM, SIGHUP};
  const std::string file = chipFile(app);
  options.flash.telemetrySeconds = parseNumber(options.interval, "The interval", 1, 65535);
  News news;
  emulator::BoardOptions boardOptions;
  boardOptions.machine.type = &boardNamed(options.board);
  boardOptions.machine.image =
      options.image.empty() ? builtFirmware(*boardOptions.machine.type) : options.image;
  if (!options.megahertz.empty()) {
    boardOptions.machine.megahertz = parseNumber(options.megahertz, "The speed", 1, 1000);
  }
  boardOptions.machine.strictMemory = options.strictMemory;
  boardOptions.onLine = [&news](const std::string& line) { news.add({{"event", "line"}, {"text", line}}); };
  boardOptions.onLed = [&news](bool on) { news.add({{"event", "led"}, {"on", on}}); };
  try {
    boardOptions.machine.settings = boardFlash(emulator::loadChipImage(file), options.flash);
    emulator::Board board(boardOptions);
    TraceOfBoard trace(board, options.trace, app.console().err());
    ChipOnBoard chip(board, file);
    FaultsOnBoard faults(board, options.faults);
    board.powerOn();
    Session(app, board, chip, news).run(signals);
    board.powerOff();
    trace.finish();
    summary(app.console(), board);
  } catch (const emulator::ChipImageError& error) {
    throw imageError(error);
  }
}

}  // namespace

void addBoardRun(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = addCommand(
      commandGroup(root, "board"), "run",
      {.summary = "run firmware on a virtual board with a virtual chip",
       .details =
           "The chip must have been set up (signet setup local), and a broker should be there (signet "
           "broker).\n"
           "The device's settings, certificates and the time are put into the board's flash; its private "
           "key\n"
           "stays in the chip. What the firmware prints is shown. Lines on standard input act on the board:\n"
           "press, release, network off, network on, chip out, chip in, chip in FILE (another one), power "
           "off,\n"
           "power on, quit. After `wait TEXT` the next of them waits until the board has printed a line "
           "with\n"
           "TEXT.",
       .examples = {"signet board run --chip sim:my.chip",
                    "signet board run build/nodemcu/nodemcu.elf --chip sim:my.chip --mhz 160",
                    "signet board run --board mps2 --chip sim:my.chip",
                    "signet board run --chip sim:my.chip --time-server pool.ntp.org",
                    "printf 'wait connected\\npress\\nwait pressed\\nquit\\n' | signet board run --chip "
                    "sim:my.chip"}});
  command.add_option("image", options->image, "the firmware, an ELF file")
      ->type_name("FILE")
      ->default_str("the one that was built last");
  addBoardOption(command, options->board);
  command.add_option("--mhz", options->megahertz, "speed of a NodeMCU's processor, 80 or 160")
      ->default_str("80");
  command.add_option("--interval", options->interval, "seconds between two telemetry messages")
      ->default_str("10");
  command.add_option("--home", options->flash.home, "folder with keys and records of devices")
      ->type_name("DIR");
  command.add_option("--host", options->flash.host,
                     "the broker, if not the one that the device was set up for");
  command.add_option("--port", options->flash.port, "its port");
  command.add_option("--time-server", options->flash.timeServer,
                     "SNTP server that the board asks for the time, instead of being told it");
  command.add_option("--time-port", options->flash.timePort, "its port")->default_str("123");
  command
      .add_option("--faults", options->faults,
                  "a plan of what shall go wrong on the chip's bus (docs/faults.md)")
      ->type_name("FILE");
  command.add_flag("--strict-memory", options->strictMemory,
                   "end the firmware, as the real chip does, when it uses less than 32 bits of the flash or "
                   "of iRAM at a time; slower");
  options->trace.addTo(command, "--trace", "--trace-");
  command.callback([&app, options] { run(app, *options); });
}

}  // namespace signet::cli
