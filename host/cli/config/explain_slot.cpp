#include "host/cli/config/explain_slot.h"

#include <fmt/format.h>

namespace signet::cli {
namespace {

using atecc::ConfigZone;
using atecc::DeriveMode;
using atecc::KeyConfig;
using atecc::KeyType;
using atecc::ReadMode;
using atecc::Slot;
using atecc::SlotConfig;
using atecc::WriteMode;

using Lines = std::vector<std::string>;

struct View {
  const ConfigZone& zone;
  Slot slot;
  SlotConfig config;
  KeyConfig key;
  const SlotRights& access;

  bool locked() const { return zone.slotLocked(slot); }
};

/// "anyone on the bus", "whoever knows the key in slot 4", with the truth about that key.
std::string who(const Access& access) {
  if (access.who == Who::anyone) return "anyone on the bus";
  if (access.who == Who::nobody) return "nobody";
  const unsigned key = access.key->number();
  if (access.open)
    return fmt::format("anyone on the bus: the key in slot {} that it needs is no secret", key);
  return fmt::format("whoever knows the key in slot {}", key);
}

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string holds(const View& view) {
  if (view.key.isPrivate())
    return view.key.keyType() == KeyType::p256 ? "P-256 private key" : "private key of no known type";
  if (view.key.keyType() == KeyType::p256) {
    return view.key.pubInfo() ? "P-256 public key that has to be validated" : "P-256 public key";
  }
  return view.config.isSecret() ? "secret: a key, or data to hide" : "open data";
}

// ---- What it can do.

Lines privateKeyUses(const View& view) {
  if (!view.config.isSecret()) return {"No command will ever use it: a private key needs IsSecret = 1."};
  if (view.key.keyType() != KeyType::p256) return {"No command will ever use it: KeyType is not P-256."};
  Lines lines;
  if (view.config.externalSign())
    lines.push_back("Signs any digest it is given: TLS client, certificate requests.");
  if (view.config.internalSign())
    lines.push_back("Signs messages that the chip makes about its own content.");
  if (view.config.ecdh()) {
    const unsigned next = view.slot.number() + 1;
    if (!view.config.ecdhToNextSlot()) {
      lines.push_back("ECDH (key agreement): the shared secret crosses the bus in clear.");
    } else if (next % 2 == 0) {
      lines.push_back(
          "ECDH is allowed in name only: its secret would go to the next slot, which odd slots cannot.");
    } else {
      lines.push_back(
          fmt::format("ECDH (key agreement): the shared secret goes to slot {}, not onto the bus.", next));
    }
  }
  if (lines.empty()) lines.push_back("Can do nothing: it may neither sign nor do ECDH.");
  return lines;
}

Lines otherUses(const View& view) {
  if (view.key.isPublicKey()) {
    if (view.slot.size() < 72) return {"Too small for a public key (36 of 72 bytes): Verify cannot use it."};
    return {"Verifies signatures made with the private key it belongs to (Verify)."};
  }
  if (!view.config.isSecret()) return {fmt::format("Stores up to {} bytes.", view.slot.size())};
  if (view.config.noMac())
    return {"A key that checks answers (CheckMac) and enters TempKey (GenDig), but makes no MACs."};
  return {"A key for MAC, HMAC, CheckMac, GenDig and DeriveKey, used inside of the chip."};
}

std::string usesLeft(const View& view) {
  const std::uint32_t left = view.zone.usesLeft(view.slot);
  const char* by = view.slot.number() == 15 && view.zone.family() != atecc::ChipFamily::atecc608
                       ? "LastKeyUse"
                       : "counter 0, shared by all such slots";
  return fmt::format("Limited use: {} uses are left ({}), and anyone can burn them.", left, by);
}

Lines uses(const View& view) {
  Lines lines = view.key.isPrivate() ? privateKeyUses(view) : otherUses(view);
  if (view.key.reqAuth()) {
    lines.push_back(
        view.access.use.who == Who::nobody || !view.access.use.key
            ? fmt::format("Its key can never be used: slot {} cannot authorise.", view.key.authKey())
            : fmt::format(
                  "Its key is used only after authorisation (CheckMac or Verify with slot {}), so by {}.",
                  view.key.authKey(), who(view.access.use)));
  }
  if (view.key.reqRandom())
    lines.push_back("Its key is used only with a fresh random number of the chip (no replays).");
  if (view.config.limitedUse()) lines.push_back(usesLeft(view));
  if (view.key.intrusionDisable()) lines.push_back("Its key is used only while the intrusion latch is set.");
  return lines;
}

// ---- What depends on it.

template <typename Depends>
void addGuarded(Lines& lines, const char* what, const Depends& depends) {
  std::vector<unsigned> slots;
  for (unsigned i = 0; i < Slot::kCount; ++i) {
    if (depends(Slot::from(i).value())) slots.push_back(i);
  }
  if (!slots.empty()) lines.push_back(fmt::format("{} {}.", what, slotList(slots)));
}

Lines guards(const View& view, const atecc::Exposure& exposure) {
  const auto isMine = [&](const Access& access) {
    return access.who == Who::keyHolder && *access.key == view.slot;
  };
  Lines lines;
  addGuarded(lines, "Its key reads", [&](Slot s) { return isMine(accessOf(view.zone, exposure, s).read); });
  addGuarded(lines, "Its key writes", [&](Slot s) { return isMine(accessOf(view.zone, exposure, s).write); });
  addGuarded(lines, "Its key replaces the private key in",
             [&](Slot s) { return isMine(accessOf(view.zone, exposure, s).privWrite); });
  addGuarded(lines, "Its key authorises the use of", [&](Slot s) {
    return view.zone.keyConfig(s).reqAuth() && view.zone.keyConfig(s).authKeySlot() == view.slot;
  });
  addGuarded(lines, "It validates the public key in", [&](Slot s) {
    const KeyConfig key = view.zone.keyConfig(s);
    return key.isPublicKey() && key.pubInfo() && view.key.isPublicKey() &&
           view.zone.slotConfig(s).readKeySlot() == view.slot;
  });
  return lines;
}

// ---- Who reads it.

Lines reads(const View& view) {
  if (view.key.isPrivate()) {
    Lines lines = {"Nobody, ever: the private key does not leave the chip."};
    lines.push_back(view.access.publicKey.who == Who::nobody
                        ? "Its public key is shown only in the moment the key is made (PubInfo = 0)."
                        : fmt::format("Its public key: {}.", who(view.access.publicKey)));
    return lines;
  }
  switch (view.config.readMode()) {
    case ReadMode::clear: return {"Anyone on the bus."};
    case ReadMode::never: return {"Nobody, ever."};
    case ReadMode::prohibited:
      return {"Undefined: EncryptRead = 1 needs IsSecret = 1. Take it as readable by anyone."};
    case ReadMode::encrypted: break;
  }
  if (view.access.read.who == Who::nobody) {
    return {fmt::format("Nobody: reads are encrypted with slot {}, whose key can never be used.",
                        view.config.readKey())};
  }
  return {capitalised(who(view.access.read)) + "; the content is encrypted on the bus."};
}

// ---- Who changes it.

void addPrivateKeyChanges(const View& view, Lines& lines) {
  if (view.access.genKey.who != Who::nobody) {
    lines.push_back(fmt::format("A new key can be made in the chip (GenKey) by {}; the old key is lost.",
                                who(view.access.genKey)));
  }
  if (view.access.privWrite.who != Who::nobody) {
    lines.push_back(fmt::format("A key from outside can be written over it (PrivWrite) by {}.",
                                who(view.access.privWrite)));
  }
}

void addWrites(const View& view, Lines& lines) {
  const Access& access = view.access.write;
  if (access.who == Who::nobody) return;
  const bool unlessValid = view.config.writeMode() == WriteMode::pubInvalid;
  const char* how = access.who == Who::keyHolder ? ", encrypted"
                    : unlessValid                ? ", unless it holds a validated key"
                                                 : "";
  lines.push_back(fmt::format("Written by {}{}.", who(access), how));
}

void addDerive(const View& view, Lines& lines) {
  const Access& access = view.access.derive;
  if (access.who == Who::nobody) return;
  const DeriveMode mode = view.config.deriveMode();
  const bool roll = mode == DeriveMode::roll || mode == DeriveMode::rollWithMac;
  const std::string from = roll ? "itself" : fmt::format("the key in slot {}", view.config.writeKey());
  lines.push_back(fmt::format(
      "Its first 32 bytes can be replaced by a key derived from {} (DeriveKey) by {}.", from, who(access)));
}

Lines changes(const View& view) {
  if (view.locked()) return {"Nobody, ever: this slot is locked."};
  Lines lines;
  addPrivateKeyChanges(view, lines);
  addWrites(view, lines);
  addDerive(view, lines);
  if (view.access.ecdh.who != Who::nobody) {
    lines.push_back(fmt::format("ECDH with slot {} puts its shared secret here, by {}.",
                                view.slot.number() - 1, who(view.access.ecdh)));
  }
  if (lines.empty()) lines.push_back("Nobody, ever.");
  return lines;
}

// ---- Locks.

Lines earlier(const View& view, bool isGuard) {
  if (view.zone.dataLocked()) return {};
  if (view.locked()) return {"Locked from the start: nothing can ever be put in."};
  if (!view.key.isPrivate()) {
    Lines lines = {"Anyone on the bus writes it, 32 bytes at a time; nobody reads it."};
    if (isGuard && view.config.isSecret()) {
      lines.push_back("Write a key into it now: unwritten it stays all ff, which everyone knows.");
    }
    return lines;
  }
  if (!view.config.isSecret() || view.key.keyType() != KeyType::p256) return {"No key can be made in it."};
  return {"Anyone on the bus makes a key in it (GenKey) or writes one (PrivWrite); nobody reads it."};
}

Lines locks(const View& view) {
  if (view.locked()) return {"Locked, for ever."};
  if (!view.key.lockable()) return {"Cannot be locked on its own."};
  return {view.access.changes()
              ? "Anyone on the bus can lock it on its own; then nobody changes it any more, for ever."
              : "Anyone on the bus can lock it on its own; in service that changes nothing."};
}

}  // namespace

SlotExplanation explainSlot(const ConfigZone& zone, const atecc::Exposure& exposure, Slot slot) {
  SlotExplanation text;
  text.slot = slot;
  text.access = accessOf(zone, exposure, slot);
  const View view{zone, slot, zone.slotConfig(slot), zone.keyConfig(slot), text.access};
  text.holds = holds(view);
  text.use = uses(view);
  text.guards = guards(view, exposure);
  text.read = reads(view);
  text.change = changes(view);
  text.earlier = earlier(view, !text.guards.empty());
  text.lock = locks(view);
  return text;
}

}  // namespace signet::cli
