#include "signet/thing/facts.h"

#include "signet/x509/dates.h"

namespace signet::thing {
namespace {

void addDate(Text& text, const x509::Date& date) {
  text.addNumber(date.year).add("-").addTwoDigits(date.month).add("-").addTwoDigits(date.day).add("T");
  text.addTwoDigits(date.hour).add(":").addTwoDigits(date.minute).add(":").addTwoDigits(date.second).add("Z");
}

}  // namespace

void DateAndChip::doAddTo(Text& json) {
  const std::int64_t now = date_.posixTime();
  if (now > 0) {
    json.add(",\"time\":\"");
    addDate(json, x509::dateOf(now));
    json.add("\"");
  }
  json.add(",\"chip\":\"").add(chip_).add("\"");
}

}  // namespace signet::thing
