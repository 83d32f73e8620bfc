#include "host/identity/wear_file.h"

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "host/base/errors.h"
#include "host/base/files.h"

namespace signet::identity {
namespace {

std::map<unsigned, std::uint32_t> read(const std::string& path) {
  std::map<unsigned, std::uint32_t> counts;
  std::ifstream file(path);
  unsigned slot = 0;
  std::uint32_t count = 0;
  while (file >> slot >> count) {
    if (slot < atecc::Slot::kCount) counts[slot] = count;
  }
  return counts;
}

}  // namespace

void loadWear(const std::string& path, Span<tls::EphemeralSlot> slots) {
  const auto counts = read(path);
  for (tls::EphemeralSlot& one : slots) {
    const auto found = counts.find(one.slot.number());
    if (found != counts.end()) one.generated = found->second;
  }
}

void storeWear(const std::string& path, Span<const tls::EphemeralSlot> slots) {
  auto counts = read(path);
  for (const tls::EphemeralSlot& one : slots) counts[one.slot.number()] = one.generated;
  std::string text;
  for (const auto& [slot, count] : counts) text += fmt::format("{} {}\n", slot, count);
  try {
    replaceFile(path, text);
  } catch (const UserError&) {
    // See the header.
  }
}

}  // namespace signet::identity
