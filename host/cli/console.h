// Where a command writes: text for people or one JSON document for programs, colours only on a terminal.
//
// stdout carries the answer and nothing else; warnings, progress and errors go to stderr. With --json a
// command writes exactly one JSON document to stdout.
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"

namespace signet::cli {

enum class Style { plain, bold, dim, good, warning, bad };

struct ConsoleOptions {
  bool json = false;
  bool outIsTerminal = false;  ///< colours in the answer
  bool errIsTerminal = false;  ///< colours in warnings and errors, and progress

  /// As the process finds itself: isatty() of both, colours off when NO_COLOR is set or TERM is "dumb".
  static ConsoleOptions ofProcess();
};

class Console {
 public:
  /// Both streams must outlive the console.
  Console(std::ostream& out, std::ostream& err, ConsoleOptions options);

  bool json() const { return options_.json; }
  void setJson(bool json) { options_.json = json; }

  /// Text of the answer, with a newline. Not for --json: use result().
  void line(std::string_view text = "");
  /// Bytes of the answer as they are (a raw signature, a DER key).
  void raw(std::string_view bytes);
  /// The answer as JSON, indented. To be called once a run, only with --json.
  void result(const Json& document);

  /// "warning: ..." on stderr; with --json as {"warning": "..."} on one line there.
  void warn(std::string_view text);
  /// An explanation beside the answer, on stderr; silent with --json.
  void note(std::string_view text);

  /// `text` in this style if the answer goes to a terminal, else `text` itself.
  std::string styled(Style style, std::string_view text) const;
  std::string styledError(Style style, std::string_view text) const;

  /// Flushes what was written so far. Throws UserError (badFile) when it cannot, also when something before
  /// could not: an answer that is lost is no success.
  void flush();

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  bool errIsTerminal() const { return options_.errIsTerminal; }
  bool showsProgress() const { return options_.errIsTerminal && !options_.json; }

 private:
  std::ostream& out_;
  std::ostream& err_;
  ConsoleOptions options_;
};

/// Columns aligned by their widest cell. Cells may be styled: escape sequences take no width.
class Table {
 public:
  explicit Table(std::vector<std::string> header = {}) : header_(std::move(header)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(Console& console) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

/// A line on stderr that shows the progress of a long job: shown only on a terminal, and only once the job
/// has taken longer than a second. Wiped when it goes out of scope.
class Progress {
 public:
  Progress(Console& console, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::size_t done, std::size_t total);

 private:
  Console& console_;
  std::string what_;
  std::chrono::steady_clock::time_point start_;
  bool shown_ = false;
};

}  // namespace signet::cli
