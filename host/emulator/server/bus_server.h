// BusServer: lets programs in other processes, in any language, use a virtual bus (docs/bus-protocol.md).
//
//     ListeningSocket socket(endpoint);
//     VirtualBusHandler handler(bus, ServedTime::real);
//     BusServer server(socket, handler, log);
//     server.run(signalFd);
#pragma once

#include <functional>
#include <list>
#include <string>

#include "host/emulator/server/bus_protocol.h"
#include "host/emulator/server/listening_socket.h"
#include "host/emulator/server/request_handler.h"

namespace signet::emulator {

/// Serves any number of clients in one thread. They take turns, one request each, so that none waits for
/// longer than the others' running transactions. A client that is slow, or stops in the middle of a request,
/// costs the others nothing; one that breaks the protocol is disconnected with a line in the log.
class BusServer {
 public:
  /// Beyond these, clients wait until one leaves.
  static constexpr std::size_t kMaxClients = 200;

  using Log = std::function<void(const std::string& line)>;

  /// Socket and handler are not owned and must outlive the server.
  BusServer(
      const ListeningSocket& socket, RequestHandler& handler, Log log = [](const std::string&) {});
  ~BusServer();
  BusServer(const BusServer&) = delete;
  BusServer& operator=(const BusServer&) = delete;

  /// Serves until `stopFd` becomes readable (an eventfd, a signalfd, a pipe). Passes on what
  /// the handler throws.
  void run(int stopFd);

 private:
  struct Client;

  std::chrono::nanoseconds untilNextTurn(bool& forever);
  void waitForWork(int stopFd, bool& stop);
  void acceptClients();
  void receive(Client& client);
  void serveOne(Client& client);
  void sendAnswer(Client& client);
  void removeClosed();
  void hangUp(Client& client, const std::string& why);

  const ListeningSocket& socket_;
  RequestHandler& handler_;
  Log log_;
  std::list<Client> clients_;
  unsigned accepted_ = 0;
};

}  // namespace signet::emulator
