// Payloads as a broker delivers them: whoever may publish chooses every byte.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/cli/connect/message_text.h"

namespace {

/// Nothing that a terminal obeys.
bool isHarmless(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) return false;
  }
  return text.find("\xC2\x9B") == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!isHarmless(signet::cli::forTerminal(text))) std::abort();
  return 0;
}
