// `signet lock`: the locks that never open again.
//
// Each of them first says what it is about to do and changes nothing; only --irreversible yes locks. The
// Lock command then carries the CRC of what is believed to be in the chip, and the chip itself refuses if it
// holds anything else.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/data_content.h"
#include "host/chip/refusal_error.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "host/cli/files.h"
#include "signet/atecc/lint/lint.h"
#include "signet/core/crc16.h"

namespace signet::cli {
namespace {

using atecc::Slot;

struct LockOptions {
  std::string irreversible;
  std::string crc;                   ///< of what the user looked at: config only
  bool despiteLint = false;          ///< config and data
  std::vector<std::string> content;  ///< data only: "8=FILE", "otp=FILE"
  std::string slot;
};

/// What a lock is going to do, printed before it is done.
struct Plan {
  std::string what;                ///< "the configuration zone"
  std::vector<std::string> facts;  ///< what is locked, and what can never be changed afterwards
  std::optional<std::uint16_t> crc;
};

void printPlan(Context& context, const Plan& plan, bool locked) {
  Console& console = context.console();
  if (console.json()) {
    Json json{{"what", plan.what}, {"chip", context.chip().name()}, {"locked", locked}};
    if (plan.crc) json["crc"] = fmt::format("{:04x}", *plan.crc);
    json["consequences"] = plan.facts;
    console.result(json);
    return;
  }
  const std::string chip = fmt::format("{} (serial number {})", context.chip().name(),
                                       hexOf(context.chip().config().serialNumber()));
  console.line(locked ? fmt::format("Locked {} of {}, for ever.", plan.what, chip)
                      : fmt::format("This would lock {} of {}, for ever:", plan.what, chip));
  if (locked) return;
  for (const std::string& fact : plan.facts) console.line("  - " + fact);
  if (plan.crc)
    console.line(fmt::format("  - the chip checks that what it holds has the CRC {:04x}, and else refuses",
                             *plan.crc));
}

/// Shows the plan; true if it is confirmed. Without confirmation nothing is changed.
bool confirmed(Context& context, const LockOptions& options, const Plan& plan) {
  if (isConfirmed(options.irreversible)) return true;
  printPlan(context, plan, false);
  throw UserError(Exit::needsYes, "Nothing was locked.", "If you mean it, add: --irreversible yes");
}

void refuseLintErrors(chip::ChipTarget& chip, bool despite) {
  if (despite ||
      !atecc::hasLintErrors(chip.config(), {.address = chip.address(), .tlsSlot = {}, .ephemeral = {}}))
    return;
  throw UserError(
      Exit::refused,
      "The configuration has errors that would stay for ever (unsafe slots, or some that can never work). "
      "Nothing was locked.",
      "`signet config lint` lists them. If it is meant so, add --despite-lint.", Status::refused);
}

void requireCrc(const std::string& expected, std::uint16_t actual) {
  if (expected.empty()) return;
  const auto bytes = parseHexValue(expected, "The CRC");
  if (bytes.size() == 2 && (bytes[0] << 8 | bytes[1]) == actual) return;
  throw UserError(
      Exit::refused,
      fmt::format("The chip's configuration has the CRC {:04x}, not {}: it is not the one you looked at. "
                  "Nothing was locked.",
                  actual, expected),
      "Look at it again with `signet config show` and `signet lock config`.", Status::refused);
}

void lockConfig(Context& context, const LockOptions& options) {
  chip::ChipTarget& chip = context.chip();
  const auto& config = chip.config();
  chip::refuseIfImpossible(chip, chip::uses::lockConfig());
  Plan plan{.what = "the configuration zone", .facts = {}, .crc = crc16(config.bytes)};
  const auto address = config.i2cAddress();
  plan.facts = {
      fmt::format("I2C address {}",
                  address.ok() ? chip::bothNotations(address.value()) : "that cannot be used"),
      "what every slot is for, and who may read, write and use it, can never be changed again",
      "then keys can be made and slots be written; they obey their rules once the data zone is locked, too",
  };
  requireCrc(options.crc, *plan.crc);
  refuseLintErrors(chip, options.despiteLint);
  if (!confirmed(context, options, plan)) return;
  chip::checkCommand(chip, chip.device().lockConfig(plan.crc), chip::uses::lockConfig(),
                     "Locking the configuration zone");
  printPlan(context, plan, true);
}

chip::DataContent lockedContentOf(Context& context, const std::vector<std::string>& entries) {
  chip::DataContent content(context.chip().config());
  for (const std::string& entry : entries) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals + 1 == entry.size()) {
      throw usageError(fmt::format("--content {} names no file.", entry),
                       "Write --content 8=FILE, or --content otp=FILE.");
    }
    const std::string file = readFile(entry.substr(equals + 1), context.in());
    const std::string place = entry.substr(0, equals);
    if (place == "otp") {
      content.setOtp(bytesOf(file));
    } else {
      content.setSlot(Slot::from(parseSlotNumber(place)).value(), bytesOf(file));
    }
  }
  return content;
}

/// Private key slots that are still empty when the data zone is about to be locked, and can never get
/// a key afterwards.
void addDeadSlots(chip::ChipTarget& chip, std::vector<std::string>& facts) {
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    const atecc::SlotConfig rules = chip.config().slotConfig(slot);
    if (!chip.config().isPrivate(slot) || rules.genKeyAllowed() || rules.privWriteAllowed()) continue;
    if (!chip.value(chip.device().keyValid(slot), fmt::format("Asking for slot {}", number))) {
      facts.push_back(
          fmt::format("slot {} has no private key and could never get one: make it first", number));
    }
  }
}

