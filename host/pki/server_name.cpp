#include "host/pki/server_name.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace signet::pki {
namespace {

constexpr std::size_t kLongestServerName = 253;
constexpr std::size_t kLongestLabel = 63;

bool isLabel(std::string_view label) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), allowed);
}

std::string addressOf(const sockaddr* address) {
  if (address == nullptr) return "";
  if (address->sa_family == AF_INET) {
    const auto* const four = reinterpret_cast<const sockaddr_in*>(address);
    return addressText({reinterpret_cast<const std::uint8_t*>(&four->sin_addr), 4});
  }
  if (address->sa_family != AF_INET6) return "";
  const auto* const six = reinterpret_cast<const sockaddr_in6*>(address);
  // Link-local addresses need the interface's name to be used, and certificates cannot hold that.
  if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) return "";
  return addressText({six->sin6_addr.s6_addr, 16});
}

void addNameOnce(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

std::optional<std::vector<std::uint8_t>> addressBytes(const std::string& text) {
  std::vector<std::uint8_t> bytes(16);
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(4);
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

std::string addressText(Bytes bytes) {
  char text[INET6_ADDRSTRLEN] = {};
  if (bytes.size() != 4 && bytes.size() != 16) return "";
  ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
  return text;
}

bool isHostName(const std::string& text) {
  if (text.empty() || text.size() > kLongestServerName) return false;
  std::string_view rest = text;
  for (;;) {
    const std::size_t dot = rest.find('.');
    if (!isLabel(rest.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    rest.remove_prefix(dot + 1);
  }
}

std::vector<std::string> namesOfThisComputer() {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  char host[kLongestServerName + 1] = {};
  if (::gethostname(host, sizeof host - 1) == 0 && isHostName(host)) addNameOnce(names, host);
  ifaddrs* interfaces = nullptr;
  if (::getifaddrs(&interfaces) != 0) return names;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(interfaces, ::freeifaddrs);
  for (const ifaddrs* one = interfaces; one != nullptr; one = one->ifa_next) {
    if ((one->ifa_flags & IFF_UP) != 0) addNameOnce(names, addressOf(one->ifa_addr));
  }
  return names;
}

}  // namespace signet::pki
