#include "host/base/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace signet {

using Library = nlohmann::ordered_json;

/// From and to the library's values.
struct JsonLibrary {
  static Library from(const Json& json) {
    if (const auto* const members = std::get_if<Json::Members>(&json.value_)) {
      Library object = Library::object();
      for (const auto& [name, value] : *members) object[name] = from(value);
      return object;
    }
    if (const auto* const elements = std::get_if<Json::Elements>(&json.value_)) {
      Library array = Library::array();
      for (const Json& element : *elements) array.push_back(from(element));
      return array;
    }
    return scalar(json);
  }

  static Library scalar(const Json& json) {
    if (const std::string* const text = json.text()) return *text;
    if (const bool* const truth = json.boolean()) return *truth;
    if (const auto* const number = std::get_if<std::int64_t>(&json.value_)) return *number;
    if (const auto* const number = std::get_if<std::uint64_t>(&json.value_)) return *number;
    if (const auto* const number = std::get_if<double>(&json.value_)) return *number;
    return nullptr;
  }

  /// False if it is nested deeper than anything of ours: each level takes stack.
  static bool to(const Library& library, Json& json, unsigned depth = 0) {
    constexpr unsigned kDeepest = 64;
    if (depth > kDeepest) return false;
    switch (library.type()) {
      case Library::value_t::object: return members(library, json, depth);
      case Library::value_t::array: return elements(library, json, depth);
      case Library::value_t::string: json = library.get<std::string>(); return true;
      case Library::value_t::boolean: json = library.get<bool>(); return true;
      case Library::value_t::number_integer: json = library.get<std::int64_t>(); return true;
      case Library::value_t::number_unsigned: json = library.get<std::uint64_t>(); return true;
      case Library::value_t::number_float: json = library.get<double>(); return true;
      default: return true;
    }
  }

  static bool members(const Library& library, Json& json, unsigned depth) {
    auto& members = json.value_.emplace<Json::Members>();
    for (const auto& [name, value] : library.items()) {
      if (!to(value, members.emplace_back(name, Json()).second, depth + 1)) return false;
    }
    return true;
  }

  static bool elements(const Library& library, Json& json, unsigned depth) {
    auto& elements = json.value_.emplace<Json::Elements>();
    for (const Library& element : library) {
      if (!to(element, elements.emplace_back(), depth + 1)) return false;
    }
    return true;
  }
};

Json::Json(const std::vector<std::string>& texts) : value_(Elements(texts.begin(), texts.end())) {}

Json::Json(const std::vector<const char*>& texts) : value_(Elements(texts.begin(), texts.end())) {}

Json::Json(const std::vector<unsigned>& numbers) : value_(Elements(numbers.begin(), numbers.end())) {}

Json::Json(std::initializer_list<Json> parts) {
  const bool isObject = std::all_of(parts.begin(), parts.end(), [](const Json& part) {
    const auto* const pair = std::get_if<Elements>(&part.value_);
    return pair != nullptr && pair->size() == 2 && pair->front().text() != nullptr;
  });
  if (!isObject) {
    value_ = Elements(parts);
    return;
  }
  value_ = Members();
  for (const Json& part : parts) {
    const auto& pair = std::get<Elements>(part.value_);
    (*this)[*pair[0].text()] = pair[1];
  }
}

Json Json::array(std::initializer_list<Json> elements) {
  Json json;
  json.value_ = Elements(elements);
  return json;
}

Json Json::object() {
  Json json;
  json.value_ = Members();
  return json;
}

std::optional<Json> Json::parse(std::string_view text) {
  const Library library = Library::parse(text, nullptr, false);
  Json json;
  if (library.is_discarded() || !JsonLibrary::to(library, json)) return {};
  return json;
}

Json& Json::operator[](std::string_view name) {
  if (std::holds_alternative<std::nullptr_t>(value_)) value_ = Members();
  auto& members = std::get<Members>(value_);
  for (auto& [known, value] : members) {
    if (known == name) return value;
  }
  return members.emplace_back(name, Json()).second;
}

void Json::push_back(Json element) {
  if (std::holds_alternative<std::nullptr_t>(value_)) value_ = Elements();
  std::get<Elements>(value_).push_back(std::move(element));
}

bool Json::empty() const {
  if (const auto* const elements = std::get_if<Elements>(&value_)) return elements->empty();
  return isObject() ? members().empty() : std::holds_alternative<std::nullptr_t>(value_);
}

const std::vector<Json::Member>& Json::members() const {
  static const Members none;
  return isObject() ? std::get<Members>(value_) : none;
}

const Json* Json::find(std::string_view name) const {
  for (const auto& [known, value] : members()) {
    if (known == name) return &value;
  }
  return nullptr;
}

std::optional<double> Json::number() const {
  if (const auto* const number = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*number);
  if (const auto* const number = std::get_if<std::uint64_t>(&value_)) return static_cast<double>(*number);
  if (const auto* const number = std::get_if<double>(&value_)) return *number;
  return {};
}

std::string Json::dump(int indent) const {
  return JsonLibrary::from(*this).dump(indent);
}

}  // namespace signet
