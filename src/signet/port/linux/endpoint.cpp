#include "signet/port/linux/endpoint.h"

#include <algorithm>
#include <charconv>

namespace signet::port {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kTcp = "tcp:";

bool startsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

const char* setName(Endpoint& endpoint, std::string_view name) {
  if (name.find('\0') != std::string_view::npos) return "it holds a zero byte";
  if (name.size() > Endpoint::kMaxName) return "it is longer than the 107 bytes a socket address can hold";
  endpoint.name.fill('\0');
  std::copy(name.begin(), name.end(), endpoint.name.begin());
  return nullptr;
}

const char* parseTcp(Endpoint& endpoint, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return "the port is missing (tcp:HOST:PORT)";
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return "an IPv6 address is written in brackets (tcp:[::1]:PORT)";
  }
  if (host.empty()) return "the host is missing (tcp:HOST:PORT)";
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (error != std::errc() || end != port.data() + port.size()) return "the port is not a number 0..65535";
  endpoint.kind = Endpoint::Kind::tcp;
  return setName(endpoint, host);
}

}  // namespace

const char* Endpoint::parse(std::string_view text) {
  Endpoint parsed;
  const char* problem = nullptr;
  if (startsWith(text, kUnix)) {
    const std::string_view path = text.substr(kUnix.size());
    problem = path.empty() ? "the path is missing (unix:PATH)" : setName(parsed, path);
  } else if (startsWith(text, kTcp)) {
    problem = parseTcp(parsed, text.substr(kTcp.size()));
  } else {
    problem = "it starts neither with unix: nor with tcp:";
  }
  if (problem == nullptr) *this = parsed;
  return problem;
}

}  // namespace signet::port
