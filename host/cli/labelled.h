// Paragraphs for people: broken between words, with a label in front.
#pragma once

#include <string>
#include <vector>

#include "host/cli/console.h"

namespace signet::cli {

/// The text broken between words at 96 columns, every line but the first indented.
std::string wrapped(const std::string& text, std::size_t indent);

/// Each line as a paragraph of its own, indented, the label in front of the first.
void printLabelled(Console& console, const std::string& label, const std::vector<std::string>& lines);

}  // namespace signet::cli
