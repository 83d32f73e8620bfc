#include "host/cli/config/explain_refusal.h"

#include <fmt/format.h>

#include <array>

namespace signet::cli {
namespace {

using atecc::Opcode;
using atecc::Refusal;
using atecc::RefusalReason;

/// {s} is the slot, {o} the second slot. Reasons continue "slot 2 refuses Sign: ", conditions "... needs: ".
struct ExplainRefusalTemplate {
  const char* reason;
  const char* next;
};

constexpr const char* kSeeExplain =
    "`signet config explain` tells what each slot can do; this cannot be changed any more "
    "once the configuration is locked.";
constexpr const char* kUseAnother =
    "Use a slot whose configuration allows it; `signet config explain` lists them.";
constexpr const char* kUpToDate = "Run the sequence from its Nonce again, without other commands in between.";

/// In the order of RefusalReason.
constexpr ExplainRefusalTemplate kExplainRefusalTemplates[] = {
    {"", ""},
    {"the configuration zone is not locked yet",
     "Check the configuration with `signet config lint`, then lock it with `signet lock`."},
    {"the data zone is not locked yet",
     "Write keys and data first, then lock the data zone with `signet lock`."},
    {"the configuration zone is locked",
     "It can never be changed again; use another chip for another configuration."},
    {"the data zone is locked already", "Nothing is left to do: it is in service."},
    {"the slot is locked (SlotLocked)",
     "Its content can never be changed again; use another slot or another chip."},
    {"KeyConfig.Lockable is 0", kSeeExplain},
    {"bytes 0-15 and 84-87 of the configuration are never changed by Write",
     "Write only words 4-20 and 22-31, or blocks 1 and 3."},
    {"the configuration is only written in clear", "Clear bit 6 of Param1."},
    {"KeyConfig.Private is 1: a private key is used by GenKey, PrivWrite, Sign and ECDH only", kUseAnother},
    {"KeyConfig.Private is 0", kUseAnother},
    {"KeyConfig.KeyType is not P-256", kUseAnother},
    {"SlotConfig.IsSecret is 0, and a private key needs 1", kUseAnother},
    {"it holds no public key (slots 8-15 with Private 0 and KeyType P-256 do)", kUseAnother},
    {"SlotConfig.IsSecret is 1 and EncryptRead 0: it is never readable", kSeeExplain},
    {"SlotConfig.EncryptRead is 1 with IsSecret 0, which the datasheet forbids", kSeeExplain},
    {"SlotConfig.IsSecret is 1: 32 bytes at a time only", "Read or write a whole block."},
    {"before the data zone is locked 32 bytes are written at a time", "Write a whole block."},
    {"SlotConfig.WriteConfig is Never", kSeeExplain},
    {"SlotConfig.WriteConfig asks for an encrypted write with the key in slot {o}",
     "Write it encrypted, with that key."},
    {"OTPmode is read-only", "OTP can never be changed again on this chip."},
    {"OTP is only written in clear once it is locked", "Clear bit 6 of Param1."},
    {"it needs the key in slot {o}, which can never be used", kSeeExplain},
    {"SlotConfig.WriteConfig bit 13 is 0: no GenKey",
     "The key that is in there stays; use another slot for a new one."},
    {"SlotConfig.WriteConfig bit 14 is 0: no PrivWrite", "The key that is in there stays; use another slot."},
    {"SlotConfig.WriteConfig bit 13 is 0: no DeriveKey", kUseAnother},
    {"SlotConfig.WriteConfig asks for a MAC made with the key in slot {o}", "Send the 32-byte MAC too."},
    {"KeyConfig.PubInfo is 0: the public key is not shown", "Keep the public key when the key is made."},
    {"SlotConfig.ReadKey bit 0 is 0: no signatures of digests from outside", kUseAnother},
    {"SlotConfig.ReadKey bit 1 is 0: no signatures of internal messages", kUseAnother},
    {"SlotConfig.ReadKey bit 2 is 0: no ECDH", kUseAnother},
    {"SlotConfig.ReadKey bit 3 sends the secret to slot N+1, which only even slots can", kUseAnother},
    {"SlotConfig.NoMac is 1: only CheckMac and GenDig use its key", kUseAnother},
    {"SlotConfig.LimitedUse is 1 and no use is left", "The key is dead; use another slot."},
    {"KeyConfig.ReqAuth needs slot {o}, which can never authorise", "The key is dead; use another slot."},
    {"KeyConfig.IntrusionDisable is 1, and this part has no intrusion latch",
     "The key is dead; use another slot."},
    {"KeyConfig.PubInfo is 0: this public key is not validated", "It can be used as it is."},
    {"X509format is set: only a certificate validates this key", "Use Verify in mode ValidateExternal."},
    {"X509format is 00: no certificate validates this key", "Use Verify in mode Validate."},
    {"slot {o}, which is to validate it, holds no public key", kSeeExplain},
    {"counter {o} is at its last value", "It can never count again."},
    {"UserExtra can be set once, and was", "It can never be changed again."},
    {"SelectorMode lets Selector be set once, and it was", "It can never be changed again."},
    {"only single-wire parts have a GPIO pin", "This is an I2C part."},
    {"a valid TempKey", "Load it first (Nonce); errors, sleep and most commands clear it."},
    {"bit 2 of the mode to be TempKey's source (0 random nonce, 1 loaded)", "Set bit 2 as TempKey was made."},
    {"TempKey from a random nonce", "Use Nonce in its random mode, not pass-through."},
    {"authorisation with the key in slot {o} before", "Run CheckMac (or Verify) with slot {o} first."},
    {"TempKey from GenDig with the key in slot {o}", kUpToDate},
    {"TempKey from GenDig of a slot or GenKey with digest", kUpToDate},
    {"TempKey from GenKey with digest of this very slot", kUpToDate},
    {"a correct MAC", "Check the key, and that nonce and data are those the MAC was made of."},
    {"the CRC of what the chip holds", "Read back what is in the chip and compare it with what was meant."},
    {"a key in the slot", "Make one first: `signet key gen`."},
    {"a validated public key in slot {s}", "Validate it first (Verify in mode Validate)."},
    {"a public key in the slot that is not validated", "Invalidate it first (Verify in mode Invalidate)."},
    {"SHA to have been started", "Begin with SHA start, without other commands in between."},
    {"the intrusion latch to be set", "Set it with Info in mode GPIO."},
    {"slot {o} to be unlocked, since it takes the shared secret", kSeeExplain},
};
static_assert(std::size(kExplainRefusalTemplates) == atecc::kRefusalReasons);

std::string explainRefusalFill(const char* text, const Refusal& refusal) {
  return fmt::format(fmt::runtime(text), fmt::arg("s", refusal.slot), fmt::arg("o", refusal.other));
}

}  // namespace

const char* commandName(Opcode opcode) {
  switch (opcode) {
    case Opcode::pause: return "Pause";
    case Opcode::read: return "Read";
    case Opcode::mac: return "MAC";
    case Opcode::hmac: return "HMAC";
    case Opcode::write: return "Write";
    case Opcode::genDig: return "GenDig";
    case Opcode::nonce: return "Nonce";
    case Opcode::lock: return "Lock";
    case Opcode::random: return "Random";
    case Opcode::deriveKey: return "DeriveKey";
    case Opcode::updateExtra: return "UpdateExtra";
    case Opcode::counter: return "Counter";
    case Opcode::checkMac: return "CheckMac";
    case Opcode::info: return "Info";
    case Opcode::genKey: return "GenKey";
    case Opcode::sign: return "Sign";
    case Opcode::ecdh: return "ECDH";
    case Opcode::verify: return "Verify";
    case Opcode::privWrite: return "PrivWrite";
    case Opcode::sha: return "SHA";
  }
  return "the command";
}

RefusalText textOf(const Refusal& refusal, Opcode opcode) {
  const ExplainRefusalTemplate& words = kExplainRefusalTemplates[static_cast<std::size_t>(refusal.reason)];
  const std::string whose =
      refusal.slot == Refusal::kNone ? std::string("the chip") : fmt::format("slot {}", refusal.slot);
  const bool condition = refusal.reason >= RefusalReason::tempKeyNeeded;
  return {fmt::format("{} {} {}{}{}", whose, condition ? "wants for" : "refuses", commandName(opcode),
                      condition ? " " : ": ", explainRefusalFill(words.reason, refusal)),
          explainRefusalFill(words.next, refusal)};
}

RefusalText explainExecutionError(const atecc::ConfigZone& zone, const atecc::Command& command) {
  if (const Refusal refusal = findRefusal(zone, command)) return textOf(refusal, command.opcode);
  std::array<Refusal, atecc::kMaxConditions> conditions;
  const std::size_t count = refusalConditions(zone, command, conditions);
  if (count == 0) {
    return {fmt::format("the chip refuses {} in its present state", commandName(command.opcode)),
            "The configuration allows it; run the whole sequence again."};
  }
  if (count == 1) return textOf(conditions[0], command.opcode);
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    const char* joint = i == 0 ? "" : i + 1 == count ? ", or " : ", ";
    list += joint + explainRefusalFill(
                        kExplainRefusalTemplates[static_cast<std::size_t>(conditions[i].reason)].reason,
                        conditions[i]);
  }
  return {fmt::format("{} is allowed here, but something it needs was missing: {}",
                      commandName(command.opcode), list),
          explainRefusalFill(kExplainRefusalTemplates[static_cast<std::size_t>(conditions[0].reason)].next,
                             conditions[0])};
}

}  // namespace signet::cli
