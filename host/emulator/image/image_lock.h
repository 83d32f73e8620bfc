// ImageLock: makes sure that one program at a time uses a chip image.
#pragma once

#include <string>

namespace signet::emulator {

/// Holds `PATH.lock` with flock(2) from construction to destruction. The lock goes with the process, also
/// when it crashes; the file holds the number of the process for the message to the next one, and is removed
/// at the end.
class ImageLock {
 public:
  /// Throws ChipImageError: inUse (names the image and the process that uses it), notFound (no such
  /// folder), noPermission, io.
  explicit ImageLock(const std::string& imagePath);
  ~ImageLock();
  ImageLock(const ImageLock&) = delete;
  ImageLock& operator=(const ImageLock&) = delete;

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace signet::emulator
