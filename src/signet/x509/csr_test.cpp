#include "signet/x509/csr.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "signet/x509/test_openssl.h"

namespace signet::x509 {
namespace {

using test::OpensslSha256;
using test::OpensslSigner;

Bytes text(std::string_view s) {
  return Bytes(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
}

/// Parsed and its signature verified by OpenSSL; null if it refuses either.
test::Request accepted(Bytes csr) {
  const std::uint8_t* p = csr.data();
  test::Request request(d2i_X509_REQ(nullptr, &p, static_cast<long>(csr.size())));
  if (!request || p != csr.end()) return nullptr;
  if (X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get())) != 1) return nullptr;
  return request;
}

std::string subjectOf(X509_REQ* request) {
  std::unique_ptr<BIO, test::Deleter<BIO_free>> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), X509_REQ_get_subject_name(request), 0,
                     XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

class CsrTest : public ::testing::Test {
 protected:
  Result<Bytes> write(const CsrRequest& request) { return writeCsr(request, signer_, sha256_, buffer_); }

  test::Key key_ = test::newKey();
  OpensslSigner signer_{key_.get()};
  OpensslSha256 sha256_;
  std::array<std::uint8_t, kCsrSize> buffer_{};
};

TEST_F(CsrTest, OpensslAcceptsEverySubjectField) {
  const NameAttribute subject[] = {
      {Attribute::country, "DE"},           {Attribute::stateOrProvince, "Bayern"},
      {Attribute::locality, "München"},     {Attribute::organization, "signet"},
      {Attribute::organizationalUnit, "A"}, {Attribute::commonName, "sensor-1"},
      {Attribute::serialNumber, "0123EE"}};
  const test::Request request = accepted(*write({subject, {}, 0, false}));
  ASSERT_TRUE(request);
  EXPECT_EQ(subjectOf(request.get()),
            "serialNumber=0123EE,CN=sensor-1,OU=A,O=signet,L=München,ST=Bayern,C=DE");
}

TEST_F(CsrTest, AsksForExtensions) {
  const NameAttribute subject[] = {{Attribute::commonName, "d"}};
  const std::uint8_t ip[] = {127, 0, 0, 1};
  const AltName names[] = {{AltNameType::dns, text("d.local")}, {AltNameType::ip, ip}};
  const test::Request request = accepted(*write({subject, names, digitalSignature | keyAgreement, true}));
  ASSERT_TRUE(request);
  auto* const extensions = X509_REQ_get_extensions(request.get());
  ASSERT_TRUE(extensions);
  EXPECT_EQ(sk_X509_EXTENSION_num(extensions), 3);
  auto* const usage =
      static_cast<ASN1_BIT_STRING*>(X509V3_get_d2i(extensions, NID_key_usage, nullptr, nullptr));
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->data[0], 0x88);
  auto* const alt =
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr));
  EXPECT_EQ(sk_GENERAL_NAME_num(alt), 2);
  ASN1_BIT_STRING_free(usage);
  GENERAL_NAMES_free(alt);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}

TEST_F(CsrTest, RefusesWhatACertificateCannotHold) {
  const std::string tooLong(65, 'x');
  const NameAttribute bad[] = {{Attribute::commonName, ""},      {Attribute::commonName, tooLong},
                               {Attribute::country, "D"},        {Attribute::country, "D1"},
                               {Attribute::serialNumber, "a_b"}, {Attribute::commonName, "\xFF"},
                               {Attribute::commonName, "a\nb"},  {Attribute::country, "DEU"}};
  for (const NameAttribute& attribute : bad) {
    EXPECT_EQ(write({Span<const NameAttribute>(&attribute, 1), {}, 0, false}).status(),
              Status::invalidArgument)
        << attribute.value;
  }
  const std::uint8_t ip[] = {1, 2, 3};
  const AltName badNames[] = {{AltNameType::dns, {}}, {AltNameType::ip, ip}, {AltNameType::uri, text("a b")}};
  for (const AltName& name : badNames) {
    EXPECT_EQ(write({{}, Span<const AltName>(&name, 1), 0, false}).status(), Status::invalidArgument);
  }
  EXPECT_EQ(write({{}, {}, 0x0100, false}).status(), Status::invalidArgument);
}

TEST_F(CsrTest, SaysWhenTheBufferIsTooSmall) {
  const NameAttribute subject[] = {{Attribute::commonName, "d"}};
  for (std::size_t size = 0; size < 200; ++size) {
    EXPECT_EQ(writeCsr({subject, {}, 0, false}, signer_, sha256_, MutableBytes(buffer_).first(size)).status(),
              Status::bufferTooSmall);
  }
}

TEST_F(CsrTest, SignatureBreaksWithEveryByte) {
  const NameAttribute subject[] = {{Attribute::commonName, "d"}};
  const Bytes csr = *write({subject, {}, 0, false});
  for (std::size_t i = 0; i < csr.size(); ++i) {
    buffer_[i] ^= 1;
    EXPECT_FALSE(accepted(csr)) << i;
    buffer_[i] ^= 1;
  }
  EXPECT_TRUE(accepted(csr));
}

RC_GTEST_FIXTURE_PROP(CsrTest, EverySubjectThatIsTakenIsAccepted,
                      (const std::string& name, std::uint16_t usage)) {
  const NameAttribute subject[] = {{Attribute::commonName, name}};
  const Result<Bytes> csr = write({subject, {}, static_cast<std::uint16_t>(usage & 0xFE00), true});
  if (csr.ok()) {
    RC_ASSERT(static_cast<bool>(accepted(*csr)));
  } else {
    RC_ASSERT(csr.status() == Status::invalidArgument);
  }
}

RC_GTEST_PROP(Signature, ComesBackFromDer, ()) {
  atecc::Signature signature;
  for (auto& byte : signature.bytes) byte = *rc::gen::element<std::uint8_t>(0, 1, 0x7F, 0x80, 0xFF);
  std::array<std::uint8_t, 80> buffer{};
  DerWriter writer(buffer);
  writeSignature(writer, signature);
  DerReader reader(*writer.finish());
  const Result<atecc::Signature> back = readSignature(reader.next(der::kBitString)->content);
  RC_ASSERT(back.ok());
  RC_ASSERT(*back == signature);
}

TEST(Signature, RefusesOtherForms) {
  const std::vector<std::uint8_t> bad[] = {
      {},
      {0x00},
      {0x01, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01},        // unused bits
      {0x00, 0x30, 0x06, 0x02, 0x01, 0x81, 0x02, 0x01, 0x01},        // negative
      {0x00, 0x30, 0x07, 0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x01},  // not the shortest
      {0x00, 0x30, 0x03, 0x02, 0x01, 0x01},                          // no S
      {0x00, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x00},  // something behind
      {0x00, 0x30, 0x09, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01}};
  for (const auto& content : bad) EXPECT_EQ(readSignature(content).status(), Status::badEncoding);
}

}  // namespace
}  // namespace signet::x509
