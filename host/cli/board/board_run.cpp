// `signet board run`: firmware on a virtual board, with a virtual chip on its pins, until Ctrl-C.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/chip/chip_name.h"
#include "host/chip/open_bus.h"
#include "host/cli/board/board_equipment.h"
#include "host/cli/board/board_option.h"
#include "host/cli/board/board_session.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/identity/board_flash.h"

namespace signet::cli {
namespace {

struct BoardRunOptions {
  std::string image;
  std::string board;
  std::string megahertz;
  std::string interval = "10";
  std::string faults;
  bool strictMemory = false;
  identity::BoardFlashOptions flash;
  TraceOptions trace;
};

std::string chipFile(const Context& context) {
  if (context.chipName().empty()) {
    throw usageError("Which chip is on the board?", "Name its file: signet board run --chip sim:my.chip");
  }
  const chip::ChipName name = chip::parseChipName(context.chipName());
  if (name.kind != chip::ChipName::Kind::image) {
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

void runBoard(Context& context, BoardRunOptions& options) {
  const SignalFd signals{SIGINT, SIGTERM, SIGHUP};
  const std::string file = chipFile(context);
  options.flash.telemetrySeconds = parseNumber(options.interval, "The interval", 1, 65535);
  BoardNews news;
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
    boardOptions.machine.settings = identity::boardFlash(emulator::loadChipImage(file), options.flash);
    emulator::Board board(boardOptions);
    TraceOfBoard trace(board, options.trace, context.console().err());
    ChipOnBoard chip(board, file);
    FaultsOnBoard faults(board, options.faults);
    board.powerOn();
    BoardSession(context.console(), board, chip, news).run(signals);
    board.powerOff();
    trace.finish();
    summary(context.console(), board);
  } catch (const emulator::ChipImageError& error) {
    throw chip::imageError(error);
  }
}

}  // namespace

void addBoardRun(CLI::App& root, Context& context) {
  auto options = std::make_shared<BoardRunOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "board"), "run",
      {.summary = "run firmware on a virtual board with a virtual chip",
       .details = "The chip must have been set up (signet setup local), "
                  "and a broker should be there (signet broker).\n"
                  "The device's settings, certificates and the time are put into the board's flash; "
                  "its private key\n"
                  "stays in the chip. What the firmware prints is shown. "
                  "Lines on standard input act on the board:\n"
                  "press, release, network off, network on, chip out, chip in, chip in FILE (another one), "
                  "power off,\n"
                  "power on, quit. "
                  "After `wait TEXT` the next of them waits until the board has printed a line with\n"
                  "TEXT.",
       .examples = {"signet board run --chip sim:my.chip",
                    "signet board run build/nodemcu/nodemcu.elf --chip sim:my.chip --mhz 160",
                    "signet board run --board mps2 --chip sim:my.chip",
                    "signet board run --chip sim:my.chip --time-server pool.ntp.org",
                    "printf 'wait connected\\npress\\nwait pressed\\nquit\\n' | "
                    "signet board run --chip sim:my.chip"}});
  addOption(command, "image", options->image, "the firmware, an ELF file")
      .typeName("FILE")
      .defaultText("the one that was built last");
  addBoardOption(command, options->board);
  addOption(command, "--mhz", options->megahertz, "speed of a NodeMCU's processor, 80 or 160")
      .defaultText("80");
  addOption(command, "--interval", options->interval, "seconds between two telemetry messages")
      .defaultText("10");
  addOption(command, "--home", options->flash.home, "folder with keys and records of devices")
      .typeName("DIR");
  addOption(command, "--host", options->flash.host,
            "the broker, if not the one that the device was set up for");
  addOption(command, "--port", options->flash.port, "its port");
  addOption(command, "--time-server", options->flash.timeServer,
            "SNTP server that the board asks for the time, instead of being told it");
  addOption(command, "--time-port", options->flash.timePort, "its port").defaultText("123");
  addOption(command, "--faults", options->faults,
            "a plan of what shall go wrong on the chip's bus (docs/faults.md)")
      .typeName("FILE");
  addFlag(command, "--strict-memory", options->strictMemory,
          "end the firmware, as the real chip does, "
          "when it uses less than 32 bits of the flash or of iRAM at a time; slower");
  options->trace.addTo(command, "--trace", "--trace-");
  onRun(command, [&context, options] { runBoard(context, *options); });
}

}  // namespace signet::cli
