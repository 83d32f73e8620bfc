#include "host/provision/journal.h"

#include <gtest/gtest.h>

#include "host/base/errors.h"

namespace signet::provision {
namespace {

Journal sample() {
  Journal journal;
  journal.serial = {1, 0x23, 4, 5, 6, 7, 8, 9, 0xEE};
  journal.profile = "aws-iot";
  journal.progress = ApplyProgress::identityMade;
  journal.identity = atecc::PublicKey();
  journal.identity->bytes[3] = 7;
  return journal;
}

bool refuses(const std::string& text) {
  try {
    (void)parseJournal(text, "journal");
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::badFile);
    EXPECT_NE(std::string(error.what()).find("journal: "), std::string::npos);
    return true;
  }
  return false;
}

TEST(Journal, ComesBackTheSame) {
  Journal journal = sample();
  EXPECT_EQ(parseJournal(journalText(journal), "journal"), journal);
  journal.identity.reset();
  for (int i = 0; i <= static_cast<int>(ApplyProgress::complete); ++i) {
    journal.progress = static_cast<ApplyProgress>(i);
    EXPECT_EQ(parseJournal(journalText(journal), "journal"), journal);
  }
}

TEST(Journal, NoByteCanBeChangedLostOrAdded) {
  const std::string text = journalText(sample());
  EXPECT_FALSE(refuses(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(refuses(changed)) << i;
    EXPECT_TRUE(refuses(text.substr(0, i))) << i;
  }
  EXPECT_TRUE(refuses(text + "\n"));
  EXPECT_TRUE(refuses(text + text));
}

}  // namespace
}  // namespace signet::provision