void lockData(Context& context, const LockOptions& options) {
  chip::ChipTarget& chip = context.chip();
  chip::refuseIfImpossible(chip, chip::uses::lockData());
  const chip::DataContent content = lockedContentOf(context, options.content);
  Plan plan{.what = "the data and OTP zones", .facts = {}, .crc = content.crc()};
  plan.facts = {
      "from then on every slot obeys its rules (`signet info`): what is never written stays as it is now",
      chip.config().otpMode() == atecc::OtpMode::readOnly
          ? "OTP can be read and never be changed again"
          : "OTP can be read, and anyone can clear bits of it",
      options.content.empty()
          ? "believed: nothing was written yet, except private keys"
          : fmt::format("believed: nothing was written but the {} given with --content, and private keys",
                        options.content.size() == 1 ? "place" : "places"),
  };
  addDeadSlots(chip, plan.facts);
  refuseLintErrors(chip, options.despiteLint);
  if (!confirmed(context, options, plan)) return;
  chip::checkCommand(chip, chip.device().lockData(plan.crc), chip::uses::lockData(), "Locking the data zone");
  printPlan(context, plan, true);
}

void lockSlot(Context& context, const LockOptions& options) {
  const Slot slot = Slot::from(parseSlotNumber(options.slot)).value();
  chip::ChipTarget& chip = context.chip();
  chip::refuseIfImpossible(chip, chip::uses::lockSlot(slot));
  Plan plan{.what = fmt::format("slot {}", slot.number()), .facts = {}, .crc = {}};
  plan.facts = {fmt::format("it holds: {}", slotHolds(chip.config(), slot)),
                "its content can never be changed again, not by any command and not with any key"};
  if (chip.config().isPrivate(slot) &&
      !chip.value(chip.device().keyValid(slot), fmt::format("Asking for slot {}", slot.number()))) {
    throw UserError(
        Exit::refused,
        fmt::format("Slot {} holds no key yet; locked, it could never get one. Nothing was locked.",
                    slot.number()),
        fmt::format("Make a key first: signet key gen {}", slot.number()), Status::refused);
  }
  if (!confirmed(context, options, plan)) return;
  chip::checkCommand(chip, chip.device().lockSlot(slot), chip::uses::lockSlot(slot),
                     fmt::format("Locking slot {}", slot.number()));
  printPlan(context, plan, true);
}

void addLockConfig(CLI::App& group, Context& context) {
  auto options = std::make_shared<LockOptions>();
  CLI::App& command = addCommand(group, "config",
                                 {.summary = "lock the configuration zone",
                                  .details = "Refuses a configuration with lint errors. "
                                             "With --crc it also refuses any configuration but the one\n"
                                             "whose CRC the dry run printed.",
                                  .examples = {"signet lock config", "signet lock config --irreversible yes",
                                               "signet lock config --crc CRC --irreversible yes"}});
  addOption(command, "--crc", options->crc,
            "lock only a configuration with this CRC (four hexadecimal digits)")
      .typeName("HEX");
  addFlag(command, "--despite-lint", options->despiteLint,
          "lock in spite of errors that `signet config lint` lists");
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, options] { lockConfig(context, *options); });
}

void addLockData(CLI::App& group, Context& context) {
  auto options = std::make_shared<LockOptions>();
  CLI::App& command = addCommand(
      group, "data",
      {.summary = "lock the data and OTP zones",
       .details =
           "Before this lock nothing in these zones can be read, so say what was written: "
           "--content for each slot\n"
           "but those with private keys. The chip compares, and refuses to lock if it holds anything else.",
       .examples = {"signet lock data",
                    "signet lock data --content 8=settings.bin --content otp=otp.bin --irreversible yes"}});
  addOption(command, "--content", options->content,
            "what was written to a slot (8=FILE) or to otp (otp=FILE)")
      .typeName("PLACE=FILE");
  addFlag(command, "--despite-lint", options->despiteLint,
          "lock in spite of errors that `signet config lint` lists");
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, options] { lockData(context, *options); });
}

void addLockSlot(CLI::App& group, Context& context) {
  auto options = std::make_shared<LockOptions>();
  CLI::App& command =
      addCommand(group, "slot",
                 {.summary = "lock one slot that its configuration marks as lockable",
                  .details = "Once the configuration zone is locked. `signet info` shows lockable slots.",
                  .examples = {"signet lock slot 0", "signet lock slot 0 --irreversible yes"}});
  addOption(command, "slot", options->slot, "the slot, 0 to 15").required();
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, options] { lockSlot(context, *options); });
}

}  // namespace

void addLock(CLI::App& root, Context& context) {
  CLI::App& group = addCommandGroup(
      root, "lock",
      {.summary = "lock a zone or slot, for ever",
       .details =
           "A chip has three locks, in this order: its configuration, its data and OTP zones, "
           "and single slots.\n"
           "None can ever be opened again. Each command says what it would do and changes nothing, unless\n"
           "--irreversible yes is given. Rehearse on a copy: signet chip clone copy.chip",
       .examples = {"signet lock config", "signet lock config --irreversible yes"}});
  addLockConfig(group, context);
  addLockData(group, context);
  addLockSlot(group, context);
}

}  // namespace signet::cli
