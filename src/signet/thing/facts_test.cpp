#include "signet/thing/facts.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace signet::thing {
namespace {

class SetDate final : public time::DateSource {
 public:
  std::int64_t now = 0;

 private:
  std::int64_t doPosixTime() override { return now; }
};

std::string added(Facts& facts) {
  std::array<std::uint8_t, Facts::kMaxSize + 1> memory;
  Text text(memory);
  facts.addTo(text);
  return text.finish();
}

TEST(DateAndChip, SaysWhenAndWhichChip) {
  SetDate date;
  DateAndChip facts(date, "0123456789ABCDEFEE");
  date.now = 1'796'025'909;
  EXPECT_EQ(added(facts), R"(,"time":"2026-11-30T08:05:09Z","chip":"0123456789ABCDEFEE")");
  date.now = 253'402'300'799;
  EXPECT_EQ(added(facts), R"(,"time":"9999-12-31T23:59:59Z","chip":"0123456789ABCDEFEE")");
}

TEST(DateAndChip, ADateThatIsNotKnownIsNotSaid) {
  SetDate date;
  DateAndChip facts(date, "0123456789ABCDEFEE");
  for (const std::int64_t unknown : {0, -1}) {
    date.now = unknown;
    EXPECT_EQ(added(facts), R"(,"chip":"0123456789ABCDEFEE")");
  }
}

}  // namespace
}  // namespace signet::thing
