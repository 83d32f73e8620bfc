// `signet verify`: whether a signature is good.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/public_key.h"
#include "host/chip/refusal_error.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/message.h"
#include "host/cli/files.h"
#include "host/crypto/p256.h"

namespace signet::cli {
namespace {

using atecc::Slot;

struct VerifyOptions {
  Message message;
  std::string signature;
  std::string keyFile;
  std::string slot;
  bool host = false;
};

bool isYes(chip::ChipTarget& chip, Status status) {
  if (status == Status::mismatch) return false;
  chip.check(status, "Verifying in the chip");
  return true;
}

/// With the key of a slot: its own public half, or the public key stored there.
bool verifyWithSlot(chip::ChipTarget& chip, Slot slot, const Sha256Digest& digest,
                    const atecc::Signature& signature) {
  if (chip.config().isPrivate(slot)) {
    return isYes(chip, chip.device().verifyDigest(chip::publicKeyOf(chip, slot), digest, signature));
  }
  chip::refuseIfImpossible(chip, chip::uses::verifyStored(slot));
  chip.check(chip.device().loadTempKey(digest), "Loading the digest");
  const Status status = chip.device().verifyStored(slot, signature);
  if (status == Status::mismatch) return false;
  chip::checkCommand(chip, status, chip::uses::verifyStored(slot),
                     fmt::format("Verifying with slot {}", slot.number()));
  return true;
}

bool isValid(Context& context, const VerifyOptions& options, const Sha256Digest& digest,
             const atecc::Signature& signature) {
  if (!options.slot.empty()) {
    return verifyWithSlot(context.chip(), Slot::from(parseSlotNumber(options.slot)).value(), digest,
                          signature);
  }
  const auto key = decodePublicKey(readFile(options.keyFile, context.in()), options.keyFile);
  if (options.host) return verifyOnHost(key, digest, signature);
  return isYes(context.chip(), context.chip().device().verifyDigest(key, digest, signature));
}

void verify(Context& context, const VerifyOptions& options) {
  if (options.slot.empty() == options.keyFile.empty()) {
    throw usageError("Which key? Exactly one of --key and --slot is needed.",
                     "Give the public key as --key FILE, or a slot of the chip as --slot N.");
  }
  if (options.host && options.keyFile.empty()) {
    throw usageError("--host works without a chip, so it cannot use a slot.",
                     "Give the public key as --key FILE.");
  }
  const Sha256Digest digest = digestOf(options.message, context);
  const auto signature = decodeSignature(readFile(options.signature, context.in()), options.signature);
  const bool valid = isValid(context, options, digest, signature);
  if (context.console().json()) {
    context.console().result(Json{{"valid", valid}, {"digest", hexOf(digest)}});
  } else {
    context.console().line(valid ? context.console().styled(Style::good, "The signature is valid.")
                                 : context.console().styled(Style::bad, "The signature is NOT valid."));
  }
  if (!valid) context.setExit(Exit::no);
}

}  // namespace

void addVerify(CLI::App& root, Context& context) {
  auto options = std::make_shared<VerifyOptions>();
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
  addOption(command, "--signature", options->signature,
            "the signature: DER, its Base64, 64 bytes R S, or hex")
      .required()
      .typeName("FILE");
  addOption(command, "--key", options->keyFile, "the public key: PEM, DER, raw, hex, or a PEM certificate")
      .typeName("FILE");
  addOption(command, "--slot", options->slot, "a slot with a private key, or with a stored public key");
  addFlag(command, "--host", options->host, "compute on this computer, without a chip");
  onRun(command, [&context, options] { verify(context, *options); });
}

}  // namespace signet::cli
