// device.toml: home.h.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/home/home.h"

namespace signet::home {
namespace {

constexpr std::size_t kLongestName = 64;  // of a common name: RFC 5280, appendix A.1
constexpr std::size_t kLongestText = 253;

UserError badRecord(const std::string& source, const std::string& what) {
  return {Exit::badFile, fmt::format("{}: {}.", source, what),
          "Mend it, or remove the file: `signet setup local` writes it again."};
}

bool isDeviceName(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kLongestName && name != kOperatorName &&
         std::all_of(name.begin(), name.end(), allowed);
}

/// Reads one record; every wrong entry has its sentence.
class RecordReader {
 public:
  RecordReader(const toml::table& table, const std::string& source) : table_(table), source_(source) {}

  DeviceRecord read() const {
    DeviceRecord record;
    record.name = text(table_, "name");
    if (!isDeviceName(record.name)) throw badRecord(source_, "\"name\" is not a device's name");
    record.serial = serial();
    record.profile = text(table_, "profile");
    const toml::table& broker = section("broker");
    record.brokerHost = text(broker, "host");
    if (record.brokerHost.empty()) throw badRecord(source_, "the broker's \"host\" is empty");
    record.brokerPort = port(broker);
    for (const auto& [key, value] : section("slots")) record.slots.set(slotOf(key), roleOf(key, value));
    return record;
  }

 private:
  const toml::table& section(const char* key) const {
    const toml::table* const found = table_[key].as_table();
    if (found == nullptr) throw badRecord(source_, fmt::format("[{}] is missing", key));
    return *found;
  }

  std::string text(const toml::table& from, const char* key) const {
    const auto value = from[key].value_exact<std::string>();
    if (value && value->size() <= kLongestText) return *value;
    throw badRecord(source_, fmt::format("\"{}\" is missing or no short text", key));
  }

  atecc::SerialNumber serial() const {
    atecc::SerialNumber serial;
    const auto bytes = parseHex(text(table_, "serial"));
    if (!bytes || bytes->size() != serial.size())
      throw badRecord(source_, "\"serial\" is not a serial number of 18 hexadecimal digits");
    copy(*bytes, serial);
    return serial;
  }

  std::uint16_t port(const toml::table& broker) const {
    const auto value = broker["port"].value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > 65535)
      throw badRecord(source_, "the broker's \"port\" is not a number from 1 to 65535");
    return static_cast<std::uint16_t>(*value);
  }

  atecc::Slot slotOf(const toml::key& key) const {
    for (unsigned number = 0; number < atecc::Slot::kCount; ++number) {
      if (key.str() == std::to_string(number)) return atecc::Slot::from(number).value();
    }
    throw badRecord(source_, fmt::format("{} is no slot: a chip has slots 0 to 15", std::string(key.str())));
  }

  /// "use", or { use = "...", access = "paired", renewable = true }.
  profile::SlotRole roleOf(const toml::key& key, const toml::node& value) const {
    const toml::table* const more = value.as_table();
    const toml::node_view<const toml::node> use = more != nullptr ? (*more)["use"] : toml::node_view(value);
    const auto word = use.value_exact<std::string>();
    const auto known = word ? profile::slotUseOf(*word) : std::nullopt;
    if (!known) {
      throw badRecord(source_, fmt::format("slot {} has no use that is known; there are {}",
                                           std::string(key.str()), profile::slotUseNames()));
    }
    profile::SlotRole role{.use = *known};
    if (more == nullptr) return role;
    role.renewable = (*more)["renewable"].value_or(false);
    if ((*more)["access"].value_or(std::string_view()) == "paired") role.access = profile::SlotAccess::paired;
    return role;
  }

  const toml::table& table_;
  const std::string& source_;
};

std::string roleText(const profile::SlotRole& role) {
  const char* const use = profile::slotUseName(role.use);
  if (role == profile::SlotRole{.use = role.use}) return fmt::format("\"{}\"", use);
  return fmt::format("{{ use = \"{}\"{}{} }}", use,
                     role.access == profile::SlotAccess::paired ? ", access = \"paired\"" : "",
                     role.renewable ? ", renewable = true" : "");
}

std::string quoted(const std::string& text) {
  const toml::value<std::string> value(text);
  std::ostringstream out;
  out << toml::toml_formatter(value, toml::format_flags::none);  // always in double quotes
  return out.str();
}

}  // namespace

std::string defaultDeviceName(const atecc::SerialNumber& serial) {
  return "signet-" + hexOf(serial);
}

void checkDeviceName(const std::string& name) {
  if (isDeviceName(name)) return;
  throw usageError(fmt::format("\"{}\" cannot be the name of a device: names become part of topics.", name),
                   fmt::format("Use 1 to 64 letters, digits, '-' and '_', but not {}.", kOperatorName));
}

std::string recordToToml(const DeviceRecord& record) {
  std::string slots;
  for (unsigned number = 0; number < atecc::Slot::kCount; ++number) {
    const profile::SlotRole& role = record.slots.at(atecc::Slot::from(number).value());
    if (role != profile::SlotRole{}) slots += fmt::format("{} = {}\n", number, roleText(role));
  }
  return fmt::format(
      "# Written by signet: a device, its chip, and where it connects.\n"
      "name = {}\nserial = \"{}\"\nprofile = {}\n\n[broker]\nhost = {}\nport = {}\n\n[slots]\n{}",
      quoted(record.name), hexOf(record.serial), quoted(record.profile), quoted(record.brokerHost),
      record.brokerPort, slots);
}

DeviceRecord recordFromToml(std::string_view text, const std::string& source) {
  try {
    return RecordReader(toml::parse(text), source).read();
  } catch (const toml::parse_error& error) {
    throw badRecord(source, fmt::format("line {} is not TOML: {}", error.source().begin.line,
                                        std::string(error.description())));
  }
}

}  // namespace signet::home
