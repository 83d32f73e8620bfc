// A crash at every step and every byte of saving leaves the old or the new image.
#include "host/emulator/image/atomic_file.h"
#include "host/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <optional>
#include <vector>

namespace signet::emulator {
namespace {

struct Crash {};

/// A disk that forgets in a power loss what was not synced: content of a file until sync, names in a folder
/// until syncFolder. It writes in pieces of `piece` bytes and crashes before step `crashAt`.
class Disk final : public FileOps {
 public:
  struct File {
    std::string written;
    std::string synced;
  };
  using Folder = std::map<std::string, std::shared_ptr<File>>;

  explicit Disk(std::size_t piece) : piece_(piece) {}

  void put(const std::string& path, const std::string& text) {
    now_[path] = std::make_shared<File>(File{text, text});
    durable_ = now_;
  }
  void crashAt(std::size_t step) {
    steps_ = 0;
    crashAt_ = step;
  }
  void failAt(std::size_t step, int error) {
    steps_ = 0;
    failAt_ = step;
    error_ = error;
  }
  std::size_t steps() const { return steps_; }

  /// What may be in `path` when the machine starts again: each mix of synced and unsynced state.
  std::vector<std::optional<std::string>> survivors(const std::string& path) const {
    std::vector<std::optional<std::string>> all;
    for (const Folder* folder : {&now_, &durable_}) {
      const auto it = folder->find(path);
      if (it == folder->end()) {
        all.push_back(std::nullopt);
      } else {
        all.push_back(it->second->written);
        all.push_back(it->second->synced);
      }
    }
    return all;
  }
  bool has(const std::string& path) const { return now_.count(path) != 0; }

  int create(const std::string& path, unsigned) override {
    if (step()) return -1;
    if (now_.count(path) != 0) return errno = EEXIST, -1;
    open_ = now_[path] = std::make_shared<File>();
    return 3;
  }
  long write(int, const char* bytes, std::size_t size) override {
    if (step()) return -1;
    const std::size_t count = std::min(size, piece_);
    open_->written.append(bytes, count);
    return static_cast<long>(count);
  }
  int sync(int) override {
    if (step()) return -1;
    open_->synced = open_->written;
    return 0;
  }
  int close(int) override { return step() ? -1 : 0; }
  int rename(const std::string& from, const std::string& to) override {
    if (step()) return -1;
    now_[to] = now_.at(from);
    now_.erase(from);
    return 0;
  }
  int remove(const std::string& path) override {
    if (step()) return -1;
    if (now_.erase(path) != 0) return 0;
    return errno = ENOENT, -1;
  }
  int syncFolder(const std::string&) override {
    if (step()) return -1;
    durable_ = now_;
    return 0;
  }

 private:
  bool step() {
    ++steps_;
    if (steps_ == crashAt_) throw Crash{};
    errno = error_;
    return steps_ == failAt_;
  }

  std::size_t piece_;
  std::size_t steps_ = 0;
  std::size_t crashAt_ = 0;
  std::size_t failAt_ = 0;
  int error_ = 0;
  std::shared_ptr<File> open_;
  Folder now_;
  Folder durable_;
};

ChipImage image(std::uint64_t seed) {
  return {Eeprom::factory(seed), {}};
}

void expectOldOrNew(const Disk& disk, const std::string& oldText, const std::string& newText) {
  for (const auto& text : disk.survivors("a/x.chip")) {
    ASSERT_TRUE(text.has_value());
    ASSERT_TRUE(*text == oldText || *text == newText) << *text;
  }
}

TEST(AtomicFile, LeavesOldOrNewWhereverItCrashes) {
  const std::string oldText = encodeChipImage(image(1));
  const std::string newText = encodeChipImage(image(2));
  const std::string nextText = encodeChipImage(image(3));
  std::size_t crashes = 0;
  for (std::size_t step = 1;; ++step) {
    Disk disk(1);
    disk.put("a/x.chip", oldText);
    disk.crashAt(step);
    try {
      replaceFile(disk, "a/x.chip", newText);
      expectOldOrNew(disk, newText, newText);  // nothing of the old may come back after it returned
      break;
    } catch (const Crash&) {
      ++crashes;
    }
    ASSERT_NO_FATAL_FAILURE(expectOldOrNew(disk, oldText, newText)) << "step " << step;
    disk.crashAt(0);
    replaceFile(disk, "a/x.chip", nextText);  // what the crash left behind is no hindrance
    ASSERT_EQ(*disk.survivors("a/x.chip")[1], nextText);
  }
  EXPECT_EQ(crashes, newText.size() + 6)
      << "each byte; remove, create, sync, close, rename, sync of the folder";
}

TEST(AtomicFile, ReportsEachFailureAndLeavesTheOldFile) {
  const std::string oldText = encodeChipImage(image(1));
  for (std::size_t step = 1; step <= 6; ++step) {
    Disk disk(1 << 20);
    disk.put("a/x.chip", oldText);
    disk.failAt(step, ENOSPC);
    try {
      storeChipImage("a/x.chip", image(2), disk);
      FAIL() << "step " << step << " failed unnoticed";
    } catch (const ChipImageError& error) {
      EXPECT_EQ(error.cause(), ChipImageError::Cause::io);
      EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos) << error.what();
    }
    EXPECT_EQ(*disk.survivors("a/x.chip")[0], oldText);
    EXPECT_FALSE(disk.has("a/x.chip.new") && step != 1) << "step " << step;
  }
}

TEST(AtomicFile, WritesTheRealFileSystemInPieces) {
  const TemporaryFolder folder("signet-test");
  const std::string path = folder.path("x.chip");
  replaceFile(realFiles(), path, "one");
  replaceFile(realFiles(), path, std::string(100'000, 'y'));
  EXPECT_EQ(readImageFile(path), std::string(100'000, 'y'));
  EXPECT_EQ(folder.count(), 1U);
}

}  // namespace
}  // namespace signet::emulator
