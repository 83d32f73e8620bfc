#include "signet/json/scanner.h"

#include <gtest/gtest.h>

namespace signet::json {
namespace {

TEST(JsonScanner, TakesWhatComesNextBehindWhiteSpace) {
  Scanner scanner(" \t\r\n{ }");
  EXPECT_FALSE(scanner.take('}'));
  EXPECT_TRUE(scanner.take('{'));
  EXPECT_FALSE(scanner.atEnd());
  EXPECT_TRUE(scanner.take('}'));
  EXPECT_TRUE(scanner.atEnd());
  EXPECT_FALSE(scanner.take('}'));
}

TEST(JsonScanner, GivesTheInsideOfAStringWithItsEscapes) {
  Scanner scanner(R"( "a \"b\" \\" "")");
  std::string_view content;
  ASSERT_TRUE(scanner.takeString(content));
  EXPECT_EQ(content, R"(a \"b\" \\)");
  ASSERT_TRUE(scanner.takeString(content));
  EXPECT_EQ(content, "");
}

TEST(JsonScanner, RejectsAStringThatDoesNotEnd) {
  std::string_view content;
  for (const char* text : {R"("open)", R"("escaped \")", R"("\)", "word", ""})
    EXPECT_FALSE(Scanner(text).takeString(content)) << text;
}

TEST(JsonScanner, TakesWordsNumbersAndStringsAsValues) {
  Scanner scanner(R"(true,-1.5e+3,null,"text")");
  std::string_view value;
  for (const char* expected : {"true", "-1.5e+3", "null"}) {
    ASSERT_TRUE(scanner.takeValue(value));
    EXPECT_EQ(value, expected);
    ASSERT_TRUE(scanner.take(','));
  }
  ASSERT_TRUE(scanner.takeValue(value));
  EXPECT_EQ(value, "");
}

TEST(JsonScanner, RejectsValuesThatAreNone) {
  std::string_view value;
  for (const char* text : {"", ",", "{}", "[1]", ":"}) EXPECT_FALSE(Scanner(text).takeValue(value)) << text;
}

}  // namespace
}  // namespace signet::json
