// SPDX-License-Identifier: Apache-2.0
/// Free text made harmless for what reads it: a terminal, XML, Markdown, workflow commands of GitHub, a URI.
///
/// Names in a scenario are tame, but sentences, reasons, stories and the names of files are any bytes. Every text
/// passes through `one_line` first, then through the escape of its format; the escapes expect one line of UTF-8.
///
/// Ensures:  no text can end the element, the cell, the block or the command that it stands in
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

/// One line of UTF-8. Blanks, tabs and ends of lines are blanks; what is no UTF-8, a control character, a mark that
/// turns the direction of writing, or a character that XML 1.0 forbids becomes U+FFFD. Blanks at the end are cut.
std::string one_line(std::string_view text);

/// The same, cut to so many characters with "…" as the last.
std::string one_line(std::string_view text, std::size_t characters);

/// For a log that GitHub reads for commands: "::" where a word begins and "##[" are pulled apart.
std::string without_commands(std::string_view line);

/// For the text and the attributes of XML.
std::string xml_escaped(std::string_view line);

/// For running text and cells: no markup, link, mention, reference or cell begins in it.
std::string markdown_text(std::string_view line);
/// The same as an element <code>, which may stand in a cell.
std::string markdown_code(std::string_view line);
/// A fenced block with a fence longer than any in it; the lines as they are.
std::string markdown_block(const std::vector<std::string>& lines, std::string_view language);

/// For what stands behind "::" of a workflow command, and for one of its properties.
/// Source: github.com/actions/toolkit, packages/core/src/command.ts.
std::string command_data(std::string_view text);
std::string command_property(std::string_view text);

/// A word as a shell takes it back; a control byte stands as \\xNN, so that nothing can be hidden in it.
std::string shell_quoted(std::string_view word);

/// A path as a reference of RFC 3986: relative as it is, an absolute one with "file://" in front.
std::string uri_of(std::string_view path);

}  // namespace bulkhead
