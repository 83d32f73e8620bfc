#include "signet/x509/dates.h"

namespace signet::x509 {
namespace {

bool isLeapYear(unsigned year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned daysIn(unsigned month, unsigned year) {
  constexpr std::uint8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && isLeapYear(year) ? 29 : kDays[month - 1];
}

void writeTwoDigits(unsigned value, std::uint8_t* out) {
  out[0] = static_cast<std::uint8_t>('0' + value / 10 % 10);
  out[1] = static_cast<std::uint8_t>('0' + value % 10);
}

/// -1 when one of the two is not a digit.
int readTwoDigits(const std::uint8_t* text) {
  if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

bool isDate(const Date& d) {
  if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > daysIn(d.month, d.year)) return false;
  return d.hour < 24 && d.minute < 60 && d.second < 60;
}

Date dateOf(std::int64_t posixSeconds) {
  // Division is in the ROM of an ESP8266, a remainder of signed numbers is not.
  constexpr std::int64_t kDay = 86400;
  auto days = static_cast<std::uint32_t>(posixSeconds / kDay);
  const auto rest = static_cast<unsigned>(posixSeconds - days * kDay);
  Date date{1970, 1, 1};
  for (; days >= (isLeapYear(date.year) ? 366U : 365U); ++date.year)
    days -= isLeapYear(date.year) ? 366 : 365;
  for (; days >= daysIn(date.month, date.year); ++date.month) days -= daysIn(date.month, date.year);
  date.day = static_cast<std::uint8_t>(days + 1);
  date.hour = static_cast<std::uint8_t>(rest / 3600);
  date.minute = static_cast<std::uint8_t>(rest / 60 % 60);
  date.second = static_cast<std::uint8_t>(rest % 60);
  return date;
}

std::int64_t posixOf(const Date& date) {
  std::int64_t days = date.day - 1;
  for (unsigned year = 1970; year < date.year; ++year) days += isLeapYear(year) ? 366 : 365;
  for (unsigned month = 1; month < date.month; ++month) days += daysIn(month, date.year);
  return ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
}

bool isBefore(const Date& a, const Date& b) {
  const unsigned left[] = {a.year, a.month, a.day, a.hour, a.minute, a.second};
  const unsigned right[] = {b.year, b.month, b.day, b.hour, b.minute, b.second};
  for (unsigned i = 0; i < 6; ++i) {
    if (left[i] != right[i]) return left[i] < right[i];
  }
  return false;
}

Status writeDate(const Date& date, DateForm form, MutableBytes out) {
  SIGNET_CHECK(out.size() >= dateSize(form));
  const bool utc = form == DateForm::utcTime;
  if (!isDate(date) || date.year > 9999 || (utc && (date.year < 1950 || date.year > 2049))) {
    return Status::invalidArgument;
  }
  std::uint8_t* p = out.data();
  if (!utc) {
    writeTwoDigits(date.year / 100U, p);
    p += 2;
  }
  for (const unsigned part : {date.year % 100U, date.month + 0U, date.day + 0U, date.hour + 0U,
                              date.minute + 0U, date.second + 0U}) {
    writeTwoDigits(part, p);
    p += 2;
  }
  *p = 'Z';
  return Status::ok;
}

Result<Date> readDate(Bytes text, DateForm form) {
  if (text.size() != dateSize(form) || text[text.size() - 1] != 'Z') return Status::badEncoding;
  int parts[7] = {};
  const std::size_t count = text.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    parts[i] = readTwoDigits(text.data() + 2 * i);
    if (parts[i] < 0) return Status::badEncoding;
  }
  const bool utc = form == DateForm::utcTime;
  const int year = utc ? parts[0] + (parts[0] < 50 ? 2000 : 1900) : parts[0] * 100 + parts[1];
  const int* const rest = parts + (utc ? 1 : 2);
  const auto narrow = [](int value) { return static_cast<std::uint8_t>(value); };
  const Date date{static_cast<std::uint16_t>(year),
                  narrow(rest[0]),
                  narrow(rest[1]),
                  narrow(rest[2]),
                  narrow(rest[3]),
                  narrow(rest[4])};
  if (!isDate(date)) return Status::badEncoding;
  return date;
}

Date endOfTime(DateForm form) {
  const std::uint16_t year = form == DateForm::utcTime ? 2049 : 9999;
  return Date{year, 12, 31, 23, 59, 59};
}

Result<EncodedDates> encodeDates(const Validity& validity, unsigned formatVersion) {
  const Date& d = validity.notBefore;
  const unsigned most = formatVersion == 0 ? 31 : 127;
  if (!isDate(d) || d.minute != 0 || d.second != 0) return Status::notEncodable;
  if (d.year < 2000 || d.year - 2000U > most || validity.years > most) return Status::notEncodable;
  const unsigned year = d.year - 2000U;
  const std::uint32_t bits = (year & 31U) << 19 | static_cast<std::uint32_t>(d.month) << 15 |
                             static_cast<std::uint32_t>(d.day) << 10 |
                             static_cast<std::uint32_t>(d.hour) << 5 | (validity.years & 31U);
  EncodedDates encoded;
  for (unsigned i = 0; i < 3; ++i) encoded.bytes[i] = static_cast<std::uint8_t>(bits >> (16 - 8 * i));
  encoded.extension = static_cast<std::uint8_t>((year >> 5) << 6 | (validity.years >> 5) << 4);
  return encoded;
}

Result<Validity> decodeDates(const EncodedDates& encoded, unsigned formatVersion) {
  const std::uint32_t bits = static_cast<std::uint32_t>(encoded.bytes[0]) << 16 |
                             static_cast<std::uint32_t>(encoded.bytes[1]) << 8 | encoded.bytes[2];
  const unsigned extension = formatVersion == 0 ? 0 : encoded.extension;
  Validity validity;
  validity.notBefore.year = static_cast<std::uint16_t>(2000 + (bits >> 19 | (extension >> 6) << 5));
  validity.notBefore.month = static_cast<std::uint8_t>(bits >> 15 & 15);
  validity.notBefore.day = static_cast<std::uint8_t>(bits >> 10 & 31);
  validity.notBefore.hour = static_cast<std::uint8_t>(bits >> 5 & 31);
  validity.years = static_cast<std::uint8_t>((bits & 31) | (extension >> 4 & 3) << 5);
  if (!isDate(validity.notBefore)) return Status::badEncoding;
  return validity;
}

Result<Date> notAfter(const Validity& validity, DateForm form) {
  if (validity.years == 0) return endOfTime(form);
  Date date = validity.notBefore;
  date.year = static_cast<std::uint16_t>(date.year + validity.years);
  if (!isDate(date) || (form == DateForm::utcTime && date.year > 2049)) return Status::badEncoding;
  return date;
}

}  // namespace signet::x509
