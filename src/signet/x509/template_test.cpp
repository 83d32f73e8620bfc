#include "signet/x509/template.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "signet/x509/certificate.h"
#include "signet/x509/test_openssl.h"

namespace signet::x509 {
namespace {

using test::Certificate;
using test::derOf;
using test::Key;

constexpr atecc::SerialNumber kChip = {0x01, 0x23, 0x8A, 0x6B, 0x5C, 0x4D, 0x3E, 0x2F, 0xEE};

std::string hex(Bytes bytes) {
  std::string out;
  char two[3];
  for (const std::uint8_t byte : bytes) {
    std::snprintf(two, sizeof two, "%02X", byte);
    out += two;
  }
  return out;
}

/// A factory's certificate authority as OpenSSL runs it: what comes out must be rebuilt byte for byte.
class Authority {
 public:
  struct Order {
    CompressedCertificate identity;
    Validity validity{{2026, 11, 21, 10}, 20};
    atecc::SerialNumber chip = kChip;
    std::size_t serialSize = 16;
    std::vector<std::uint8_t> stored;
    std::string organization = "Example Ltd";
  };

  static std::string signerText(std::uint16_t id) {
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
    return hex(bytes);
  }

  std::vector<std::uint8_t> issue(const Order& order, EVP_PKEY* subject) const {
    Certificate c(X509_new());
    X509_set_version(c.get(), 2);
    setSerial(c.get(), order, subject);
    addName(X509_get_issuer_name(c.get()), order.organization,
            "Signer " + signerText(order.identity.signerId));
    addName(X509_get_subject_name(c.get()), order.organization, "sn" + hex(order.chip));
    setTime(X509_getm_notBefore(c.get()), order.validity.notBefore);
    setTime(X509_getm_notAfter(c.get()), *notAfter(order.validity, DateForm::utcTime));
    X509_set_pubkey(c.get(), subject);
    addKeyId(c.get(), NID_subject_key_identifier, subject);
    addKeyId(c.get(), NID_authority_key_identifier, key_.get());
    X509_sign(c.get(), key_.get(), EVP_sha256());
    return derOf(c.get());
  }

  RebuildInputs inputs(const Order& order, EVP_PKEY* subject) const {
    return {{test::publicKeyOf(subject), order.chip, order.stored}, test::publicKeyOf(key_.get())};
  }
  EVP_PKEY* key() const { return key_.get(); }

 private:
  static void setSerial(X509* c, const Order& order, EVP_PKEY* subject) {
    CompressedCertificate identity = order.identity;
    identity.dates = *encodeDates(order.validity, identity.formatVersion);
    std::vector<std::uint8_t> serial(order.serialSize);
    test::OpensslSha256 sha256;
    ASSERT_EQ(makeSerial(identity, {test::publicKeyOf(subject), order.chip, order.stored}, sha256, serial),
              Status::ok);
    BIGNUM* const number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(c));
    BN_free(number);
  }
  static void addName(X509_NAME* name, const std::string& organization, const std::string& common) {
    const auto add = [&](const char* field, const std::string& value) {
      X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(value.data()),
                                 static_cast<int>(value.size()), -1, 0);
    };
    add("O", organization);
    add("CN", common);
  }
  static void setTime(ASN1_TIME* time, const Date& date) {
    std::uint8_t out[14] = {};
    ASSERT_EQ(writeDate(date, DateForm::utcTime, out), Status::ok);
    ASN1_TIME_set_string(time, reinterpret_cast<const char*>(out));
  }
  static void addKeyId(X509* c, int nid, EVP_PKEY* key) {
    std::uint8_t point[65] = {4};
    const atecc::PublicKey pub = test::publicKeyOf(key);
    std::copy(pub.bytes.begin(), pub.bytes.end(), point + 1);
    ASN1_OCTET_STRING* id = ASN1_OCTET_STRING_new();
    std::uint8_t digest[20];
    SHA1(point, sizeof point, digest);
    ASN1_OCTET_STRING_set(id, digest, sizeof digest);
    if (nid == NID_subject_key_identifier) {
      X509_add1_ext_i2d(c, nid, id, 0, X509V3_ADD_DEFAULT);
      ASN1_OCTET_STRING_free(id);
    } else {
      AUTHORITY_KEYID* const authority = AUTHORITY_KEYID_new();
      authority->keyid = id;
      X509_add1_ext_i2d(c, nid, authority, 0, X509V3_ADD_DEFAULT);
      AUTHORITY_KEYID_free(authority);
    }
  }

  Key key_ = test::newKey();
};

