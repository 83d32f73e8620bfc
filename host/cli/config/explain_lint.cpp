#include "host/cli/config/explain_lint.h"

#include <fmt/format.h>

namespace signet::cli {
namespace {

using atecc::Finding;
using atecc::LintRule;

/// {s} is the slot, {o} the other slot.
struct Template {
  const char* reason;
  const char* change;
};

/// In the order of LintRule.
constexpr Template kTemplates[] = {
    {"The I2C address byte is 0x{a:02x}, which no chip may have: it could not be reached any more.",
     "Set I2C_Address to an even value from 0x10 to 0xee; 0xc0 is the usual one (7-bit 0x60)."},
    {"After its next wake the chip answers at another address: I2C_Address is 0x{a:02x}, 7-bit 0x{b:02x}.",
     "Keep 0xc0 (7-bit 0x60) unless your software uses the new address."},
    {"A reserved bit is set (byte 17, 90 or 91, or ChipMode bits 7-3); what it does is not documented.",
     "Set these bits to 0."},
    {"OTPmode is neither 0xaa (read-only) nor 0x55 (consumption); what other values do is not documented.",
     "Set OTPmode to 0xaa."},
    {"OTPmode is 0x55 (consumption): anyone on the bus can clear bits of OTP, for ever.",
     "Set OTPmode to 0xaa (read-only) unless you count with OTP bits."},
    {"Counter {o} holds bytes that no count leads to; what the chip does with them is not documented.",
     "Start a counter at ff ff ff ff 00 00 00 00 (zero), or at the code of another value."},
    {"LastKeyUse holds a byte other than ff 7f 3f 1f 0f 07 03 01 00; "
     "what the chip does with it is not documented.",
     "Use ff for 8 uses a byte, the others for fewer."},
    {"The lock bytes cannot be like this on a chip: the file is damaged or was edited.",
     "Use 55 for open and 00 for locked; data is never locked before the configuration."},
    {"The configuration is locked, the data zone is not: anyone can still write every slot, "
     "and no rule protects them.",
     "Write keys and data, then lock the data zone."},
    {"No slot can hold a TLS client key: none is a usable private key that signs digests from outside.",
     "Give a slot KeyConfig Private = 1, KeyType = P-256, and SlotConfig IsSecret = 1, ReadKey bit 0 = 1."},
    {"Slot {s} is to hold the TLS client key, but it cannot sign digests from outside.",
     "Give it KeyConfig Private = 1, KeyType = P-256, and SlotConfig IsSecret = 1, ReadKey bit 0 = 1."},
    {"SelectorMode is 1: the Selector byte can be set only once.", "Nothing, if this is meant."},
    {"TTLenable is 1: the levels of the inputs follow VCC instead of a fixed reference.",
     "Nothing, if this is meant."},
    {"The watchdog takes 10 s instead of 1.3 s: the chip stays awake longer.", "Nothing, if this is meant."},
    {"This is not an ATECC508A: bytes that mean something else on this part were not judged.",
     "Check bytes 13, 18, 19, 68 to 83, 85, 90 and 91 by its own datasheet."},
    {"EncryptRead is 1 with IsSecret 0, which the datasheet forbids: the content may be open to all.",
     "Set IsSecret to 1 for encrypted reads, or EncryptRead to 0 for open ones."},
    {"WriteConfig is not Always while IsSecret is 0; "
     "the datasheet asks for IsSecret 1 there to work properly.",
     "For open data that never changes, set WriteConfig to Always (0), Lockable to 1, "
     "and lock the slot when written."},
    {"A private key with IsSecret 0: GenKey, Sign and ECDH will all refuse it.", "Set IsSecret to 1."},
    {"Private is 1, but KeyType is not P-256: GenKey, Sign and ECDH will all refuse it.",
     "Set KeyType to 4 (P-256)."},
    {"A private key that may neither sign nor do ECDH: of no use.",
     "Set ReadKey bit 0 (sign digests from outside), 1 (sign internal messages) or 2 (ECDH)."},
    {"KeyType or bit 13 of KeyConfig has a reserved value; what it does is not documented.",
     "Set KeyType to 4 (P-256) or 7 (other), and bit 13 to 0."},
    {"AuthKey names slot {k}, but ReqAuth is 0: the key is used without any authorisation.",
     "Set ReqAuth to 1 if authorisation is meant; otherwise AuthKey to 0."},
    {"X509id is set on a slot without a public key.", "Set X509id to 0."},
    {"A public key takes 72 bytes; slots 0 to 7 have 36.", "Move it to one of slots 8 to 15."},
    {"IntrusionDisable is 1, but this part has no intrusion latch to set: the key can never be used.",
     "Set IntrusionDisable to 0."},
    {"SlotLocked is 0 already: once the configuration is locked, nothing can ever be put into this slot.",
     "Set its bit in SlotLocked (bytes 88 and 89) to 1."},
    {"LimitedUse is 1 and no use is left: the key can never be used.",
     "Set LimitedUse to 0, or give it uses (Counter 0; LastKeyUse for slot 15)."},
    {"LimitedUse: anyone on the bus can burn the uses, by counting up or by spending them, "
     "and so kill the key.",
     "Set LimitedUse to 0 unless that risk is meant."},
    {"ReqAuth needs slot {o}, which can never authorise: a private key, used up, or waiting for itself. "
     "Dead key.",
     "Let AuthKey name a secret key or a public key that needs no authorisation by this slot."},
    {"Reads are encrypted with slot {o}, whose key can never be used: nobody can ever read it.",
     "Let ReadKey name a secret key (not a private one)."},
    {"Encrypted writes, PrivWrite or DeriveKey need slot {o}, whose key can never be used: "
     "they are impossible.",
     "Let WriteKey name a secret key (not a private one), or set WriteConfig to Never."},
    {"Anyone on the bus can make GenKey replace this private key by a new one{l}.", "{g}"},
    {"Anyone on the bus can replace this private key by one of their own: "
     "PrivWrite needs key {o}, which is no secret.",
     "Protect slot {o} (WriteConfig Never, IsSecret 1, EncryptRead 0), or clear WriteConfig bit 14 here."},
    {"A secret that anyone on the bus can overwrite in clear with one they know.",
     "Set WriteConfig to Never, or to Encrypt with a secret WriteKey."},
    {"Writes are encrypted with key {o}, but anyone on the bus can learn or set that key.",
     "Protect slot {o}, or let WriteKey name a slot that is."},
    {"Reads are encrypted with key {o}, but anyone on the bus can learn or set that key: the content is "
     "open.",
     "Protect slot {o}, or let ReadKey name a slot that is."},
    {"DeriveKey makes this key from key {o}, but anyone on the bus can learn or set that key.",
     "Protect slot {o}, or clear WriteConfig bit 13."},
    {"Anyone on the bus can run DeriveKey on it without a MAC: "
     "its first 32 bytes become a value that nobody has.",
     "Clear WriteConfig bit 13, or set bit 15 so that a MAC is needed; or lock the slot."},
    {"Its key needs authorisation with slot {o}, but anyone on the bus can pass that.",
     "Protect slot {o}, or let AuthKey name a slot that is."},
    {"Authorised with a public key: "
     "nothing in the datasheet keeps CheckMac from taking its known bytes as the secret.",
     "Authorise with a secret key, or make slot {o} unreadable (IsSecret 1) "
     "and keep that public key to yourself."},
    {"Anyone on the bus can replace this public key by their own: what it verifies proves nothing.",
     "Write it, then lock the slot (Lockable 1); or set PubInfo 1 so that it has to be validated."},
    {"The key in slot {o} decides which public key is valid here, and anyone on the bus can replace it.",
     "Protect slot {o}: lock it once written, or set WriteConfig to Never."},
    {"Key {o} has ReqRandom 0: whoever recorded an encrypted write can repeat it, "
     "and bring the old content back.",
     "Set ReqRandom of slot {o} to 1."},
    {"Anyone on the bus can lock this slot, for ever: a key that is meant to change would be stuck.",
     "Set Lockable to 0."},
    {"The public key has to be validated by slot {o}, which cannot hold a public key: it never can be.",
     "Let ReadKey name the public key that validates (slots 8 to 15), or set PubInfo to 0."},
    {"The shared secret of ECDH crosses the bus in clear: whoever listens there can decrypt the connection.",
     "Fine if nobody reaches the bus. Otherwise set ReadKey bit 3 and read slot N+1 encrypted."},
    {"ECDH with the result to slot N+1 works from even slots only: always refused here.",
     "Move the key to an even slot, or clear ReadKey bit 3."},
    {"The shared secret of ECDH goes to slot {o}, which is for a private key.",
     "Make slot {o} a secret (Private 0, KeyType 7), or clear ReadKey bit 3."},
    {"The shared secret of ECDH goes to slot {o}, which is locked: nothing can be put there.",
     "Leave slot {o} unlocked, or clear ReadKey bit 3."},
    {"The shared secret of ECDH goes to slot {o}, which nobody can ever read: of use inside of the chip "
     "only.",
     "For TLS set IsSecret 1 and EncryptRead 1 on slot {o}, with a secret ReadKey."},
    {"The shared secret of ECDH goes to slot {o}, which anyone reads in clear.",
     "Set IsSecret 1 and EncryptRead 1 on slot {o}, with a secret ReadKey."},
    {"Signs only messages made inside of the chip: not fit as a TLS client key.",
     "Nothing, if this is meant."},
    {"Signs internal messages and any digest from outside: "
     "a signed internal message proves nothing about the chip.",
     "Nothing, unless you use internal signatures as proof: then allow only those on this key."},
    {"PubInfo is 0: the public key is shown only in the moment the key is made.",
     "Set PubInfo to 1, or keep the public key when you make the key."},
};
static_assert(std::size(kTemplates) == atecc::kLintRules);

/// GenKey hurts differently depending on what the key is for and whether its slot can be locked.
Template genKeyWords(const Finding& finding) {
  switch (finding.severity) {
    case atecc::Severity::info:
      return {"; it signs nothing, so nobody gains by it",
              "Nothing: that is how an ephemeral key is renewed."};
    case atecc::Severity::warning:
      return {", until the slot is locked: the device loses its identity",
              "Lock the slot when the key is made, "
              "or clear WriteConfig bit 13 and make the key before the data lock."};
    case atecc::Severity::error: break;
  }
  return {
      ", for ever: the device loses its identity, and the slot cannot be locked",
      "Clear WriteConfig bit 13 and make the key before the data lock, or set Lockable 1 and lock the slot."};
}

std::string fill(const char* text, const Finding& finding, const atecc::ConfigZone& zone) {
  const Template genKey = genKeyWords(finding);
  const unsigned authKey =
      finding.slot == Finding::kNone ? 0 : zone.keyConfig(atecc::Slot::from(finding.slot).value()).authKey();
  return fmt::format(fmt::runtime(text), fmt::arg("s", finding.slot), fmt::arg("o", finding.other),
                     fmt::arg("a", zone.bytes[16]), fmt::arg("b", zone.bytes[16] >> 1),
                     fmt::arg("k", authKey), fmt::arg("l", genKey.reason), fmt::arg("g", genKey.change));
}

}  // namespace

FindingText textOf(const Finding& finding, const atecc::ConfigZone& zone) {
  const Template& words = kTemplates[static_cast<std::size_t>(finding.rule)];
  return {fill(words.reason, finding, zone), fill(words.change, finding, zone)};
}

const char* severityName(atecc::Severity severity) {
  switch (severity) {
    case atecc::Severity::info: return "info";
    case atecc::Severity::warning: return "warning";
    case atecc::Severity::error: return "error";
  }
  return "error";
}

}  // namespace signet::cli
