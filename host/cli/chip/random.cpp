// `signet random`: random bytes from the chip.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

constexpr unsigned kMost = 1024 * 1024;

struct RandomOptions {
  std::string count = "32";
  bool raw = false;
};

std::vector<std::uint8_t> collect(chip::ChipTarget& chip, Console& console, unsigned count) {
  Progress progress(console, "asking for random numbers");
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < count) {
    const atecc::Block block = chip.value(chip.device().random(), "Asking for a random number");
    const std::size_t wanted = std::min<std::size_t>(block.size(), count - bytes.size());
    bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(wanted));
    progress.step(bytes.size(), count);
  }
  return bytes;
}

void random(Context& context, const RandomOptions& options) {
  const unsigned count = parseNumber(options.count, "The number of bytes", 1, kMost);
  chip::ChipTarget& chip = context.chip();
  Console& console = context.console();
  const bool fixedPattern = !chip.config().configLocked();
  if (fixedPattern) {
    console.warn(
        "this is not random: "
        "until its configuration zone is locked the chip answers with the fixed pattern ffff0000. "
        "See `signet lock config --help`.");
  }
  const std::vector<std::uint8_t> bytes = collect(chip, console, count);
  if (console.json()) {
    console.result(Json{{"random", hexOf(bytes)}, {"fixedPattern", fixedPattern}});
  } else if (options.raw) {
    console.raw(textOf(bytes));
  } else {
    console.line(hexOf(bytes));
  }
}

}  // namespace

void addRandom(CLI::App& root, Context& context) {
  auto options = std::make_shared<RandomOptions>();
  CLI::App& command = addCommand(
      root, "random",
      {.summary = "print random bytes from the chip's generator",
       .details =
           "The chip makes 32 bytes at a time. As long as its configuration zone is open it answers with a\n"
           "fixed pattern instead, and a warning says so.",
       .examples = {"signet random", "signet random 16", "signet random 1024 --raw > random.bin"}});
  addOption(command, "count", options->count, "how many bytes, 1 to 1048576 (32 if not given)");
  addFlag(command, "--raw", options->raw, "the bytes themselves instead of hexadecimal");
  onRun(command, [&context, options] { random(context, *options); });
}

}  // namespace signet::cli
