#include "signet/atecc/config/config_fields.h"

#include "signet/core/check.h"

namespace signet::atecc {
namespace {

constexpr std::size_t fieldEnd(const ConfigField& field) {
  return field.offset + field.size * field.count;
}

constexpr bool fieldsHaveNoGaps() {
  std::size_t next = 0;
  for (const ConfigField& field : kConfigFields) {
    if (field.offset != next) return false;
    next = fieldEnd(field);
  }
  return next == 128;
}
static_assert(fieldsHaveNoGaps());

}  // namespace

ConfigAccess configAccess(std::size_t offset) {
  for (const ConfigField& field : kConfigFields) {
    if (offset < fieldEnd(field)) return field.access;
  }
  checkFailed();
}

bool isConfigWritable(std::size_t offset, std::size_t size) {
  SIGNET_CHECK((size == 4 || size == 32) && offset % size == 0 && offset + size <= 128);
  for (std::size_t i = offset; i < offset + size; ++i) {
    const ConfigAccess access = configAccess(i);
    if (access != ConfigAccess::write && access != ConfigAccess::writeThenLock) return false;
  }
  return true;
}

}  // namespace signet::atecc
