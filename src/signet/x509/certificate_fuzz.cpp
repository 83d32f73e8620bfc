// Certificates come from files and from a slot that anyone may have written: whatever the bytes, analysing
// and rebuilding end in a status and stay within the buffers.
#include "signet/x509/certificate.h"

#include "signet/core/sha1.h"
#include "signet/core/sha256.h"
#include "signet/x509/template.h"

namespace {

struct NoSha256 final : signet::Sha256 {
  void doStart() override {}
  void doUpdate(signet::Bytes) override {}
  signet::Sha256Digest doFinish() override { return {}; }
};
struct NoSha1 final : signet::Sha1 {
  signet::Sha1Digest doDigestOf(signet::Bytes) override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::x509;
  constexpr std::size_t kStored = CompressedCertificate::kSize;
  if (size < kStored) return 0;
  const signet::Bytes input(data, size);
  const auto sample = CertificateTemplate::analyse(input.from(kStored), {0x2C00, {1, 0x23}});
  const auto compressed = CompressedCertificate::decode(input.first(kStored));
  if (!sample.ok()) return 0;
  NoSha256 sha256;
  NoSha1 sha1;
  static std::uint8_t out[70000];
  if (compressed.ok()) (void)sample->rebuild(*compressed, {}, {sha256, sha1}, out);
  (void)sample->compress(input.from(kStored), {}, {}, {sha256, sha1}, out);
  return 0;
}
