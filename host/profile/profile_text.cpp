// Profiles as TOML.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>

#include "host/base/errors.h"
#include "host/base/files.h"
#include "host/profile/profile.h"
#include "host/profile/profile_check.h"
#include "host/profile/shipped_profiles.h"

namespace signet::profile {
namespace {

using atecc::Slot;

constexpr std::size_t kLongestProfileName = 32;
constexpr std::size_t kLongestSummary = 200;

/// Reads one document; every failure is a sentence with the line it is about.
class ProfileReader {
 public:
  explicit ProfileReader(const std::string& source) : source_(source) {}

  Profile read(std::string_view text) const {
    const toml::table document = parsed(text);
    allowOnly(document, {"name", "summary", "otp", "slots"});
    Profile profile;
    profile.name = nameIn(document);
    profile.summary = textIn(document, "summary", kLongestSummary);
    profile.otpMode = otpModeIn(document);
    const toml::table* slots = document["slots"].as_table();
    if (slots == nullptr) fail(document, "There is no table [slots].", "Say under [slots] what each is for.");
    for (const auto& [key, value] : *slots) {
      profile.slots.set(slotIn(key.str(), value), roleIn(value));
    }
    return profile;
  }

 private:
  [[noreturn]] void failAt(const toml::source_position& at, const std::string& what,
                           const std::string& next) const {
    const std::string where = at.line == 0 ? source_ : fmt::format("{}, line {}", source_, at.line);
    throw UserError(Exit::badFile, fmt::format("{}: {}", where, what), next);
  }
  [[noreturn]] void fail(const toml::node& node, const std::string& what, const std::string& next) const {
    failAt(node.source().begin, what, next);
  }

  toml::table parsed(std::string_view text) const {
    try {
      return toml::parse(text, source_);
    } catch (const toml::parse_error& error) {
      failAt(error.source().begin, fmt::format("{}.", error.description()),
             "A profile is TOML (https://toml.io); `signet profile show aws-iot` prints one.");
    }
  }

  void allowOnly(const toml::table& table, std::initializer_list<std::string_view> names) const {
    for (const auto& [key, value] : table) {
      if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
      fail(value, fmt::format("'{}' means nothing here.", key.str()),
           fmt::format("Known are: {}.", fmt::join(names, ", ")));
    }
  }

  std::string textIn(const toml::table& table, const char* key, std::size_t longest) const {
    const auto value = table[key].value<std::string>();
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (!value || value->empty() || value->size() > longest ||
        std::any_of(value->begin(), value->end(), isControl)) {
      fail(table, fmt::format("The {} is missing, or not one line of text.", key),
           fmt::format("Write {} = \"...\", up to {} characters.", key, longest));
    }
    return *value;
  }

  std::string nameIn(const toml::table& table) const {
    std::string name = textIn(table, "name", kLongestProfileName);
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos) return name;
    fail(table, fmt::format("'{}' is not a name for a profile.", name),
         "Use lower case letters, digits and hyphens.");
  }

  atecc::OtpMode otpModeIn(const toml::table& table) const {
    const auto* node = table.get("otp");
    if (node == nullptr) return atecc::OtpMode::readOnly;
    const auto text = node->value<std::string>();
    if (text == "read-only") return atecc::OtpMode::readOnly;
    if (text == "consumable") return atecc::OtpMode::consumption;
    fail(*node, "otp is neither \"read-only\" nor \"consumable\".", "Write otp = \"read-only\".");
  }

  Slot slotIn(std::string_view key, const toml::node& value) const {
    unsigned number = Slot::kCount;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    const bool canonical =
        error == std::errc() && end == key.data() + key.size() && key == std::to_string(number);
    const Result<Slot> slot = Slot::from(canonical ? number : Slot::kCount);
    if (!slot.ok()) fail(value, fmt::format("'{}' is not a slot.", key), "Slots are 0 to 15.");
    return *slot;
  }

