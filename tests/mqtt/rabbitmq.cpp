#include "tests/mqtt/rabbitmq.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

// Not the one in /usr/sbin, which insists on running as the user "rabbitmq".
constexpr const char* kProgram = "/usr/lib/rabbitmq/bin/rabbitmq-server";

}  // namespace

RabbitMq::RabbitMq() : port_(freePort()) {
  if (access(kProgram, X_OK) != 0) {
    throw std::runtime_error(std::string(kProgram) + " is missing: run scripts/install.sh");
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "signet-rabbitmq-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder");
  folder_ = pattern;
  writeConfiguration();
  const std::string names = std::to_string(freePort());
  names_ = std::make_unique<Child>(std::vector<std::string>{"epmd", "-address", "127.0.0.1", "-port", names});
  program_ = std::make_unique<Child>(std::vector<std::string>{
      "env", "HOME=" + folder_, "ERL_EPMD_PORT=" + names, "ERL_EPMD_ADDRESS=127.0.0.1",
      "RABBITMQ_NODENAME=signet@localhost", "RABBITMQ_DIST_PORT=" + std::to_string(freePort()),
      "RABBITMQ_MNESIA_BASE=" + folder_ + "/data", "RABBITMQ_LOG_BASE=" + folder_ + "/log",
      "RABBITMQ_CONFIG_FILE=" + folder_ + "/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE=" + folder_ + "/none",
      "RABBITMQ_ENABLED_PLUGINS_FILE=" + folder_ + "/plugins",
      "RUNNING_UNDER_SYSTEMD=1",  // the Erlang machine in the place of the script, so that it can be ended
      kProgram});
  program_->waitFor("Server startup complete", 120);
}

RabbitMq::~RabbitMq() {
  program_.reset();
  names_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void RabbitMq::writeConfiguration() const {
  std::ofstream(folder_ + "/rabbitmq.conf")
      << "listeners.tcp = none\nmqtt.listeners.tcp.1 = 127.0.0.1:" << port_
      << "\nmqtt.allow_anonymous = true\nlog.file = false\nlog.console = true\nlog.console.level = info\n";
  std::ofstream(folder_ + "/plugins") << "[rabbitmq_mqtt].\n";
}

}  // namespace signet::test
