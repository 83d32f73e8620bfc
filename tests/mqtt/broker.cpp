#include "tests/mqtt/broker.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace signet::test {

std::uint16_t freePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0)
    throw std::runtime_error("no free port");
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  close(listener);
  return ntohs(address.sin_port);
}

Broker::Broker() : port_(freePort()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "signet-broker-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder");
  folder_ = pattern;
  std::ofstream(folder_ + "/mosquitto.conf")
      << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\n"
      << "persistence_location " << folder_ << "/\nmax_queued_messages 0\nautosave_interval 1\n"
      << "autosave_on_changes true\n";
  start();
}

Broker::~Broker() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Broker::start() {
  const char* const sbin = "/usr/sbin/mosquitto";  // not in every PATH
  program_ = std::make_unique<Child>(std::vector<std::string>{sbin, "-v", "-c", folder_ + "/mosquitto.conf"});
  program_->waitFor(" running");
}

void Broker::stop() {
  program_.reset();
}

std::vector<std::string> Broker::clientProgram(const std::string& name, std::vector<std::string> more) const {
  std::vector<std::string> command = {name, "-h", "127.0.0.1", "-p", std::to_string(port_)};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

TestClient::TestClient(mqtt::ClientOptions options)
    : in(1024),
      control(512),
      scratch(512),
      memory(64 * 1024),
      received(32),
      store(memory, received),
      client({in, control, scratch}, store, *this, options) {}

bool TestClient::connect(const Broker& broker, const mqtt::ConnectPacket& packet) {
  unsent.clear();
  Status status = transport.open("127.0.0.1", broker.port(), clock.now());
  while ((status = transport.pollOpen(clock.now())) == Status::wouldBlock) {
    transport.waitFor(std::chrono::milliseconds(10), true);
  }
  if (status != Status::ok || client.connect(packet, clock.now()) != Status::ok) return false;
  return runUntil([&] { return client.state() == mqtt::Client::State::connected; });
}

void TestClient::drop() {
  transport.close();
  client.connectionLost();
}

bool TestClient::step() {
  if (unsent.empty()) {
    unsent.resize(4096);
    unsent.resize(client.pull(unsent, clock.now()));
  }
  if (!unsent.empty()) {
    const auto sent = transport.write(unsent);
    if (sent.ok()) unsent.erase(unsent.begin(), unsent.begin() + static_cast<long>(*sent));
    if (!sent.ok() && sent.status() != Status::wouldBlock) return false;
  }
  std::uint8_t buffer[4096];
  const auto count = transport.read(buffer);
  if (count.ok()) {
    Bytes rest(buffer, *count);
    while (!rest.empty()) {
      const auto taken = client.receive(rest, clock.now());
      if (!taken.ok()) return false;
      rest = rest.from(*taken);
      // Acknowledgements fill the control buffer: make room.
      const std::size_t had = unsent.size();
      unsent.resize(had + 512);
      unsent.resize(had + client.pull(MutableBytes(unsent).from(had), clock.now()));
    }
  } else if (count.status() != Status::wouldBlock) {
    return false;
  } else if (unsent.empty()) {
    transport.waitFor(std::chrono::milliseconds(5), false);
  }
  return client.tick(clock.now()) == Status::ok;
}

}  // namespace signet::test
