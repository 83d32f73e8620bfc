#include "host/cli/files.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "host/base/encoding.h"
#include "host/crypto/openssl_sha256.h"

namespace signet::cli {
namespace {

Sha256Digest digestOfStream(std::istream& stream, ProgressLine& progress, std::uintmax_t size) {
  OpensslSha256 sha;
  sha.start();
  std::vector<char> piece(std::size_t{1024} * 1024);
  std::size_t done = 0;
  while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
    sha.update(bytesOf({piece.data(), static_cast<std::size_t>(stream.gcount())}));
    done += static_cast<std::size_t>(stream.gcount());
    progress.step(done >> 20, size == 0 ? done >> 20 : size >> 20);
  }
  return sha.finish();
}

}  // namespace

std::string readFile(const std::string& path, std::istream& in) {
  return path == "-" ? readStream(in, path) : signet::readFile(path);
}

Sha256Digest digestOfFile(const std::string& path, std::istream& in, Console& console) {
  std::error_code unknown;
  std::uintmax_t size = path == "-" ? 0 : std::filesystem::file_size(path, unknown);
  if (unknown) size = 0;
  ProgressLine progress(console, "hashing " + path);
  return path == "-" ? digestOfStream(in, progress, size) : digestOfStream(*openFile(path), progress, size);
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
  return keyFrom(readFile(path, in), path);
}

}  // namespace signet::cli
