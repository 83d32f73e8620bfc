// OpenSSL's objects with owners, and its failures as exceptions.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace signet {

template <auto Function>
struct OpensslFree {
  template <typename T>
  void operator()(T* object) const {
    Function(object);
  }
};

using Bio = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;

/// Throws std::runtime_error with OpenSSL's own words. For what cannot fail but by a defect or for
/// want of memory.
[[noreturn]] void opensslFailed(const char* doing);

inline void checkOpenssl(bool good, const char* doing) {
  if (!good) opensslFailed(doing);
}
template <typename T>
T* madeByOpenssl(T* object, const char* doing) {
  checkOpenssl(object != nullptr, doing);
  return object;
}

/// What was written into a memory BIO.
std::string contentOf(const Bio& bio);
/// A BIO to read from; `text` must outlive it.
Bio readingBio(std::string_view text);

}  // namespace signet