Authority::Order orderWith(SerialSource source) {
  Authority::Order order;
  order.identity.signerId = 0xC0DE;
  order.identity.templateId = 3;
  order.identity.serialSource = source;
  if (source == SerialSource::chipSerial) order.serialSize = 10;
  if (source == SerialSource::signerId) order.serialSize = 3;
  if (source == SerialSource::stored) order.stored.assign(16, 0x21);
  if (source == SerialSource::storedWithLength) {
    order.stored.assign(32, 0x22);
    order.stored[0] = 16;
  }
  return order;
}

class TemplateTest : public ::testing::Test {
 protected:
  CertificateHashes hashes() { return {sha256_, sha1_}; }
  MutableBytes buffer() { return buffer_; }

  test::OpensslSha256 sha256_;
  test::OpensslSha1 sha1_;
  Authority authority_;
  Key device_ = test::newKey();
  std::array<std::uint8_t, 1024> buffer_{};
};

constexpr SerialSource kSources[] = {SerialSource::stored,        SerialSource::storedWithLength,
                                     SerialSource::chipSerial,    SerialSource::signerId,
                                     SerialSource::publicKeyHash, SerialSource::chipSerialHash};

TEST_F(TemplateTest, RebuildsAnotherDevicesCertificateByteForByte) {
  for (const SerialSource source : kSources) {
    // The template comes from one device's certificate ...
    Authority::Order first = orderWith(source);
    const std::vector<std::uint8_t> sample = authority_.issue(first, test::newKey().get());
    const auto t = CertificateTemplate::analyse(sample, {first.identity.signerId, first.chip});
    ASSERT_TRUE(t.ok());
    // ... and serves for another chip, key, signer and date, through the 72 bytes of the slot.
    Authority::Order second = orderWith(source);
    second.identity.signerId = 0x0102;
    second.chip[4] = 0x99;
    second.validity = {{2027, 2, 3, 4}, 0};
    const std::vector<std::uint8_t> wanted = authority_.issue(second, device_.get());
    const RebuildInputs inputs = authority_.inputs(second, device_.get());
    const auto compressed = t->compress(wanted, second.identity, inputs, hashes(), buffer());
    ASSERT_TRUE(compressed.ok()) << static_cast<int>(source);
    const auto stored = CompressedCertificate::decode(compressed->encode());
    ASSERT_TRUE(stored.ok());
    const auto rebuilt = t->rebuild(*stored, inputs, hashes(), buffer());
    ASSERT_TRUE(rebuilt.ok());
    EXPECT_TRUE(equal(*rebuilt, wanted));
    EXPECT_LE(wanted.size(), t->largest());
  }
}

TEST_F(TemplateTest, OpensslVerifiesTheRebuiltCertificate) {
  const Authority::Order order = orderWith(SerialSource::publicKeyHash);
  const auto der = authority_.issue(order, device_.get());
  const auto t = CertificateTemplate::analyse(der, {order.identity.signerId, order.chip});
  const RebuildInputs inputs = authority_.inputs(order, device_.get());
  const auto compressed = t->compress(der, order.identity, inputs, hashes(), buffer());
  const Bytes rebuilt = *t->rebuild(*compressed, inputs, hashes(), buffer());
  const std::uint8_t* p = rebuilt.data();
  const Certificate certificate(d2i_X509(nullptr, &p, static_cast<long>(rebuilt.size())));
  EXPECT_EQ(X509_verify(certificate.get(), authority_.key()), 1);
  EXPECT_EQ(X509_verify(certificate.get(), device_.get()), 0);
}

TEST_F(TemplateTest, RefusesToCompressWhatItCannotRebuild) {
  const Authority::Order order = orderWith(SerialSource::publicKeyHash);
  const auto der = authority_.issue(order, device_.get());
  const auto t = CertificateTemplate::analyse(der, {order.identity.signerId, order.chip});
  const RebuildInputs inputs = authority_.inputs(order, device_.get());

  RebuildInputs otherKey = inputs;
  otherKey.serial.publicKey = test::publicKeyOf(test::newKey().get());
  EXPECT_EQ(t->compress(der, order.identity, otherKey, hashes(), buffer()).status(), Status::notEncodable);
  RebuildInputs otherAuthority = inputs;
  otherAuthority.authority = otherKey.serial.publicKey;
  EXPECT_EQ(t->compress(der, order.identity, otherAuthority, hashes(), buffer()).status(),
            Status::notEncodable);
  CompressedCertificate otherSource = order.identity;
  otherSource.serialSource = SerialSource::chipSerialHash;
  EXPECT_EQ(t->compress(der, otherSource, inputs, hashes(), buffer()).status(), Status::notEncodable);
  otherSource.serialSource = SerialSource::chipSerial;
  EXPECT_EQ(t->compress(der, otherSource, inputs, hashes(), buffer()).status(), Status::notEncodable);

  Authority::Order other = order;
  other.organization = "Other Co Ltd";
  const auto foreign = authority_.issue(other, device_.get());
  EXPECT_EQ(t->compress(foreign, order.identity, inputs, hashes(), buffer()).status(), Status::notEncodable);
  EXPECT_EQ(t->compress(der, order.identity, inputs, hashes(), buffer().first(100)).status(),
            Status::bufferTooSmall);
  EXPECT_EQ(
      t->compress(Bytes(der).first(der.size() - 1), order.identity, inputs, hashes(), buffer()).status(),
      Status::badEncoding);
}

