// SPDX-License-Identifier: Apache-2.0
// Free text made harmless, text by text.
#include "analysis/report/escape.hpp"

#include "tests/analysis/report/made_up.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

TEST_CASE("A line of text has no ends of lines, no control characters and no broken UTF-8", "[analysis]") {
  CHECK(one_line("a\r\nb\nc\td  ") == "a b c d");
  CHECK(one_line("x\x1By\x7Fz") == "x\uFFFDy\uFFFDz");
  CHECK(one_line("\xFF \xC0\xAF \xED\xA0\x80") == "\uFFFD \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD");
  // A next line, a separator of lines; a line that is turned; what XML 1.0 forbids although it is UTF-8.
  CHECK(one_line("a\xC2\x85\xE2\x80\xA8z") == "a  z");
  CHECK(one_line("a\xE2\x80\xAEz\xEF\xBF\xBF") == "a\uFFFDz\uFFFD");
  CHECK(one_line("99 % ± 1 Δ 𝄞") == "99 % ± 1 Δ 𝄞");
}

TEST_CASE("A text is cut by characters, with an ellipsis as the last", "[analysis]") {
  CHECK(one_line("±±±±", 4) == "±±±±");
  CHECK(one_line("±±±±±", 4) == "±±±…");
}

TEST_CASE("No log line holds a command of GitHub", "[analysis]") {
  CHECK(without_commands("::error::x") == ": :error::x");
  CHECK(without_commands("  ::stop-commands::a") == "  : :stop-commands::a");
  CHECK(without_commands("a##[group]b") == "a# #[group]b");
  CHECK(without_commands("bulkhead::test") == "bulkhead::test");
}

TEST_CASE("XML sees neither elements nor ends of attributes nor the end of a CDATA section", "[analysis]") {
  CHECK(xml_escaped("<a b='c' d=\"e\">&]]>") == "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;]]&gt;");
}

TEST_CASE("Markdown sees neither markup nor cells nor mentions nor links", "[analysis]") {
  CHECK(markdown_text("a|b `c` <d> [e](f)") == "a&#124;b &#96;c&#96; &lt;d&gt; &#91;e&#93;(f)");
  CHECK(markdown_text("@all, #12 http://x www.x.y") == "@&#8203;all, &#35;&#8203;12 http:&#8203;//x www&#8203;.x.y");
  CHECK(markdown_text("mttr_s _i_ \\|") == "mttr_s &#95;i&#95; &#92;&#124;");
  CHECK(markdown_code("http://www.x") == "<code>http&#58;//www&#46;x</code>");
  CHECK(markdown_code("a >= 1 | `b` @c") == "<code>a &gt;= 1 &#124; &#96;b&#96; &#64;c</code>");
}

TEST_CASE("A fence is longer than any in its block", "[analysis]") {
  CHECK(markdown_block({"a", "````"}, "text") == "`````text\na\n````\n`````\n");
  CHECK(markdown_block({"a"}, "sh") == "```sh\na\n```\n");
}

TEST_CASE("Workflow commands are escaped as GitHub's own toolkit does", "[analysis]") {
  CHECK(command_data("100 %\r\na:b,c") == "100 %25%0D%0Aa:b,c");
  CHECK(command_property("a:b,c%") == "a%3Ab%2Cc%25");
}

TEST_CASE("A path becomes a relative reference, an absolute one a file's", "[analysis]") {
  CHECK(uri_of("./a b/ü#?:1.yaml") == "a%20b/%C3%BC%23%3F%3A1.yaml");
  CHECK(uri_of("../x.yaml") == "../x.yaml");
  CHECK(uri_of("/srv/x.yaml") == "file:///srv/x.yaml");
}
