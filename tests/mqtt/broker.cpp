#include "tests/mqtt/broker.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace signet::test {

Broker::Broker(const BrokerOptions& options) : port_(freePort()), verbose_(options.verbose) {
  std::ofstream file(folder_.path() + "/mosquitto.conf");
  file << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\nuser root\n"
       << "max_queued_messages 0\nmax_inflight_messages 0\n";
  if (options.persistent) {
    file << "persistence true\npersistence_location " << folder_.path() << "/\n";
  }
  file << options.listener;
  file.close();
  start();
}

Broker::~Broker() {
  program_.reset();
}

void Broker::start() {
  const char* const sbin = "/usr/sbin/mosquitto";  // not in every PATH
  std::vector<std::string> command = {sbin, "-c", folder_.path() + "/mosquitto.conf"};
  if (verbose_) command.push_back("-v");
  program_ = std::make_unique<Child>(command);
  program_->waitFor(" running");
}

void Broker::stop() {
  if (program_ != nullptr) program_->stop(SIGTERM);
  program_.reset();
}

/// Whether one of its connections has bytes that the other side's system has not acknowledged: the
/// tx_queue of /proc/net/tcp.
bool Broker::hasUnsentBytes() const {
  char local[16];
  std::snprintf(local, sizeof local, "0100007F:%04X", port_);
  std::ifstream table("/proc/net/tcp");
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string number, address, peer, state, queues;
    fields >> number >> address >> peer >> state >> queues;
    if (address == local && state == "01" && queues.rfind("00000000:", 0) != 0) return true;
  }
  return false;
}

void Broker::kill() {
  program_->signal(SIGSTOP);
  while (hasUnsentBytes()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  program_->stop(SIGKILL);
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
      sentAliases(2 * mqtt::TopicAliases::kPlace),
      receivedAliases(2 * mqtt::TopicAliases::kPlace),
      received(32),
      store(memory, received),
      client({in, control, scratch, sentAliases, receivedAliases}, store, *this, options) {}

bool TestClient::connect(std::uint16_t port, const mqtt::ConnectPacket& packet) {
  unsent.clear();
  Status status = transport.open("127.0.0.1", port, clock.now());
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
