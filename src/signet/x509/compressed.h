// The compressed certificate: 72 bytes, so that a certificate fits into a slot of the chip (ATECC508A
// datasheet DS20005927A, table 2-4). Everything else comes from a template that is the same for all devices
// of a product.
//
//     offset  length  field
//          0      64  signature R || S
//         64       3  dates (dates.h)
//         67       2  signer ID, big-endian
//         69       1  template ID (high nibble), chain ID (low nibble)
//         70       1  source of the serial number (high nibble), format version (low nibble)
//         71       1  version 0: 00. version 1: bits 7-4 extend the dates, low nibble free
#pragma once

#include <array>
#include <cstdint>

#include "signet/atecc/types.h"
#include "signet/core/sha256.h"
#include "signet/core/status.h"
#include "signet/x509/dates.h"

namespace signet::x509 {

/// Where the certificate's serial number comes from.
enum class SerialSource : std::uint8_t {
  stored = 0x0,                  ///< kept elsewhere on the device
  storedWithLength = 0x7,        ///< the same, its first byte is the length
  chipSerial = 0x8,              ///< 40 || SN[0:8], 10 bytes
  signerId = 0x9,                ///< 40 || signer ID, 3 bytes
  publicKeyHash = 0xA,           ///< SHA-256(public key || dates), the top two bits set to 01
  chipSerialHash = 0xB,          ///< SHA-256(SN[0:8] || dates), likewise
  publicKeyHashPositive = 0xC,   ///< as A, only the top bit cleared (deprecated)
  chipSerialHashPositive = 0xD,  ///< as B, only the top bit cleared (deprecated)
  publicKeyHashRaw = 0xE,        ///< as A, unchanged (deprecated)
  chipSerialHashRaw = 0xF,       ///< as B, unchanged (deprecated)
};

struct CompressedCertificate {
  static constexpr std::size_t kSize = 72;

  atecc::Signature signature;
  EncodedDates dates;
  std::uint16_t signerId = 0;
  std::uint8_t templateId = 0;  ///< 0-15
  std::uint8_t chainId = 0;     ///< 0-15
  SerialSource serialSource = SerialSource::publicKeyHash;
  std::uint8_t formatVersion = 0;  ///< 0 or 1
  std::uint8_t freeNibble = 0;     ///< version 1 only, low nibble of the last byte

  std::array<std::uint8_t, kSize> encode() const;
  /// badEncoding: unknown serial number source or format version, or a date that does not exist.
  /// noSuchCertificate: nothing but one repeated byte, as in a slot that was never written.
  static Result<CompressedCertificate> decode(Bytes bytes);
};

/// What serial numbers are made of. Only what the source asks for is read.
struct SerialInputs {
  atecc::PublicKey publicKey;  ///< the certificate's own
  atecc::SerialNumber chipSerial{};
  Bytes stored;  ///< for stored and storedWithLength
};

/// Writes out.size() bytes, as many as the template has. notEncodable: the source gives another length.
Status makeSerial(const CompressedCertificate& certificate, const SerialInputs& inputs, Sha256& sha256,
                  MutableBytes out);

}  // namespace signet::x509
