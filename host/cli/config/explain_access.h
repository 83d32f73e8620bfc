// Who may do what with a slot of a chip in service (both zones locked): the answers behind the
// words of explain.h.
#pragma once

#include <optional>

#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/lint/exposure.h"

namespace signet::cli {

enum class Who {
  nobody,
  anyone,     ///< whoever reaches the bus
  keyHolder,  ///< whoever knows the key in slot `key`
};

struct Access {
  Who who = Who::nobody;
  std::optional<atecc::Slot> key{};  ///< with keyHolder
  bool open = false;                 ///< with keyHolder: that key is no secret, so it is anyone after all

  bool byAnyone() const { return who == Who::anyone || open; }
};

/// All that can be asked about one slot. Operations that its type does not have are allowed to no one.
struct SlotRights {
  Access read;       ///< its content; of a private key never
  Access publicKey;  ///< GenKey(public) of a private key
  Access use;        ///< its key: Sign, ECDH, MAC, GenDig, Verify ...
  Access write;      ///< the Write command
  Access genKey;     ///< a new private key made in the chip
  Access privWrite;  ///< a private key brought from outside
  Access derive;     ///< DeriveKey
  Access ecdh;       ///< the ECDH result of the slot before it
  Access lock;       ///< Lock(slot)

  /// Someone can still change what is in the slot.
  bool changes() const;
};

/// Keeps nothing. `exposure` is that of `zone`.
SlotRights accessOf(const atecc::ConfigZone& zone, const atecc::Exposure& exposure, atecc::Slot slot);

}  // namespace signet::cli
