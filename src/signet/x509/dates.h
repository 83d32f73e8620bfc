// Dates of certificates, as text in DER and as three bytes in the compressed form.
//
// The compressed form (Atmel's "compressed certificate", application note 8974) has whole hours, and the end
// of validity as a number of years.
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::x509 {

/// A calendar date and time in UTC.
struct Date {
  std::uint16_t year = 0;
  std::uint8_t month = 1;  ///< 1-12
  std::uint8_t day = 1;    ///< 1-31
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;

  friend bool operator==(const Date& a, const Date& b) {
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
           a.minute == b.minute && a.second == b.second;
  }
};

/// True for a date that exists in the Gregorian calendar (no leap seconds).
bool isDate(const Date& date);

/// The date of a POSIX time (seconds since 1970-01-01 00:00:00 UTC), years 1970 to 9999.
Date dateOf(std::int64_t posixSeconds);
/// The opposite. Precondition: isDate(date), year >= 1970.
std::int64_t posixOf(const Date& date);
/// True when `a` is earlier than `b`.
bool isBefore(const Date& a, const Date& b);

/// How a certificate writes a date (RFC 5280, section 4.1.2.5).
enum class DateForm : std::uint8_t {
  utcTime,          ///< YYMMDDHHMMSSZ, 1950-2049, 13 bytes
  generalizedTime,  ///< YYYYMMDDHHMMSSZ, 15 bytes
};
constexpr std::size_t dateSize(DateForm form) {
  return form == DateForm::utcTime ? 13 : 15;
}

/// Writes dateSize(form) bytes. invalidArgument: no such date, or a year that the form cannot express.
Status writeDate(const Date& date, DateForm form, MutableBytes out);
/// badEncoding: not of this form, or no such date.
Result<Date> readDate(Bytes text, DateForm form);
/// "No well-defined end" (RFC 5280, section 4.1.2.5): 9999-12-31 23:59:59; in UTCTime, which cannot express
/// that, 2049-12-31 23:59:59.
Date endOfTime(DateForm form);

/// Three bytes of dates in a compressed certificate, and the byte that extends their ranges.
///
///     24 bits, most significant first: year - 2000 (5)  month (4)  day (5)  hour (5)  years of validity (5)
///     extension byte, format version 1 only: bits 7-6 year bits 6-5, bits 5-4 validity bits 6-5
struct EncodedDates {
  std::array<std::uint8_t, 3> bytes{};
  std::uint8_t extension = 0;
};

struct Validity {
  Date notBefore;          ///< minute and second are 0
  std::uint8_t years = 0;  ///< 0: no end
};

/// Format version 0 holds 2000-2031 and 0-31 years, version 1 2000-2127 and 0-127.
/// notEncodable: outside of that, or minutes or seconds that are not 0.
Result<EncodedDates> encodeDates(const Validity& validity, unsigned formatVersion);
/// badEncoding: no such date.
Result<Validity> decodeDates(const EncodedDates& encoded, unsigned formatVersion);
/// The end of validity as a certificate of this form shows it. badEncoding: 29 February plus years that end
/// in a year without one, or a year that the form cannot express.
Result<Date> notAfter(const Validity& validity, DateForm form);

}  // namespace signet::x509
