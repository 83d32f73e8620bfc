#include "host/crypto/openssl.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <stdexcept>

namespace signet {

void opensslFailed(const char* doing) {
  char reason[256] = "no reason given";
  if (const unsigned long error = ERR_get_error(); error != 0)
    ERR_error_string_n(error, reason, sizeof reason);
  ERR_clear_error();
  throw std::runtime_error(fmt::format("OpenSSL failed at {} ({})", doing, reason));
}

std::string contentOf(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio readingBio(std::string_view text) {
  return Bio(madeByOpenssl(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "reading memory"));
}

}  // namespace signet
