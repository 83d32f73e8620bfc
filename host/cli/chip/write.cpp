// `signet write`: put bytes into a zone or slot.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "host/base/encoding.h"
#include "host/chip/refusal_error.h"
#include "host/cli/chip/secret_access.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "host/cli/connect/place.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

using atecc::Zone;

struct WriteOptions {
  std::string place;
  std::string value;
  std::string file;
  std::string offset = "0";
  std::string pad;
  std::string keyFile;
  std::string irreversible;
};

/// What is to be written. It may be a secret, so it stays in one place and is wiped at the end.
class Content {
 public:
  Content() = default;
  ~Content() { secureZero(buffer_); }
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  void set(Bytes bytes) {
    copy(bytes, buffer_);
    size_ = bytes.size();
  }
  void padTo(std::size_t size, std::uint8_t filler) {
    std::fill(buffer_.begin() + static_cast<std::ptrdiff_t>(size_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(size), filler);
    size_ = size;
  }
  std::size_t size() const { return size_; }
  Bytes bytes() const { return Bytes(buffer_).first(size_); }

 private:
  static constexpr std::size_t kLargestPlace = 416;  // slot 8
  std::array<std::uint8_t, kLargestPlace> buffer_{};
  std::size_t size_ = 0;
};

void takeContent(Content& content, const WriteOptions& options, const Place& place, std::size_t offset,
                 Context& context) {
  if (options.value.empty() == options.file.empty()) {
    throw usageError(
        options.value.empty() ? "There is nothing to write." : "Both a value and a file are given.",
        "Give hexadecimal digits, or --file FILE (- for stdin).");
  }
  std::vector<std::uint8_t> bytes;
  if (!options.value.empty()) {
    bytes = parseHexValue(options.value, "The value");
  } else {
    std::string file = readFile(options.file, context.in());
    bytes.assign(file.begin(), file.end());
    secureZero({reinterpret_cast<std::uint8_t*>(file.data()), file.size()});
  }
  const ZeroOnExit wipe(bytes);
  requireInside(place, offset, bytes.size());
  content.set(bytes);
}

/// Slots take whole words, and before the data lock whole blocks (command Write).
void padOrRefuse(Content& content, const Place& place, std::size_t offset, std::size_t unit,
                 const std::string& pad) {
  const std::size_t end = offset + content.size();
  const std::size_t wanted = std::min((end + unit - 1) / unit * unit, place.size());
  if (offset % unit == 0 && end == wanted) return;
  if (offset % unit == 0 && !pad.empty()) {
    const auto filler = parseHexValue(pad, "The padding");
    if (filler.size() != 1)
      throw usageError("The padding is not one byte.", "Give two hexadecimal digits: --pad 00.");
    content.padTo(wanted - offset, filler.front());
    return;
  }
  throw usageError(
      fmt::format("Bytes {} to {} of {} cannot be written alone: it takes units of {} bytes now.", offset,
                  end - 1, place.name(), unit),
      fmt::format("Give an --offset that is a multiple of {} and enough bytes, or fill up with --pad 00.",
                  unit));
}

void writeConfig(chip::ChipTarget& chip, Console& console, std::size_t offset, Bytes content) {
  chip::refuseIfImpossible(chip, chip::uses::write(atecc::MemoryAddress::config(16), 4, false));
  atecc::ConfigZone wanted = chip.config();
  for (std::size_t i = 0; i < content.size(); ++i) {
    const std::size_t at = offset + i;
    if (wanted.bytes[at] != content[i] && !atecc::isConfigWritable(at / 4 * 4, 4)) {
      throw UserError(
          Exit::refused, fmt::format("Byte {} of the configuration is never changed by Write.", at),
          "Write bytes 16-83 and 88-127 only; `signet lock` sets the lock bytes.", Status::refused);
    }
    wanted.bytes[at] = content[i];
  }
  if (wanted.bytes[16] != chip.config().bytes[16]) {
    console.warn(fmt::format("the chip's I2C address changes to {} when it next wakes.",
                             wanted.i2cAddress().ok() ? chip::bothNotations(wanted.i2cAddress().value())
                                                      : "one that cannot be used"));
  }
  chip.check(chip.device().writeConfig(wanted.bytes), "Writing the configuration zone");
}

/// Bits of a locked OTP zone in consumption mode only ever go from 1 to 0.
void writeOtp(chip::ChipTarget& chip, std::size_t offset, Bytes content, bool confirmed) {
  const bool locked = chip.config().dataLocked();
  const std::size_t unit = locked ? atecc::kWordSize : atecc::kBlockSize;
  chip::refuseIfImpossible(chip, chip::uses::write(atecc::MemoryAddress::otp(offset), unit, false));
  if (locked && !confirmed) {
    throw UserError(
        Exit::needsYes,
        "The OTP zone is locked in consumption mode: writing clears bits for ever. Nothing was changed.",
        "If you mean it, add: --irreversible yes");
  }
  for (std::size_t i = 0; i < content.size(); i += unit) {
    const auto address = atecc::MemoryAddress::otp(offset + i);
    atecc::Block block{};
    atecc::Word word{};
    copy(content.subspan(i, unit), locked ? MutableBytes(word) : MutableBytes(block));
    const Status status =
        locked ? chip.device().writeWord(address, word) : chip.device().writeBlock(address, block);
    chip::checkCommand(chip, status, chip::uses::write(address, unit, false), "Writing the OTP zone");
  }
}

/// Before anything is sent, and before anything is said about units: whether the slot accepts it at all.
void refuseSlotIfImpossible(chip::ChipTarget& chip, const Place& place, bool encrypted) {
  chip::refuseIfImpossible(chip, chip::uses::write(place.at(0), atecc::kBlockSize, encrypted));
  if (encrypted && chip.config().slotConfig(place.slot).writeMode() != atecc::WriteMode::encrypt) {
    throw usageError(fmt::format("Slot {} is not written with a key.", place.slot.number()),
                     "Leave out --key-file.");
  }
}

void writeSlot(Context& context, const Place& place, std::size_t offset, Bytes content,
               const std::string& keyFile) {
  chip::ChipTarget& chip = context.chip();
  if (keyFile.empty()) {
    chip::checkCommand(chip, chip.device().writeSlot(place.slot, offset, content),
                       chip::uses::write(place.at(offset), content.size() < 32 ? 4 : 32, false),
                       "Writing " + place.name());
  } else if (offset != 0) {
    throw usageError("An encrypted write starts at the start of the slot.", "Leave out --offset.");
  } else {
    writeEncrypted(chip, place.slot, content, chip.config().slotConfig(place.slot).writeKeySlot(), keyFile,
                   context.in());
  }
}

/// What a write to this place comes in: whole blocks before the data lock and for secrets, else words.
std::size_t unitOf(chip::ChipTarget& chip, const Place& place, const WriteOptions& options) {
  if (place.zone == Zone::config) return 1;
  const bool secret = place.zone == Zone::data && chip.config().slotConfig(place.slot).isSecret();
  return chip.config().dataLocked() && !secret && options.keyFile.empty() ? atecc::kWordSize
                                                                          : atecc::kBlockSize;
}

void write(Context& context, const WriteOptions& options) {
  const Place place = parsePlace(options.place);
  const bool confirmed = isConfirmed(options.irreversible);
  const std::size_t offset =
      parseNumber(options.offset, "The offset", 0, static_cast<unsigned>(place.size()) - 1);
  if (!options.keyFile.empty() && place.zone != Zone::data) {
    throw usageError(fmt::format("A key is of no use for {}: it is only written in clear.", place.name()),
                     "Leave out --key-file.");
  }
  Content content;
  takeContent(content, options, place, offset, context);
  chip::ChipTarget& chip = context.chip();
  if (place.zone == Zone::data) refuseSlotIfImpossible(chip, place, !options.keyFile.empty());
  padOrRefuse(content, place, offset, unitOf(chip, place, options), options.pad);
  if (place.zone == Zone::config) writeConfig(chip, context.console(), offset, content.bytes());
  if (place.zone == Zone::otp) writeOtp(chip, offset, content.bytes(), confirmed);
  if (place.zone == Zone::data) writeSlot(context, place, offset, content.bytes(), options.keyFile);
  if (context.console().json()) {
    context.console().result(Json{{"place", options.place}, {"offset", offset}, {"length", content.size()}});
  } else {
    context.console().line(
        fmt::format("Wrote {} bytes to {}, from byte {}.", content.size(), place.name(), offset));
  }
}

}  // namespace

