#include "host/provision/journal.h"

#include <fmt/format.h>

#include <array>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl_sha256.h"

namespace signet::provision {
namespace {

constexpr std::string_view kHeader = "signet journal 1";
constexpr const char* kProgressNames[] = {"begun", "config-locked", "secret-written", "identity-made",
                                          "complete"};
constexpr std::string_view kNoKeyText = "none";

std::string checksum(std::string_view text) {
  OpensslSha256 sha;
  return hexOf(Bytes(sha.digestOf(bytesOf(text))).first(8));
}

/// Takes the lines of a journal one after the other.
class JournalReader {
 public:
  JournalReader(std::string_view text, const std::string& source) : text_(text), source_(source) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw UserError(Exit::badFile, fmt::format("{}: {}", source_, what),
                    "The chip still shows most of its state (signet plan). "
                    "If nothing of this file can be saved, remove it: "
                    "a key that it does not vouch for is then made again.");
  }

  std::string_view line() {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) fail("The journal ends in the middle.");
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end + 1;
    return found;
  }

  /// The rest of a line that begins with this word.
  std::string_view value(std::string_view word) {
    const std::string_view found = line();
    if (found.size() > word.size() && found.starts_with(word) && found[word.size()] == ' ')
      return found.substr(word.size() + 1);
    fail(fmt::format("The line \"{} ...\" is missing.", word));
  }

  /// Exactly so many bytes as lower-case digits.
  template <std::size_t N>
  std::array<std::uint8_t, N> bytes(std::string_view digits, const char* what) {
    std::array<std::uint8_t, N> value{};
    const auto parsed = parseHex(digits);
    if (!parsed || parsed->size() != N || hexOf(*parsed) != digits)
      fail(fmt::format("The {} is not {} hexadecimal digits.", what, 2 * N));
    copy(*parsed, value);
    return value;
  }

  void end() {
    const std::string_view before = text_.substr(0, at_);
    if (value("checksum") != checksum(before)) fail("The journal is damaged: its checksum does not fit.");
    if (at_ != text_.size()) fail("Something follows the journal's last line.");
  }

 private:
  std::string_view text_;
  const std::string& source_;
  std::size_t at_ = 0;
};

ApplyProgress progressOf(JournalReader& reader, std::string_view name) {
  for (std::size_t i = 0; i < std::size(kProgressNames); ++i) {
    if (name == kProgressNames[i]) return static_cast<ApplyProgress>(i);
  }
  reader.fail(fmt::format("'{}' is no progress.", name));
}

}  // namespace

const char* progressName(ApplyProgress progress) {
  return kProgressNames[static_cast<std::size_t>(progress)];
}

std::string journalText(const Journal& journal) {
  const std::string key = journal.identity ? hexOf(journal.identity->bytes) : std::string(kNoKeyText);
  const std::string text =
      fmt::format("{}\nserial {}\nprofile {}\nprogress {}\nidentity {}\n", kHeader, hexOf(journal.serial),
                  journal.profile, progressName(journal.progress), key);
  return text + fmt::format("checksum {}\n", checksum(text));
}

Journal parseJournal(std::string_view text, const std::string& source) {
  JournalReader reader(text, source);
  if (reader.line() != kHeader) reader.fail("This is no journal of this version of signet.");
  Journal journal;
  journal.serial = reader.bytes<9>(reader.value("serial"), "serial number");
  journal.profile = reader.value("profile");
  journal.progress = progressOf(reader, reader.value("progress"));
  const std::string_view key = reader.value("identity");
  if (key != kNoKeyText) journal.identity = atecc::PublicKey{reader.bytes<64>(key, "public key")};
  reader.end();
  return journal;
}

}  // namespace signet::provision
