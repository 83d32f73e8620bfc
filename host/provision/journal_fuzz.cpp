// Any text: a journal that is exactly this text, or a sentence about what is wrong. The checksum is put right
// first, or no input would get past it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl_sha256.h"
#include "host/provision/journal.h"

namespace {

/// The text with the checksum that it should end with.
std::string sealed(const std::string& text) {
  signet::OpensslSha256 sha;
  const auto digest = sha.digestOf(signet::bytesOf(text));
  return text + "checksum " + signet::hexOf(signet::Bytes(digest).first(8)) + "\n";
}

void tryOne(const std::string& text) {
  try {
    const auto journal = signet::provision::parseJournal(text, "input");
    if (journalText(journal) != text) std::abort();
  } catch (const signet::UserError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  tryOne(text);
  tryOne(sealed(text));
  return 0;
}
