// Facts: what every message of a thing says besides its subject, for boards that know more than the thing
// does. Its code is in the image of those only that have one.
#pragma once

#include "signet/core/text.h"
#include "signet/time/date.h"

namespace signet::thing {

class Facts {
 public:
  /// Longest text that may be added.
  static constexpr std::size_t kMaxSize = 64;

  /// Adds members of a JSON object, a comma before each.
  void addTo(Text& json) { doAddTo(json); }

 protected:
  ~Facts() = default;

 private:
  virtual void doAddTo(Text& json) = 0;
};

/// ,"time":"2026-11-30T08:05:09Z","chip":"0123456789ABCDEFEE": when it was said, and by which chip. While the
/// date is not known there is no time.
class DateAndChip final : public Facts {
 public:
  /// `chip`: its serial number as text, zero-terminated, at most 18 characters. Both must outlive this.
  DateAndChip(time::DateSource& date, const char* chip) : date_(date), chip_(chip) {}

 private:
  void doAddTo(Text& json) override;

  time::DateSource& date_;
  const char* chip_;
};

}  // namespace signet::thing
