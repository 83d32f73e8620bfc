// Certificates in the chip: device certificate, signer's public key and signer's certificate in three public
// slots, and the whole chain rebuilt from them.
//
//     slot 10   device certificate, compressed    (72 bytes)
//     slot 11   signer's public key               (72 bytes, storage form)
//     slot 12   signer's certificate, compressed
//
// These numbers are the convention of the whole field (Microchip's templates, AWS kits); others can be given.
#pragma once

#include "signet/atecc/device.h"
#include "signet/x509/compressed.h"

namespace signet::x509 {

struct CertificateSlots {
  atecc::Slot device = atecc::Slot::number<10>();
  atecc::Slot signerKey = atecc::Slot::number<11>();
  atecc::Slot signer = atecc::Slot::number<12>();
};

/// Writes a compressed certificate to a slot and reads it back. Slots 8-15 only (invalidArgument). Nothing is
/// written when the slot holds it already, so that repeating wears nothing out.
///   notVerified  what was read back differs
///   and the statuses of Device::writeSlot() and readSlot()
Status storeCertificate(atecc::Device& device, atecc::Slot slot, const CompressedCertificate& certificate);

/// noSuchCertificate: the slot was never written. badEncoding: it holds something else.
Result<CompressedCertificate> loadCertificate(atecc::Device& device, atecc::Slot slot);

/// The signer's public key, in the same way.
Status storePublicKey(atecc::Device& device, atecc::Slot slot, const atecc::PublicKey& key);

}  // namespace signet::x509
