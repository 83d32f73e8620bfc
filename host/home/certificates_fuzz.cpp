#include "host/base/errors.h"
#include "host/home/certificates.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto list = signet::home::CertificateList::fromPem(text, "input");
    for (std::size_t i = 0; i < list.size(); ++i) (void)list.facts(i);
  } catch (const signet::UserError&) {  // what is no certificate is refused
  }
  try {
    const signet::home::CertificateList one({{data, data + size}});
    (void)one.facts(0);
  } catch (const signet::UserError&) {
  }
  return 0;
}
