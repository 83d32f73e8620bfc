#include "host/cli/files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "host/cli/crypto/openssl_sha256.h"
#include "host/cli/encoding.h"
#include "host/cli/errors.h"

namespace signet::cli {
namespace {

UserError fileError(const std::string& path, const char* verb) {
  const int error = errno;
  const char* next = error == ENOENT   ? "Check the name and the folder."
                     : error == EACCES ? "Check the permissions of the file and its folder."
                                       : "Check the file and the disk.";
  return {Exit::badFile, fmt::format("{} cannot be {}: {}.", path, verb, std::strerror(error)), next};
}

/// Hands the stream for a path to `use`: stdin for "-", else the file.
template <typename Use>
auto withInput(const std::string& path, std::istream& in, Use use) {
  if (path == "-") return use(in);
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored))
    errno = EISDIR;
  else
    errno = 0;
  std::ifstream file;
  if (errno == 0) file.open(path, std::ios::binary);
  if (!file.is_open()) throw fileError(path, "read");
  return use(file);
}

}  // namespace

std::string readFile(const std::string& path, std::istream& in) {
  return withInput(path, in, [&path](std::istream& stream) {
    std::string content;
    std::vector<char> piece(std::size_t{64} * 1024);
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
      content.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
      if (content.size() > kMaxFile) {
        throw UserError(Exit::badFile, fmt::format("{} is larger than {} MB.", path, kMaxFile >> 20),
                        "Check that this is the file you mean.");
      }
    }
    return content;
  });
}

Sha256Digest digestOfFile(const std::string& path, std::istream& in, Console& console) {
  std::error_code unknown;
  const std::uintmax_t size = path == "-" ? 0 : std::filesystem::file_size(path, unknown);
  return withInput(path, in, [&](std::istream& stream) {
    Progress progress(console, "hashing " + path);
    OpensslSha256 sha;
    sha.start();
    std::vector<char> piece(std::size_t{1024} * 1024);
    std::size_t done = 0;
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
      sha.update(bytesOf({piece.data(), static_cast<std::size_t>(stream.gcount())}));
      done += static_cast<std::size_t>(stream.gcount());
      progress.step(done >> 20, unknown ? done >> 20 : size >> 20);
    }
    return sha.finish();
  });
}

void writeFile(const std::string& path, Bytes content, Console& console) {
  if (path.empty() || path == "-") {
    console.raw(textOf(content));
    return;
  }
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) throw fileError(path, "written");
}

Secret readKeyFile(const std::string& path, std::istream& in) {
  constexpr std::size_t kKeySize = 32;
  std::string content = readFile(path, in);
  const ZeroOnExit wipe({reinterpret_cast<std::uint8_t*>(content.data()), content.size()});
  if (content.size() == kKeySize) return Secret({content.begin(), content.end()});
  if (auto bytes = parseHex(content); bytes && bytes->size() == kKeySize) return Secret(*std::move(bytes));
  throw UserError(
      Exit::badFile,
      fmt::format("{} is not a key: it has {} bytes that are neither 32 bytes nor 64 hexadecimal digits.",
                  path, content.size()),
      "Give the 32-byte secret of the slot; `openssl rand -hex 32` makes a new one.");
}

}  // namespace signet::cli
