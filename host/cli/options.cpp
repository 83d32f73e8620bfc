#include "host/cli/options.h"

#include <CLI/App.hpp>

namespace signet::cli {

Option& Option::typeName(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::defaultText(const std::string& text) {
  option_->default_str(text);
  return *this;
}

Option& Option::showDefault() {
  option_->capture_default_str();
  return *this;
}

Option& Option::group(const std::string& name) {
  option_->group(name);
  return *this;
}

Option& Option::environment(const std::string& name) {
  option_->envname(name);
  return *this;
}

Option& Option::required(bool isRequired) {
  option_->required(isRequired);
  return *this;
}

Option& Option::oneOf(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words).description(""));
  return *this;
}

Option& Option::between(unsigned least, unsigned most) {
  option_->check(CLI::Range(least, most).description(""));
  return *this;
}

Option& Option::oneEach() {
  option_->allow_extra_args(false);
  return *this;
}

bool Option::given() const {
  return option_->count() > 0;
}

Option addOption(CLI::App& command, const std::string& name, std::string& value, const std::string& help) {
  return Option(*command.add_option(name, value, help));
}

Option addOption(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                 const std::string& help) {
  return Option(*command.add_option(name, values, help));
}

Option addOption(CLI::App& command, const std::string& name, unsigned& value, const std::string& help) {
  return Option(*command.add_option(name, value, help));
}

Option addFlag(CLI::App& command, const std::string& name, bool& value, const std::string& help) {
  return Option(*command.add_flag(name, value, help));
}

void onRun(CLI::App& command, std::function<void()> action) {
  command.callback(std::move(action));
}

}  // namespace signet::cli
