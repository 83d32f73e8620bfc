// `signet verify`: whether a signature is good.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/encoding.h"
#include "host/base/p256.h"
#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/files.h"
#include "host/cli/message.h"
#include "host/cli/public_key.h"
#include "host/cli/refusal_error.h"

namespace signet::cli {
namespace {

using atecc::Slot;

struct Options {
  Message message;
  std::string signature;
  std::string keyFile;
  std::string slot;
  bool host = false;
};

bool isYes(ChipTarget& chip, Status status) {
  if (status == Status::mismatch) return false;
  chip.check(status, "Verifying in the chip");
  return true;
}

/// With the key of a slot: its own public half, or the public key stored there.
bool verifyWithSlot(ChipTarget& chip, Slot slot, const Sha256Digest& digest,
                    const atecc::Signature& signature) {
  if (chip.config().isPrivate(slot)) {
    return isYes(chip, chip.device().verifyDigest(publicKeyOf(chip, slot), digest, signature));
  }
  refuseIfImpossible(chip, uses::verifyStored(slot));
  chip.check(chip.device().loadTempKey(digest), "Loading the digest");
  const Status status = chip.device().verifyStored(slot, signature);
  if (status == Status::mismatch) return false;
  checkCommand(chip, status, uses::verifyStored(slot), fmt::format("Verifying with slot {}", slot.number()));
  return true;
}

bool isValid(App& app, const Options& options, const Sha256Digest& digest,
             const atecc::Signature& signature) {
  if (!options.slot.empty()) {
    return verifyWithSlot(app.chip(), Slot::from(parseSlotNumber(options.slot)).value(), digest, signature);
  }
  const auto key = decodePublicKey(readFile(options.keyFile, app.in()), options.keyFile);
  if (options.host) return verifyOnHost(key, digest, signature);
  return isYes(app.chip(), app.chip().device().verifyDigest(key, digest, signature));
}

void verify(App& app, const Options& options) {
  if (options.slot.empty() == options.keyFile.empty()) {
    throw usageError("Which key? Exactly one of --key and --slot is needed.",
                     "Give the public key as --key FILE, or a slot of the chip as --slot N.");
  }
  if (options.host && options.keyFile.empty()) {
    throw usageError("--host works without a chip, so it cannot use a slot.",
                     "Give the public key as --key FILE.");
  }
  const Sha256Digest digest = digestOf(options.message, app);
  const auto signature = decodeSignature(readFile(options.signature, app.in()), options.signature);
  const bool valid = isValid(app, options, digest, signature);
  if (app.console().json()) {
    app.console().result(Json{{"valid", valid}, {"digest", hexOf(digest)}});
  } else {
    app.console().line(valid ? app.console().styled(Style::good, "The signature is valid.")
                             : app.console().styled(Style::bad, "The signature is NOT valid."));
  }
  if (!valid) app.setExit(Exit::no);
}

}  // namespace

void addVerify(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = addCommand(
      root, "verify",
      {.summary = "check a signature of a file",
       .details =
           "The chip computes, with a public key from a file or from one of its slots; with --host this\n"
           "computer does, and no chip is needed. Exit code 0: valid, 1: not valid.",
       .examples = {"signet verify firmware.bin --signature firmware.sig --key maker.pub",
                    "signet verify firmware.bin --signature firmware.sig --slot 0",
                    "signet verify firmware.bin --signature firmware.sig --key maker.pub --host"}});
  addMessageOptions(command, options->message);
  command
      .add_option("--signature", options->signature, "the signature: DER, its Base64, 64 bytes R S, or hex")
      ->required()
      ->type_name("FILE");
  command.add_option("--key", options->keyFile, "the public key: PEM, DER, raw, hex, or a PEM certificate")
      ->type_name("FILE");
  command.add_option("--slot", options->slot, "a slot with a private key, or with a stored public key");
  command.add_flag("--host", options->host, "compute on this computer, without a chip");
  command.callback([&app, options] { verify(app, *options); });
}

}  // namespace signet::cli
