// `signet run`: any Linux program with a virtual chip at /dev/i2c-N (docs/run.md).
#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/virtual/run_session.h"

namespace signet::cli {
namespace {

struct RunCommand {
  RunOptions run;
  ServedBusOptions bus;
};

void runOnBuses(Context& context, RunCommand& options) {
  takeChips(context, options.bus);
  const SignalFd signals = runSignals();
  if (isServerName(options.bus.chips.front())) {
    context.setExit(runOnServer(options.run, options.bus.chips.front(), signals));
    return;
  }
  ServedBus bus(options.bus);
  context.setExit(runOnBus(context, options.run, bus, signals));
}

}  // namespace

void addRun(CLI::App& root, Context& context) {
  auto options = std::make_shared<RunCommand>();
  CLI::App& command = addCommand(
      root, "run",
      {.summary = "run any Linux program with a virtual chip at /dev/i2c-N",
       .details = "The program is not changed and needs no rights: "
                  "a preloaded library gives it an I2C bus with the chip,\n"
                  "in place of a real one of this number. Its exit status is that of signet (127: "
                  "there is no such\n"
                  "program). Programs that are linked statically or written in Go do not see the bus: "
                  "give them the\n"
                  "socket of `signet chip serve`. A signet command in it finds the chip without --chip.",
       .examples = {"signet run --chip sim:my.chip -- i2cdetect -y 1",
                    "signet run --chip my.chip --bus 7 -- sh -c 'i2cdetect -y 7; i2ctransfer -y 7 r4@0x60'",
                    "signet run --chip a.chip@0x60 --chip b.chip@0x35 -- ./my-program",
                    "signet run --chip unix:/tmp/bus -- ./my-program    # on a bus served elsewhere"}});
  addRunOptions(command, options->run, options->bus);
  onRun(command, [&context, options] { runOnBuses(context, *options); });
}

}  // namespace signet::cli
