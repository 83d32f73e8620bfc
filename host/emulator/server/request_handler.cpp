#include "host/emulator/server/request_handler.h"

namespace signet::emulator {

BusAnswer VirtualBusHandler::handle(const BusRequest& request) {
  BusAnswer answer;
  switch (request.op) {
    case BusRequest::Op::write: answer.ack = bus_.write(request.address, request.bytes) == Status::ok; break;
    case BusRequest::Op::read:
      answer.bytes.resize(request.length);
      answer.ack = bus_.read(request.address, answer.bytes) == Status::ok;
      if (!answer.ack) answer.bytes.clear();
      break;
    case BusRequest::Op::wake: answer.ack = bus_.wake(request.micros) == Status::ok; break;
    case BusRequest::Op::advance:
      bus_.skip(request.micros);
      answer.ack = true;
      break;
  }
  return answer;
}

std::optional<std::chrono::nanoseconds> VirtualBusHandler::settle() {
  if (time_ == ServedTime::onlyByRequests) return std::nullopt;
  bus_.settle();
  const auto event = bus_.nextEvent();
  if (!event) return std::nullopt;
  return std::max(*event - bus_.now(), Duration::zero());
}

}  // namespace signet::emulator
