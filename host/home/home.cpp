#include "host/home/home.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "host/base/encoding.h"
#include "host/base/files.h"

namespace signet::home {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordFile = "device.toml";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<atecc::SerialNumber> serialOf(const std::string& folderName) {
  atecc::SerialNumber serial;
  const auto bytes = parseHex(folderName);
  if (!bytes || bytes->size() != serial.size() || hexOf(*bytes) != folderName) return {};
  copy(*bytes, serial);
  return serial;
}

void makePrivateFolder(const fs::path& path) {
  std::error_code error;
  if (path.empty() || fs::is_directory(path, error)) return;
  makePrivateFolder(path.parent_path());
  if (!fs::create_directory(path, error)) {
    errno = error.value() != 0 ? error.value() : ENOTDIR;
    throw fileError(path.string(), "made");
  }
  fs::permissions(path, fs::perms::owner_all, error);
}

}  // namespace

Home Home::find(const std::string& option) {
  if (!option.empty()) return Home(fs::absolute(option).lexically_normal().string());
  if (const std::string home = environment("SIGNET_HOME"); !home.empty()) return find(home);
  if (const std::string data = environment("XDG_DATA_HOME"); !data.empty()) return find(data + "/signet");
  if (const std::string user = environment("HOME"); !user.empty()) return find(user + "/.local/share/signet");
  throw usageError("There is no folder for signet's files: HOME is not set.", "Name one with --home FOLDER.");
}

std::string Home::device(const atecc::SerialNumber& serial, const std::string& file) const {
  return fmt::format("{}/devices/{}/{}", folder_, hexOf(serial), file);
}

void Home::makeFolderFor(const std::string& path) {
  makePrivateFolder(fs::path(path).parent_path());
}

std::optional<DeviceRecord> Home::load(const atecc::SerialNumber& serial) const {
  const std::string path = device(serial, kRecordFile);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return {};
  DeviceRecord record = recordFromToml(readFile(path), path);
  if (record.serial == serial) return record;
  throw UserError(Exit::badFile, fmt::format("{} is of another chip, {}.", path, hexOf(record.serial)),
                  "Move it to the folder of that chip, or remove it.");
}

void Home::checkName(const DeviceRecord& record) const {
  checkDeviceName(record.name);
  for (const DeviceRecord& other : devices()) {
    if (other.name != record.name || other.serial == record.serial) continue;
    throw usageError(fmt::format("The chip {} is named {} already; two devices must not share their topics.",
                                 hexOf(other.serial), other.name),
                     "Choose another name with --name.");
  }
}

void Home::save(const DeviceRecord& record) const {
  checkName(record);
  const std::string path = device(record.serial, kRecordFile);
  makeFolderFor(path);
  replaceFile(path, recordToToml(record));
}

std::vector<DeviceRecord> Home::devices() const {
  std::vector<DeviceRecord> records;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder_ + "/devices", none)) {
    const auto serial = serialOf(entry.path().filename().string());
    if (!serial) continue;
    if (auto record = load(*serial)) records.push_back(*std::move(record));
  }
  std::sort(records.begin(), records.end(),
            [](const DeviceRecord& a, const DeviceRecord& b) { return a.name < b.name; });
  return records;
}

DeviceRecord Home::deviceNamed(const std::string& name) const {
  const std::vector<DeviceRecord> all = devices();
  if (name.empty() && all.size() == 1) return all.front();
  std::vector<std::string> names;
  for (const DeviceRecord& record : all) {
    if (record.name == name) return record;
    names.push_back(record.name);
  }
  if (all.empty()) {
    throw UserError(Exit::badFile, fmt::format("There is no device in {} yet.", folder_),
                    "`signet setup local` makes one of a chip.");
  }
  throw UserError(Exit::badFile,
                  name.empty() ? fmt::format("There are several devices in {}.", folder_)
                               : fmt::format("There is no device {} in {}.", name, folder_),
                  fmt::format("Name one of: {}.", fmt::join(names, ", ")));
}

FileLock::FileLock(const std::string& path, std::chrono::milliseconds patience, const std::string& sentence,
                   const std::string& next) {
  constexpr std::chrono::milliseconds kLookAgain(20);
  Home::makeFolderFor(path);
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) throw fileError(path, "opened");
  for (;; patience -= kLookAgain) {
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
    if (patience <= kLookAgain) break;
    std::this_thread::sleep_for(kLookAgain);
  }
  ::close(fd_);
  throw UserError(Exit::busy, sentence, next);
}

FileLock::~FileLock() {
  ::close(fd_);
}

HomeLock::HomeLock(const Home& home, std::chrono::milliseconds patience)
    : lock_(home.folder() + "/lock", patience,
            fmt::format("Another signet is changing {} right now.", home.folder()),
            "Try again when it is done.") {}

}  // namespace signet::home
