#include "host/pki/private_key.h"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <filesystem>

#include "host/base/files.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"
#include "host/home/home.h"
#include "signet/core/secure.h"

namespace signet::pki {
namespace {

MutableBytes bytesIn(std::string& text) {
  return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

PrivateKey::PrivateKey(evp_pkey_st* key) : key_(key, EVP_PKEY_free) {}

PrivateKey PrivateKey::generate() {
  return PrivateKey(madeByOpenssl(EVP_EC_gen("P-256"), "making a key"));
}

PrivateKey PrivateKey::load(const std::string& path) {
  refuseIfOthersCanRead(path);
  std::string pem = readFile(path);
  const ZeroOnExit wipe(bytesIn(pem));
  // Nothing to ask a passphrase of: the empty callback makes an encrypted key fail.
  const auto noPassphrase = [](char*, int, int, void*) { return -1; };
  PrivateKey key(PEM_read_bio_PrivateKey(readingBio(pem).get(), nullptr, noPassphrase, nullptr));
  ERR_clear_error();
  if (key.get() != nullptr && isP256(key.get())) return key;
  throw UserError(Exit::badFile,
                  fmt::format("{} is not a P-256 private key in PEM form without a passphrase.", path),
                  "Restore it from a backup. Without one, what it signed must be issued again.");
}

void PrivateKey::save(const std::string& path) const {
  const Bio bio(madeByOpenssl(BIO_new(BIO_s_secmem()), "writing a key"));
  checkOpenssl(PEM_write_bio_PKCS8PrivateKey(bio.get(), get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
               "writing a key");
  std::string pem = contentOf(bio);
  const ZeroOnExit wipe(bytesIn(pem));
  home::Home::makeFolderFor(path);
  replaceFile(path, pem, kOwnerOnly);
}

PrivateKey PrivateKey::loadOrMake(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return load(path);
  PrivateKey key = generate();
  key.save(path);
  return key;
}

atecc::PublicKey PrivateKey::publicKey() const {
  return coordinatesOf(get());
}

}  // namespace signet::pki
