// Journal: how far the provisioning of one chip has come, so that it can continue after any interruption.
//
// What is written and locked can be read from the chip. The journal adds what cannot: which profile was
// meant, which steps were certainly done, and that the key in the identity slot was made here. It holds no
// secret. A text of five lines (docs/provision.md); the last one is a checksum, so that damage is not
// mistaken for progress.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "signet/atecc/types.h"

namespace signet::provision {

/// Each is reached when the one before is, and never left again.
enum class Progress : std::uint8_t {
  begun,
  configLocked,   ///< read back
  secretWritten,  ///< or none is wanted
  identityMade,
  complete,  ///< data locked, key and secret proved
};

/// "config-locked". Static storage.
const char* progressName(Progress progress);

struct Journal {
  atecc::SerialNumber serial{};
  std::string profile;
  Progress progress = Progress::begun;
  std::optional<atecc::PublicKey> identity;  ///< the key that was made

  friend bool operator==(const Journal&, const Journal&) = default;
};

std::string journalText(const Journal& journal);

/// Throws UserError (Exit::badFile) that names `source`.
Journal parseJournal(std::string_view text, const std::string& source);

}  // namespace signet::provision
