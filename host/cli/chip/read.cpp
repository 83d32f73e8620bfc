// `signet read`: what a zone or slot holds, as far as the chip shows it.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/base/encoding.h"
#include "host/chip/refusal_error.h"
#include "host/cli/chip/secret_access.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/place.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

using atecc::ReadMode;
using atecc::Zone;

struct ReadOptions {
  std::string place;
  std::string offset = "0";
  std::string length;
  std::string keyFile;
  std::string format;
  std::string out;
  bool despiteConfig = false;
};

/// Sixteen bytes a line, with the place of the first.
std::string dumpOf(Bytes bytes, std::size_t offset) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 16) {
    text += fmt::format("{:04x} ", offset + i);
    for (const std::uint8_t byte : bytes.subspan(i, std::min<std::size_t>(16, bytes.size() - i))) {
      text += fmt::format(" {:02x}", byte);
    }
    text += '\n';
  }
  return text;
}

std::string formatted(const ReadOptions& options, Bytes bytes, std::size_t offset) {
  if (options.format == "raw" || (options.format.empty() && !options.out.empty())) return textOf(bytes);
  if (options.format == "hex") return hexOf(bytes) + "\n";
  return dumpOf(bytes, offset);
}

void requireKnownFormat(const std::string& format) {
  for (const char* known : {"", "dump", "hex", "raw"}) {
    if (format == known) return;
  }
  throw usageError(fmt::format("There is no output format \"{}\".", format), "Use dump, hex or raw.");
}

Secret readSecretSlot(Context& context, const Place& place, const std::string& keyFile) {
  chip::ChipTarget& chip = context.chip();
  const atecc::SlotConfig rules = chip.config().slotConfig(place.slot);
  if (rules.readMode() != ReadMode::encrypted) {
    throw usageError(fmt::format("Slot {} is not read with a key.", place.slot.number()),
                     "Leave out --key-file.");
  }
  std::vector<std::uint8_t> content(place.size());
  readEncrypted(chip, place.slot, content, rules.readKeySlot(), keyFile, context.in());
  return Secret(std::move(content));
}

Secret readClear(chip::ChipTarget& chip, const Place& place, std::size_t offset, std::size_t length,
                 bool despiteConfig) {
  const atecc::Command first = chip::uses::read(place.at(offset / 32 * 32), atecc::kBlockSize);
  if (!despiteConfig) chip::refuseIfImpossible(chip, first);
  std::vector<std::uint8_t> content(length);
  if (place.zone == Zone::data) {
    chip::checkCommand(chip, chip.device().readSlot(place.slot, offset, content), first,
                       "Reading " + place.name());
    return Secret(std::move(content));
  }
  std::vector<std::uint8_t> all;
  if (place.zone == Zone::config) {
    all.assign(chip.config().bytes.begin(), chip.config().bytes.end());
  } else {
    const auto otp = chip.value(chip.device().readOtp(), "Reading the OTP zone");
    all.assign(otp.begin(), otp.end());
  }
  std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(offset), length, content.begin());
  return Secret(std::move(content));
}

/// Before anything is sent: why a secret slot cannot be read without its key.
void requireKeyIfSecret(chip::ChipTarget& chip, const Place& place) {
  if (place.zone != Zone::data || chip.config().isPrivate(place.slot) || !chip.config().dataLocked()) return;
  const atecc::SlotConfig rules = chip.config().slotConfig(place.slot);
  if (rules.readMode() != ReadMode::encrypted) return;
  throw UserError(Exit::refused,
                  fmt::format("Slot {} is only read encrypted, with the key of slot {}.", place.slot.number(),
                              rules.readKey()),
                  "Give that key: --key-file FILE.", Status::refused);
}

void readPlace(Context& context, const ReadOptions& options) {
  requireKnownFormat(options.format);
  const Place place = parsePlace(options.place);
  const auto size = static_cast<unsigned>(place.size());
  const std::size_t offset = parseNumber(options.offset, "The offset", 0, size - 1);
  const std::size_t length =
      options.length.empty() ? size - offset : parseNumber(options.length, "The length", 1, size);
  requireInside(place, offset, length);
  if (options.keyFile.empty() && !options.despiteConfig) requireKeyIfSecret(context.chip(), place);
  const bool encrypted = place.zone == Zone::data && !options.keyFile.empty();
  const Secret content = encrypted ? readSecretSlot(context, place, options.keyFile)
                                   : readClear(context.chip(), place, offset, length, options.despiteConfig);
  const Bytes shown = encrypted ? content.bytes().subspan(offset, length) : content.bytes();
  if (!options.out.empty())
    writeFile(options.out, bytesOf(formatted(options, shown, offset)), context.console());
  if (context.console().json()) {
    context.console().result(
        Json{{"place", options.place}, {"offset", offset}, {"length", length}, {"hex", hexOf(shown)}});
  } else if (options.out.empty()) {
    context.console().raw(formatted(options, shown, offset));
  }
}

}  // namespace

void addRead(CLI::App& root, Context& context) {
  auto options = std::make_shared<ReadOptions>();
  CLI::App& command = addCommand(
      root, "read",
      {.summary = "read a zone or slot",
       .details =
           "The configuration can always be read; OTP and slots only once the data zone is locked, "
           "and then as\n"
           "each slot allows. Slots that are read encrypted need the 32-byte key of the slot that their\n"
           "configuration names, in a file (a wrong key gives nonsense, not an error).",
       .examples = {"signet read config", "signet read otp --format hex",
                    "signet read 8 --offset 64 --length 32", "signet read 10 --out certificate.bin",
                    "signet read 3 --key-file slot4.key"}});
  addOption(command, "place", options->place, "config, otp, or a slot from 0 to 15").required();
  addOption(command, "--offset", options->offset, "first byte, counted from 0");
  addOption(command, "--length", options->length, "how many bytes; to the end if not given");
  addOption(command, "--key-file", options->keyFile,
            "the key for an encrypted read: 32 bytes or 64 hex digits")
      .typeName("FILE");
  addOption(command, "--format", options->format, "dump (if not given), hex or raw (if not given with --out)")
      .typeName("dump|hex|raw");
  addOption(command, "--out", options->out, "write to this file instead of stdout").typeName("FILE");
  addFlag(command, "--despite-config", options->despiteConfig,
          "ask the chip also where its configuration forbids it, to see it refuse");
  onRun(command, [&context, options] { readPlace(context, *options); });
}

}  // namespace signet::cli
