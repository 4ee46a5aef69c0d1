# SPDX-License-Identifier: Apache-2.0
"""One report, read by the parsers of Python: read_back.py FILE [HTML that its Markdown became]."""
import html.parser
import json
import sys
import xml.etree.ElementTree as ElementTree

import junitparser

OURS = set("p h3 table thead tbody tr th td strong em code pre details summary ul li".split())


def must(holds, sentence):
    if not holds:
        sys.exit(f"read_back: {sys.argv[1]}: {sentence}")


def read_json(path):
    def refuse(word):
        must(False, f"{word} is no JSON")

    with open(path, encoding="utf-8") as file:
        report = json.load(file, parse_constant=refuse)
    must(report["schema_version"] == 1, "it has another version")
    must(sum(report["counts"].values()) == len(report["rows"]), "its counts are not those of its rows")


def read_suite(suite):
    cases = list(suite)
    kinds = {"failures": junitparser.Failure, "errors": junitparser.Error, "skipped": junitparser.Skipped}
    for attribute, kind in kinds.items():
        found = sum(any(isinstance(result, kind) for result in case.result) for case in cases)
        must(getattr(suite, attribute) == found, f"{suite.name} counts other {attribute} than it has")
    must(suite.tests == len(cases), f"{suite.name} counts other tests than it has")
    for case in cases:
        must(case.classname and "." in case.classname, f"{case.name} has no package and class")
        must(all(result.message and result.text for result in case.result), f"{case.name} does not say why")
        must("repeat: " in case.system_out and "seed " in case.system_out, f"{case.name} has no seed or command")
    return [(case.classname, case.name) for case in cases]


def read_junit(path):
    names = [name for suite in junitparser.JUnitXml.fromfile(path) for name in read_suite(suite)]
    must(len(names) == len(set(names)), "two cases have one name")
    root = ElementTree.parse(path).getroot()
    must(int(root.get("tests")) == len(names), "the sum of all suites is another")
    for case in root.iter("testcase"):
        must(case.get("file") and int(case.get("line")) > 0, "a case has no place")
        properties = {p.get("name") for p in case.iter("property")}
        must({"seed", "repeat"} <= properties, "a case has no seed or command")


class Elements(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        must(tag in OURS and all(name in ("align", "class") for name, _ in attributes), f"a text makes a <{tag}>")

    def handle_data(self, data):
        must("\x1b" not in data, "a text moves the cursor")


def read_markdown(path, page):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    summary = path.endswith(".summary.md")
    must(len(text) < 65536 or (summary and len(text.encode()) < 1 << 20), "it is longer than its place takes")
    must(summary or text.startswith("<!-- bulkhead check -->\n"), "it has no marker")
    with open(page, encoding="utf-8") as file:
        Elements().feed(file.read())


def read_commands(path):
    """As a runner does: a line is a command when its first letters are ::, and its properties end at the next ::."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")[:-1]
    for line in lines:
        must(line.startswith("::"), "a line is no command")
        head, _, message = line[2:].partition("::")
        kind, _, properties = head.partition(" ")
        keys = [entry.partition("=")[0] for entry in properties.split(",")]
        must(kind in ("error", "warning", "notice") and message, f"::{kind} is no annotation")
        must(set(keys) <= {"file", "line", "endLine", "col", "title"}, f"{keys} are no properties")
    must(sum(line.startswith("::error ") for line in lines) <= 10, "more errors than GitHub shows")


def main():
    path = sys.argv[1]
    if path.endswith(".md"):
        read_markdown(path, sys.argv[2])
    elif path.endswith(".json"):
        read_json(path)
    elif path.endswith(".xml"):
        read_junit(path)
    else:
        read_commands(path)


main()
