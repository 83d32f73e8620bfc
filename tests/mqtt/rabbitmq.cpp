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

RabbitMq::RabbitMq(const Credential& server, const Credential& clients, const std::string& user)
    : port_(freePort()), tlsPort_(freePort()) {
  if (access(kProgram, X_OK) != 0) {
    throw std::runtime_error(std::string(kProgram) + " is missing: run scripts/install.sh");
  }
  writeConfiguration(server, clients);
  writeUsers(user);
  const std::string names = std::to_string(freePort());
  names_ = std::make_unique<Child>(std::vector<std::string>{"epmd", "-address", "127.0.0.1", "-port", names});
  program_ = std::make_unique<Child>(std::vector<std::string>{
      "env", "HOME=" + folder_.path(), "ERL_EPMD_PORT=" + names, "ERL_EPMD_ADDRESS=127.0.0.1",
      "RABBITMQ_NODENAME=signet@localhost", "RABBITMQ_DIST_PORT=" + std::to_string(freePort()),
      "RABBITMQ_MNESIA_BASE=" + folder_.path() + "/data", "RABBITMQ_LOG_BASE=" + folder_.path() + "/log",
      "RABBITMQ_CONFIG_FILE=" + folder_.path() + "/rabbitmq.conf",
      "RABBITMQ_CONF_ENV_FILE=" + folder_.path() + "/none",
      "RABBITMQ_ENABLED_PLUGINS_FILE=" + folder_.path() + "/plugins",
      "RUNNING_UNDER_SYSTEMD=1",  // the Erlang machine in the place of the script, so that it can be ended
      kProgram});
  program_->waitFor("Server startup complete", 120);
}

RabbitMq::~RabbitMq() {
  program_.reset();
  names_.reset();
}

void RabbitMq::writeConfiguration(const Credential& server, const Credential& clients) const {
  std::ofstream(folder_.path() + "/rabbitmq.conf")
      << "listeners.tcp = none\nmqtt.listeners.tcp.1 = 127.0.0.1:" << port_
      << "\nmqtt.listeners.ssl.1 = 127.0.0.1:" << tlsPort_
      << "\nssl_options.cacertfile = " << keys_.writeCertificates("clients.pem", {clients})
      << "\nssl_options.certfile = " << keys_.writeCertificates("server.pem", {server})
      << "\nssl_options.keyfile = " << keys_.writeKey("server.key", server.key)
      << "\nssl_options.versions.1 = tlsv1.2\nssl_options.verify = verify_peer\n"
         "ssl_options.fail_if_no_peer_cert = true\nmqtt.ssl_cert_login = true\nssl_cert_login_from = "
         "common_name\n"
         "mqtt.allow_anonymous = true\nload_definitions = "
      << folder_.path() << "/users.json\nlog.file = false\nlog.console = true\nlog.console.level = info\n";
  std::ofstream(folder_.path() + "/plugins") << "[rabbitmq_mqtt].\n";
}

/// The user of those who come in clear is RabbitMQ's own, "guest"; the other one has no password, so only a
/// certificate says who it is.
void RabbitMq::writeUsers(const std::string& user) const {
  const std::string all = R"("vhost": "/", "configure": ".*", "write": ".*", "read": ".*")";
  std::ofstream(folder_.path() + "/users.json")
      << R"({"vhosts": [{"name": "/"}], "users": [{"name": "guest", "password": "guest", "tags": ""}, {"name": ")"
      << user << R"(", "password_hash": "", "tags": ""}], "permissions": [{"user": "guest", )" << all
      << R"(}, {"user": ")" << user << R"(", )" << all << "}]}\n";
}

}  // namespace signet::test
