#include "host/cli/connect/message_text.h"

#include <gtest/gtest.h>

#include "host/base/encoding.h"

namespace signet::cli {
namespace {

TEST(ForTerminal, TextStaysAsItIs) {
  EXPECT_EQ(forTerminal("plain, 21.5 \xC2\xB0"
                        "C\tand more"),
            "plain, 21.5 \xC2\xB0"
            "C\tand more");
  EXPECT_EQ(forTerminal(""), "");
}

TEST(ForTerminal, ControlCharactersAreShown) {
  EXPECT_EQ(forTerminal("a\x1b[2J"), "a\\x1B[2J");
  EXPECT_EQ(forTerminal("two\nlines\r"), "two\\x0Alines\\x0D");
  EXPECT_EQ(forTerminal("\x7F"), "\\x7F");
  EXPECT_EQ(forTerminal("\xC2\x9B"
                        "1m"),
            "\\xC2\\x9B1m");  // U+009B begins a sequence like ESC [
  EXPECT_EQ(forTerminal("\xFF"
                        "a\xC2"),
            "\\xFFa\\xC2");  // not UTF-8
}

TEST(MessageText, IsCollectedFromItsPieces) {
  MessageText message;
  mqtt::IncomingMessage head;
  head.topic = "a/b";
  head.qos = mqtt::Qos::exactlyOnce;
  head.retain = true;
  message.begin(head);
  message.add(bytesOf("one "));
  message.add(bytesOf("two"));
  EXPECT_EQ(message.payload(), "one two");
  EXPECT_EQ(message.json().dump(),
            R"({"topic":"a/b","qos":2,"retain":true,"duplicate":false,"payload":"one two"})");
  message.begin(head);  // the connection broke in the middle: nothing of before is left
  message.add(bytesOf("\xFF"));
  EXPECT_EQ(*message.json().find("payloadBase64")->text(), "/w==");
  EXPECT_EQ(message.json().find("payload"), nullptr);
}

}  // namespace
}  // namespace signet::cli
