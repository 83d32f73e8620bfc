// `signet sign`: a signature with a key that never leaves the chip.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/refusal_error.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/message.h"
#include "host/cli/files.h"
#include "host/crypto/p256.h"

namespace signet::cli {
namespace {

using atecc::Slot;

struct SignOptions {
  std::string slot;
  Message message;
  std::string format;
  std::string out;
};

/// DER, as openssl wants it in a file; on stdout its Base64, because binary data does not belong
/// in a terminal.
SignatureForm formOf(const SignOptions& options) {
  if (options.format.empty()) return options.out.empty() ? SignatureForm::base64 : SignatureForm::der;
  return parseSignatureForm(options.format);
}

void sign(Context& context, const SignOptions& options) {
  const Slot slot = Slot::from(parseSlotNumber(options.slot)).value();
  const SignatureForm form = formOf(options);
  const Sha256Digest digest = digestOf(options.message, context);
  chip::ChipTarget& chip = context.chip();
  chip::refuseIfImpossible(chip, chip::uses::sign(slot));
  const auto result = chip.device().signDigest(slot, digest);
  chip::checkCommand(chip, result.status(), chip::uses::sign(slot),
                     fmt::format("Signing with slot {}", slot.number()));
  const std::string encoded = encodeSignature(result.value(), form);
  if (!options.out.empty()) writeFile(options.out, bytesOf(encoded), context.console());
  if (context.console().json()) {
    context.console().result(
        Json{{"slot", slot.number()},
             {"digest", hexOf(digest)},
             {"signature", hexOf(result.value().bytes)},
             {"der", hexOf(bytesOf(encodeSignature(result.value(), SignatureForm::der)))}});
  } else if (options.out.empty()) {
    context.console().raw(encoded);
  }
}

}  // namespace

void addSign(CLI::App& root, Context& context) {
  auto options = std::make_shared<SignOptions>();
  CLI::App& command = addCommand(
      root, "sign",
      {.summary = "sign a file with a private key of the chip",
       .details = "ECDSA over P-256 with SHA-256. The computer hashes the file, the chip signs the digest.",
       .examples = {"signet sign 0 firmware.bin --out firmware.sig",
                    "openssl dgst -sha256 -verify device.pub -signature firmware.sig firmware.bin",
                    "signet sign 0 --digest 64_HEX_DIGITS --format hex"}});
  addOption(command, "slot", options->slot, "the slot of the private key, 0 to 15").required();
  addMessageOptions(command, options->message);
  addOption(command, "--format", options->format,
            "der (if not given with --out), base64 (if not given without), raw (R S) or hex")
      .typeName("der|base64|raw|hex");
  addOption(command, "--out", options->out, "write the signature to this file instead of stdout")
      .typeName("FILE");
  onRun(command, [&context, options] { sign(context, *options); });
}

}  // namespace signet::cli
