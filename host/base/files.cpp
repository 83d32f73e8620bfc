#include "host/base/files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

#include "host/base/encoding.h"

namespace signet {

UserError fileError(const std::string& path, const char* verb) {
  const int error = errno;
  const char* next = error == ENOENT   ? "Check the name and the folder."
                     : error == EACCES ? "Check the permissions of the file and its folder."
                                       : "Check the file and the disk.";
  return {Exit::badFile, fmt::format("{} cannot be {}: {}.", path, verb, std::strerror(error)), next};
}

std::unique_ptr<std::istream> openFile(const std::string& path) {
  std::error_code ignored;
  errno = std::filesystem::is_directory(path, ignored) ? EISDIR : 0;
  auto file = std::make_unique<std::ifstream>();
  if (errno == 0) file->open(path, std::ios::binary);
  if (!file->is_open()) throw fileError(path, "read");
  return file;
}

std::string readFile(const std::string& path) {
  return readStream(*openFile(path), path);
}

std::string readStream(std::istream& stream, const std::string& name) {
  std::string content;
  std::vector<char> piece(std::size_t{64} * 1024);
  while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    if (content.size() > kMaxFile) {
      throw UserError(Exit::badFile, fmt::format("{} is larger than {} MB.", name, kMaxFile >> 20),
                      "Check that this is the file you mean.");
    }
  }
  return content;
}

void replaceFile(const std::string& path, std::string_view text, unsigned mode) {
  try {
    replaceFileAtomically(realFiles(), path, text, mode);
  } catch (const std::system_error& error) {
    errno = error.code().value();
    throw fileError(path, "written");
  }
}

void refuseIfOthersCanRead(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & 077) == 0) return;
  throw UserError(
      Exit::badFile, fmt::format("Others than its owner can reach {}: it may not be secret any more.", path),
      fmt::format("If nobody has read it: chmod 600 {}. Else remove it and all that it signed.", path));
}

Secret keyFrom(std::string content, const std::string& name) {
  constexpr std::size_t kKeySize = 32;
  const ZeroOnExit wipe({reinterpret_cast<std::uint8_t*>(content.data()), content.size()});
  if (content.size() == kKeySize) return Secret({content.begin(), content.end()});
  if (auto bytes = parseHex(content); bytes && bytes->size() == kKeySize) return Secret(*std::move(bytes));
  throw UserError(
      Exit::badFile,
      fmt::format("{} is not a key: it has {} bytes that are neither 32 bytes nor 64 hexadecimal digits.",
                  name, content.size()),
      "Give the 32-byte secret of the slot; `openssl rand -hex 32` makes a new one.");
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace signet
