// `signet key`: making keys in the chip and showing their public halves.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/public_key.h"
#include "host/chip/refusal_error.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/files.h"
#include "host/crypto/p256.h"

namespace signet::cli {
namespace {

using atecc::Slot;

struct KeyOptions {
  std::string slot;
  std::string format = "pem";
  std::string out;
  bool replace = false;
};

void addKeyOptions(CLI::App& command, KeyOptions& options) {
  addOption(command, "slot", options.slot, "the slot, 0 to 15").required();
  addOption(command, "--format", options.format, "pem (if not given), der, raw (04 X Y) or hex")
      .typeName("pem|der|raw|hex");
  addOption(command, "--out", options.out, "write the public key to this file instead of stdout")
      .typeName("FILE");
}

void printKey(Context& context, const KeyOptions& options, Slot slot, const atecc::PublicKey& key) {
  const std::string encoded = encodePublicKey(key, parseKeyForm(options.format));
  if (!options.out.empty()) writeFile(options.out, bytesOf(encoded), context.console());
  if (context.console().json()) {
    context.console().result(Json{{"slot", slot.number()},
                                  {"publicKey", "04" + hexOf(key.bytes)},
                                  {"pem", encodePublicKey(key, KeyForm::pem)}});
  } else if (options.out.empty()) {
    context.console().raw(encoded);
  }
}

/// A key that is there must not be lost by a typing error: it cannot be restored.
void refuseToReplace(chip::ChipTarget& chip, Slot slot) {
  if (!chip.value(chip.device().keyValid(slot), fmt::format("Asking for slot {}", slot.number()))) return;
  throw UserError(Exit::needsYes,
                  fmt::format("Slot {} holds a private key already; a new one would destroy it for ever. "
                              "Nothing was changed.",
                              slot.number()),
                  "If you mean it, add --replace. `signet key show` prints the present key's public half.");
}

void generate(Context& context, const KeyOptions& options) {
  (void)parseKeyForm(options.format);  // a wrong format must not show only after the key is made
  const Slot slot = Slot::from(parseSlotNumber(options.slot)).value();
  chip::ChipTarget& chip = context.chip();
  chip::refuseIfImpossible(chip, chip::uses::makeKey(slot));
  if (!options.replace) refuseToReplace(chip, slot);
  const auto key = chip.device().createKey(slot);
  chip::checkCommand(chip, key.status(), chip::uses::makeKey(slot),
                     fmt::format("Making a key in slot {}", slot.number()));
  printKey(context, options, slot, key.value());
}

void showKey(Context& context, const KeyOptions& options) {
  const Slot slot = Slot::from(parseSlotNumber(options.slot)).value();
  chip::ChipTarget& chip = context.chip();
  printKey(context, options, slot, chip::publicKeyOf(chip, slot));
}

}  // namespace

void addKey(CLI::App& root, Context& context) {
  CLI::App& group = addCommandGroup(root, "key",
                                    {.summary = "make keys in the chip, show public keys",
                                     .examples = {"signet key gen 0", "signet key show 0 --out device.pub"}});
  auto made = std::make_shared<KeyOptions>();
  CLI::App& gen = addCommand(
      group, "gen",
      {.summary = "make a new private key inside the chip",
       .details = "The chip makes the key with its own random numbers; the private half never leaves it. "
                  "Prints the\n"
                  "public half. A key that is in the slot already is replaced only with --replace.",
       .examples = {"signet key gen 0 --out device.pub", "signet key gen 2 --format hex"}});
  addKeyOptions(gen, *made);
  addFlag(gen, "--replace", made->replace, "destroy the key that is in the slot now");
  onRun(gen, [&context, made] { generate(context, *made); });

  auto shown = std::make_shared<KeyOptions>();
  CLI::App& display =
      addCommand(group, "show",
                 {.summary = "print the public key of a slot",
                  .details = "Of a private key its public half, of a slot that stores a public key that key.",
                  .examples = {"signet key show 0", "signet key show 0 --format der --out device.der",
                               "signet key show 0 | openssl pkey -pubin -text -noout"}});
  addKeyOptions(display, *shown);
  onRun(display, [&context, shown] { showKey(context, *shown); });
}

}  // namespace signet::cli
