#include "host/bench/board/image_size.h"

#include <algorithm>
#include <utility>

#include "host/bench/size/link_map.h"

namespace signet::bench {
namespace {

constexpr const char* kLwip = "lwIP";
// firmware/nodemcu/nodemcu.ld
constexpr double kFlash = 0xEEFF0;
constexpr double kRam = (50 - 6) * 1024 - 64;  // without the stack and its guard
constexpr double kSdkShare = 30 * 1024;

/// By a part of the file's name, the first that fits.
constexpr std::pair<std::string_view, std::string_view> kComponents[] = {
    {"liblwip.a", kLwip},
    {"libsignet_port_lwip.a", "ports"},
    {"libsignet_port_bare.a", "ports"},
    {"libsignet_port_esp8266.a", "ports"},
    {"libbearssl.a", "BearSSL"},
    {"libsignet_atecc.a", "driver"},
    {"libsignet_i2c.a", "driver"},
    {"libsignet_x509.a", "certificates"},
    {"libsignet_tls.a", "tls"},
    {"libsignet_mqtt.a", "mqtt"},
    {"libsignet_device.a", "device"},
    {"libsignet_core.a", "core"},
    {"libc.a", "C library"},
    {"libgcc.a", "C library"},
};

std::string componentOf(const LinkedSection& section) {
  for (const auto& [part, name] : kComponents) {
    if (section.file.find(part) != std::string::npos) return std::string(name);
  }
  return "program";
}

bool isCode(const LinkedSection& section) {
  return section.isCode() || section.startsWith(".iram") || section.startsWith(".vectors");
}

ComponentSize& place(std::vector<ComponentSize>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ComponentSize& c) { return c.name == name; });
  return found != all.end() ? *found : all.emplace_back(ComponentSize{name});
}

}  // namespace

std::vector<ComponentSize> componentSizes(std::string_view map) {
  std::vector<ComponentSize> all;
  for (const LinkedSection& section : parseLinkMap(map)) {
    const bool loaded = section.isConstant() || section.startsWith(".data");
    if (isCode(section)) place(all, componentOf(section)).code += section.size;
    if (loaded) place(all, componentOf(section)).loaded += section.size;
    if (section.startsWith(".bss")) place(all, componentOf(section)).zeroed += section.size;
  }
  std::sort(all.begin(), all.end(), [](const ComponentSize& a, const ComponentSize& b) {
    return a.code + a.ram() > b.code + b.ram();
  });
  return all;
}

std::vector<Figure> sizeFigures(const std::vector<ComponentSize>& components) {
  std::vector<Figure> flash, ram;
  double allFlash = 0, allRam = 0, lwipRam = 0;
  const auto add = [](std::vector<Figure>& figures, const std::string& name, std::size_t bytes) {
    if (bytes > 0) figures.push_back({name, static_cast<double>(bytes), "bytes", {}});
  };
  for (const ComponentSize& c : components) {
    add(flash, "board/flash/" + c.name, c.flash());
    allFlash += static_cast<double>(c.flash());
    if (c.name == kLwip) {
      lwipRam = static_cast<double>(c.ram());
      continue;
    }
    add(ram, "board/ram/" + c.name, c.ram());
    allRam += static_cast<double>(c.ram());
  }
  std::vector<Figure> figures = {{"board/flash", allFlash, "bytes", kFlash}};
  figures.insert(figures.end(), flash.begin(), flash.end());
  figures.push_back({"board/ram", allRam, "bytes", kRam});
  figures.insert(figures.end(), ram.begin(), ram.end());
  figures.push_back({"board/sdk share of ram/lwIP", lwipRam, "bytes", kSdkShare});
  return figures;
}

}  // namespace signet::bench