TEST_F(TemplateTest, RefusesSamplesThatAreNoCertificate) {
  auto der = authority_.issue(orderWith(SerialSource::publicKeyHash), device_.get());
  EXPECT_TRUE(CertificateTemplate::analyse(der, {}).ok());
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_EQ(CertificateTemplate::analyse(Bytes(der).first(size), {}).status(), Status::badEncoding);
  }
  der.push_back(0);
  EXPECT_EQ(CertificateTemplate::analyse(der, {}).status(), Status::badEncoding);
}

TEST(CompressedCertificate, RefusesWhatIsNone) {
  std::array<std::uint8_t, 72> bytes{};
  EXPECT_EQ(CompressedCertificate::decode(bytes).status(), Status::noSuchCertificate);
  bytes.fill(0xFF);
  EXPECT_EQ(CompressedCertificate::decode(bytes).status(), Status::noSuchCertificate);
  EXPECT_EQ(CompressedCertificate::decode(Bytes(bytes).first(71)).status(), Status::badEncoding);

  CompressedCertificate good;
  good.dates = *encodeDates({{2026, 1, 1}, 1}, 0);
  bytes = good.encode();
  EXPECT_TRUE(CompressedCertificate::decode(bytes).ok());
  bytes[70] = 0x10;  // no such serial number source
  EXPECT_EQ(CompressedCertificate::decode(bytes).status(), Status::badEncoding);
  bytes[70] = 0xA2;  // format for larger curves
  EXPECT_EQ(CompressedCertificate::decode(bytes).status(), Status::badEncoding);
}

TEST(CompressedCertificate, ReadsTheTailsOfShippedCertificates) {
  std::array<std::uint8_t, 72> bytes{};
  const std::uint8_t tail[] = {0xA5, 0xAC, 0x9C, 0x2C, 0x00, 0x30, 0xA0, 0x00};
  copy(tail, MutableBytes(bytes).from(64));
  const auto c = CompressedCertificate::decode(bytes);
  ASSERT_TRUE(c.ok());
  EXPECT_EQ(c->signerId, 0x2C00);
  EXPECT_EQ(c->templateId, 3);
  EXPECT_EQ(c->chainId, 0);
  EXPECT_EQ(c->serialSource, SerialSource::publicKeyHash);
  EXPECT_EQ(c->encode(), bytes);
}

RC_GTEST_FIXTURE_PROP(TemplateTest, EveryCertificateOfTheProductRoundTrips, ()) {
  Authority::Order order =
      orderWith(*rc::gen::elementOf(std::vector<SerialSource>(std::begin(kSources), std::end(kSources))));
  order.identity.formatVersion = static_cast<std::uint8_t>(*rc::gen::inRange(0, 2));
  order.identity.signerId = *rc::gen::arbitrary<std::uint16_t>();
  for (std::size_t i = 2; i < 8; ++i) order.chip[i] = *rc::gen::arbitrary<std::uint8_t>();
  order.validity.notBefore = {static_cast<std::uint16_t>(*rc::gen::inRange(2000, 2032)),
                              static_cast<std::uint8_t>(*rc::gen::inRange(1, 13)),
                              static_cast<std::uint8_t>(*rc::gen::inRange(1, 29)),
                              static_cast<std::uint8_t>(*rc::gen::inRange(0, 24))};
  order.validity.years =
      static_cast<std::uint8_t>(*rc::gen::inRange(0, 2050 - order.validity.notBefore.year));
  RC_PRE(order.validity.years <= 31);
  const auto der = authority_.issue(order, device_.get());
  const auto t = CertificateTemplate::analyse(der, {order.identity.signerId, order.chip});
  RC_ASSERT(t.ok());
  const RebuildInputs inputs = authority_.inputs(order, device_.get());
  const auto compressed = t->compress(der, order.identity, inputs, hashes(), buffer());
  RC_ASSERT(compressed.ok());
  const auto rebuilt =
      t->rebuild(*CompressedCertificate::decode(compressed->encode()), inputs, hashes(), buffer());
  RC_ASSERT(rebuilt.ok());
  RC_ASSERT(equal(*rebuilt, der));
}

}  // namespace
}  // namespace signet::x509
