// Enrolling: a chip that has its key gets a certificate for it, in the chip and in files, and a record.
//
//     HomeLock lock(home);
//     Authority authority = Authority::openOrMake(home, now);
//     const Enrolment done = enrol(chip, home, authority, {.name = "kitchen"}, now);
//
// Run again it changes nothing. After an interruption it continues: each file is whole, and what is missing
// is made. A device has one certificate at a time: when it gets another, for a new name or a new key, the old
// one is revoked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/home/home.h"
#include "host/pki/authority.h"
#include "host/profile/slot_map.h"
#include "signet/atecc/device.h"

namespace signet::provision {

struct EnrolOptions {
  std::string name = {};  ///< empty: as it is named already, else signet-SERIAL
  /// Of the profile that made the chip. None: as in the record, else as its configuration suggests.
  std::optional<profile::SlotMap> slots = {};
  std::string profile = {};                 ///< its name; empty: as in the record
  std::string brokerHost = {};              ///< empty: as in the record, else localhost
  std::uint16_t brokerPort = 0;             ///< 0: as in the record, else 8883
  std::optional<atecc::Slot> keySlot = {};  ///< none: the slot that the chip's configuration suggests
  bool renew = false;                       ///< a new certificate also when the present one is good
};

struct Enrolment {
  home::DeviceRecord record;
  atecc::Slot keySlot;
  pki::Certificate certificate;
  bool madeKey = false;
  bool madeCertificate = false;
  bool revokedOld = false;
  bool storedInChip = false;    ///< written now
  bool chipHoldsChain = false;  ///< now or before
  bool changedFiles = false;    ///< any file of the device

  bool changed() const { return madeKey || madeCertificate || storedInChip || changedFiles; }
};

/// Throws what enrol() would say about the chip itself and its key, so that nothing is made for a chip that
/// can be no device. Changes nothing.
void requireEnrollable(atecc::Device& chip, const home::Home& home, const EnrolOptions& options);

/// What to do about a data zone that is still open behind a locked configuration: a sentence that names the
/// profile to apply, or how to lock what no profile of signet's has made. `key`: the slot of its key,
/// if it has one for TLS.
std::string lockingAdvice(const atecc::ConfigZone& config, std::optional<atecc::Slot> key);

/// `chip`: both zones locked. `now`: POSIX time. Throws UserError:
///   usage     a name that is invalid or another device's
///   refused   a zone is not locked yet, there is no slot with a key for TLS or no key can be made in it; the
///             present certificate is revoked and `renew` was not asked for
///   badFile   a file in home, also when the pairing secret is needed and not there
///   and what the chip answers.
Enrolment enrol(atecc::Device& chip, const home::Home& home, pki::Authority& authority,
                const EnrolOptions& options, std::int64_t now);

}  // namespace signet::provision