  SlotUse useIn(const toml::node& node) const {
    const auto name = node.value<std::string>();
    if (!name) fail(node, "This says no use of a slot.", "Write the use in quotes: 0 = \"tls-identity\".");
    if (const auto use = slotUseOf(*name)) return *use;
    fail(node, fmt::format("'{}' is no use of a slot.", *name),
         fmt::format("Known are: {}.", slotUseNames()));
  }

  SlotRole roleIn(const toml::node& node) const {
    const toml::table* table = node.as_table();
    if (table == nullptr) return {.use = useIn(node)};
    allowOnly(*table, {"use", "access", "renewable"});
    const toml::node* use = table->get("use");
    if (use == nullptr) fail(node, "This slot has no use.", "Write { use = \"data\" }.");
    SlotRole role{.use = useIn(*use)};
    if (const toml::node* access = table->get("access")) role.access = accessIn(*access, role.use);
    if (const toml::node* renewable = table->get("renewable")) {
      role.renewable = renewableIn(*renewable, role.use);
    }
    return role;
  }

  SlotAccess accessIn(const toml::node& node, SlotUse use) const {
    if (!hasAccess(use)) {
      fail(node, fmt::format("A slot for {} has no access to choose.", slotUseName(use)),
           "Leave access out.");
    }
    const auto text = node.value<std::string>();
    if (text == "open") return SlotAccess::open;
    if (text == "paired") return SlotAccess::paired;
    fail(node, "access is neither \"open\" nor \"paired\".", "Write access = \"paired\".");
  }

  bool renewableIn(const toml::node& node, SlotUse use) const {
    const auto* value = node.as_boolean();
    if (value != nullptr && use == SlotUse::tlsIdentity) return value->get();
    fail(node, "renewable is for a tls-identity, and is true or false.", "Write renewable = true.");
  }

  const std::string& source_;
};

std::string roleWords(const SlotRole& role) {
  if (role.access == SlotAccess::paired) {
    return fmt::format("{{ use = \"{}\", access = \"paired\" }}", slotUseName(role.use));
  }
  if (role.renewable) return fmt::format("{{ use = \"{}\", renewable = true }}", slotUseName(role.use));
  return fmt::format("\"{}\"", slotUseName(role.use));
}

/// As TOML writes it in quotes. Control characters never get into a profile.
std::string quotedText(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return '"' + out + '"';
}

}  // namespace

Profile parseProfile(std::string_view text, const std::string& source) {
  Profile profile = ProfileReader(source).read(text);
  checkProfile(profile, source);
  return profile;
}

std::string profileText(const Profile& profile) {
  const char* otp = profile.otpMode == atecc::OtpMode::readOnly ? "read-only" : "consumable";
  std::string text = fmt::format("name    = \"{}\"\nsummary = {}\notp     = \"{}\"\n\n[slots]\n",
                                 profile.name, quotedText(profile.summary), otp);
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const SlotRole& role = profile.slots.at(Slot::from(number).value());
    if (role.use != SlotUse::unused) text += fmt::format("{:<2} = {}\n", number, roleWords(role));
  }
  return text;
}

const std::vector<Profile>& shippedProfiles() {
  static const std::vector<Profile> profiles = [] {
    std::vector<Profile> parsed;
    for (std::size_t i = 0; i < kShippedProfileCount; ++i) {
      parsed.push_back(parseProfile(kShippedProfileTexts[i], "a profile of this program"));
    }
    return parsed;
  }();
  return profiles;
}

Profile loadProfile(const std::string& nameOrFile) {
  if (nameOrFile.find('/') != std::string::npos || nameOrFile.ends_with(".toml")) {
    return parseProfile(readFile(nameOrFile), nameOrFile);
  }
  std::string names;
  for (const Profile& profile : shippedProfiles()) {
    if (profile.name == nameOrFile) return profile;
    names += (names.empty() ? "" : ", ") + profile.name;
  }
  throw usageError(fmt::format("There is no profile '{}'.", nameOrFile),
                   fmt::format("Known are: {}. A profile of your own is named by its file: my.toml.", names));
}

}  // namespace signet::profile
