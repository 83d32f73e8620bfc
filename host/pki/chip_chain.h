// A device's certificate chain in its chip: compressed into three slots, and rebuilt from them.
//
//     const StoredChain stored = compressChain(device, signer, root);
//     SlotContent slots(chip, map, secret);
//     storeChain(slots, stored);
//     const std::vector<Certificate> chain = loadChain(slots, name, root);
//
// What is in the slots is 72 bytes for each certificate (signet/x509/compressed.h). The rest is the same
// for all certificates that Authority issues, and follows from the root's certificate and the device's
// name. All throw UserError.
#pragma once

#include <optional>
#include <vector>

#include "host/pki/certificate.h"
#include "host/pki/slot_content.h"
#include "signet/atecc/types.h"
#include "signet/x509/compressed.h"

namespace signet::pki {

/// The content of the slots `certificate`, `signer-key` and `signer-certificate`.
struct StoredChain {
  x509::CompressedCertificate device;
  atecc::PublicKey signerKey;
  x509::CompressedCertificate signer;
};

/// Refuses (badFile) what cannot be rebuilt byte for byte: certificates that Authority did not issue.
StoredChain compressChain(const Certificate& device, const Certificate& signer, const Certificate& root);

/// Device and signer, byte for byte as they were issued. Throws (badFile) when the result is not signed by
/// `root`: another name, another key in the chip, another authority.
std::vector<Certificate> rebuildChain(const StoredChain& stored, const std::string& deviceName,
                                      const atecc::PublicKey& deviceKey, const Certificate& root);

/// Whether the chip has slots for a chain.
bool holdsChain(const profile::SlotMap& map);

/// What the slots hold; nothing when one was never written or holds something
/// else. Precondition: holdsChain().
std::optional<StoredChain> readChain(SlotContent& slots);

/// Writes the slots that hold something else, and reads them back. False: they held all of it already, and
/// nothing was written. Precondition: holdsChain().
bool storeChain(SlotContent& slots, const StoredChain& stored);

/// readChain() and rebuildChain(), with the device's key from the chip's `tls-identity` slot.
std::vector<Certificate> loadChain(SlotContent& slots, const std::string& deviceName,
                                   const Certificate& root);

}  // namespace signet::pki