void addWrite(CLI::App& root, Context& context) {
  auto options = std::make_shared<WriteOptions>();
  CLI::App& command = addCommand(
      root, "write",
      {.summary = "write a zone or slot",
       .details =
           "The configuration can be written until it is locked; slots and OTP from then on. "
           "Until the data zone is\n"
           "locked they take whole blocks of 32 bytes, afterwards what each slot's configuration allows. "
           "Slots that\n"
           "are written encrypted need the 32-byte key of the slot that their configuration names, "
           "in a file.\n"
           "What is on the command line can be seen by other users of this computer: give secrets as files.",
       .examples = {"signet write config --offset 18 aa", "signet write 8 --file settings.bin --pad 00",
                    "signet write 10 --file certificate.bin",
                    "signet write 3 --file secret.bin --key-file slot4.key"}});
  addOption(command, "place", options->place, "config, otp, or a slot from 0 to 15").required();
  addOption(command, "value", options->value, "what to write, in hexadecimal");
  addOption(command, "--file", options->file, "write the content of this file (- for stdin)")
      .typeName("FILE");
  addOption(command, "--offset", options->offset, "first byte, counted from 0");
  addOption(command, "--pad", options->pad, "fill up to the next unit with this byte").typeName("HEX");
  addOption(command, "--key-file", options->keyFile,
            "the key for an encrypted write: 32 bytes or 64 hex digits")
      .typeName("FILE");
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, options] { write(context, *options); });
}

}  // namespace signet::cli
