#include "host/base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace signet {
namespace {

TEST(Json, WritesEachKindOfValue) {
  EXPECT_EQ(Json().dump(), "null");
  EXPECT_EQ(Json(true).dump(), "true");
  EXPECT_EQ(Json(-3).dump(), "-3");
  EXPECT_EQ(Json(std::numeric_limits<std::uint64_t>::max()).dump(), "18446744073709551615");
  EXPECT_EQ(Json(1.0).dump(), "1.0");
  EXPECT_EQ(Json(0.1).dump(), "0.1");
  EXPECT_EQ(Json("a \"b\"\n").dump(), R"("a \"b\"\n")");
  EXPECT_EQ(Json(std::vector<std::string>{"a", "b"}).dump(), R"(["a","b"])");
}

TEST(Json, PairsThatBeginWithTextMakeAnObject) {
  const Json json{{"b", 1}, {"a", {{"c", nullptr}}}, {"list", Json::array({Json{{"d", false}}})}};
  EXPECT_EQ(json.dump(), R"({"b":1,"a":{"c":null},"list":[{"d":false}]})") << "in the order of writing";
  EXPECT_EQ((Json{{"b", 1}, {2, 3}}.dump()), R"([["b",1],[2,3]])");
  EXPECT_EQ(Json::array({"b", "a"}).dump(), R"(["b","a"])") << "never an object";
}

TEST(Json, IsIndentedForPeople) {
  const Json json{{"a", Json::array({1, 2})}, {"none", Json::object()}, {"empty", Json::array()}};
  EXPECT_EQ(json.dump(2), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"none\": {},\n  \"empty\": []\n}");
}

TEST(Json, GrowsByMembersAndElements) {
  Json json;
  EXPECT_TRUE(json.empty());
  json["a"] = 1;
  json["list"].push_back("x");
  json["a"] = 2;
  EXPECT_FALSE(json.empty());
  EXPECT_EQ(json.dump(), R"({"a":2,"list":["x"]})");
  EXPECT_THROW(json.push_back(1), std::exception) << "an object has no elements";
}

TEST(Json, ReadsWhatItWrites) {
  const std::string text = R"({"t":"x","b":true,"n":-1,"u":7,"f":0.5,"l":[1,null],"o":{}})";
  const auto json = Json::parse(text);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->dump(), text);
  EXPECT_TRUE(json->isObject());
  EXPECT_EQ(*json->find("t")->text(), "x");
  EXPECT_TRUE(*json->find("b")->boolean());
  EXPECT_EQ(json->find("n")->number(), -1);
  EXPECT_EQ(json->find("f")->number(), 0.5);
  EXPECT_EQ(json->members().size(), 7U);
}

TEST(Json, RefusesWhatIsSomethingElse) {
  for (const char* const bad : {"", "{", "{\"a\":}", "[1,]", "{} {}", "nul"})
    EXPECT_FALSE(Json::parse(bad)) << bad;
  EXPECT_TRUE(Json::parse(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(Json::parse(std::string(100000, '[') + std::string(100000, ']'))) << "each level takes stack";
  const Json number = 3;
  EXPECT_EQ(number.text(), nullptr);
  EXPECT_EQ(number.boolean(), nullptr);
  EXPECT_EQ(number.find("a"), nullptr);
  EXPECT_FALSE(Json("3").number());
  EXPECT_FALSE(Json::array().isObject());
  EXPECT_THROW(Json("\xFF").dump(), std::exception) << "no UTF-8";
}

}  // namespace
}  // namespace signet
