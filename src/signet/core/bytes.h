// Views of byte strings. A view never owns: what it points at must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "signet/core/check.h"

namespace signet {

/// A contiguous run of T somewhere else. C++17 has no std::span; this is the part of it that
/// device code needs.
template <typename T>
class Span {
 public:
  constexpr Span() = default;
  constexpr Span(T* data, std::size_t size) : data_(data), size_(size) {}
  template <std::size_t N>
  constexpr Span(T (&array)[N]) : data_(array), size_(N) {}

  /// Any container with data() and size() of T: std::array, std::vector, std::string_view, another Span.
  template <typename Container,
            typename = std::enable_if_t<std::is_convertible_v<
                std::remove_pointer_t<decltype(std::declval<Container&>().data())> (*)[], T (*)[]>>>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): a Span copied as a container is the same Span.
  constexpr Span(Container&& c) : data_(c.data()), size_(c.size()) {}

  constexpr T* data() const { return data_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }

  constexpr T& operator[](std::size_t i) const {
    SIGNET_CHECK(i < size_);
    return data_[i];
  }
  constexpr Span subspan(std::size_t offset, std::size_t count) const {
    SIGNET_CHECK(offset <= size_ && count <= size_ - offset);
    return Span(data_ + offset, count);
  }
  constexpr Span first(std::size_t count) const { return subspan(0, count); }
  constexpr Span last(std::size_t count) const { return subspan(size_ - count, count); }
  constexpr Span from(std::size_t offset) const { return subspan(offset, size_ - offset); }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

using Bytes = Span<const std::uint8_t>;
using MutableBytes = Span<std::uint8_t>;

/// True when both hold the same bytes. Not constant time: for secrets use equalConstantTime().
constexpr bool equal(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

/// Copies all of `from` to the start of `to`, which must be at least as long.
constexpr void copy(Bytes from, MutableBytes to) {
  SIGNET_CHECK(from.size() <= to.size());
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i];
}

}  // namespace signet
