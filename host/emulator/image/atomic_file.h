// Chip images as files: replaced so that a crash at any instant leaves the old or the new one, and read.
#pragma once

#include <string>
#include <string_view>

#include "host/base/atomic_file.h"
#include "host/emulator/image/chip_image.h"

namespace signet::emulator {

/// Makes `path` hold `text`. The caller holds the image's lock; a temporary file that a crash left behind is
/// replaced. Throws ChipImageError (noPermission, notFound, io); then `path` is unchanged.
void replaceFile(FileOps& files, const std::string& path, std::string_view text);

/// Throws ChipImageError: notFound, noPermission, io.
std::string readImageFile(const std::string& path);

/// The file itself where `path` is a symbolic link to it: a rename would replace the link.
std::string resolvedPath(const std::string& path);

/// The sentence for errno after `action` ("read", "write") on an image failed.
[[noreturn]] void throwFileError(const std::string& path, const char* action, int error);

/// Encodes and replaces; the caller holds the lock. Throws as replaceFile().
void storeChipImage(const std::string& path, const ChipImage& image, FileOps& files);

}  // namespace signet::emulator
