// Json: a JSON value, to build and to read. It stands before the JSON library, whose templates take seconds to compile
// wherever they are included: only json.cpp includes it.
//
//     Json document{{"slot", 3}, {"locked", true}, {"keys", Json::array({"a", "b"})}};
//     document["text"] = "...";
//     document.dump(2);
//
// Objects keep the order in which their members were added.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace signet {

class Json {
 public:
  using Member = std::pair<std::string, Json>;

  Json() = default;  ///< null
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(long value) : value_(std::int64_t{value}) {}
  Json(long long value) : value_(std::int64_t{value}) {}
  Json(unsigned value) : value_(std::uint64_t{value}) {}
  Json(unsigned long value) : value_(std::uint64_t{value}) {}
  Json(unsigned long long value) : value_(std::uint64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(std::string text) : value_(std::move(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(const std::vector<std::string>& texts);
  Json(const std::vector<const char*>& texts);
  Json(const std::vector<unsigned>& numbers);
  /// An object, if each part is a pair that begins with a text; else an array.
  Json(std::initializer_list<Json> parts);

  static Json array(std::initializer_list<Json> elements = {});
  static Json object();
  /// Nothing if `text` is no JSON, or is nested deeper than 64 levels.
  static std::optional<Json> parse(std::string_view text);

  /// The member of an object; made, as null, if there is none. Null becomes an object.
  Json& operator[](std::string_view name);
  /// Adds an element to an array. Null becomes an array.
  void push_back(Json element);

  /// True of null, and of arrays and objects that have nothing in them.
  bool empty() const;
  bool isObject() const { return std::holds_alternative<Members>(value_); }
  /// The members of an object; none of anything else.
  const std::vector<Member>& members() const;
  /// The member of an object; nullptr if there is none, or this is no object.
  const Json* find(std::string_view name) const;
  /// What it is, or nullptr if it is something else.
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  std::optional<double> number() const;

  /// On one line, or indented by so many spaces. Throws std::exception if a text is not UTF-8.
  std::string dump(int indent = -1) const;

 private:
  using Members = std::vector<Member>;
  using Elements = std::vector<Json>;
  friend struct JsonLibrary;

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Elements, Members>
      value_;
};

}  // namespace signet
