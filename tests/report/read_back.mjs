// SPDX-License-Identifier: Apache-2.0
// JUnit, read by the package junit2json: read_back.mjs ITS-ENTRY FILE.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [entry, file] = process.argv.slice(2);
const { parse } = await import(pathToFileURL(entry));

function must(holds, sentence) {
  if (holds) return;
  console.error(`read_back: ${file}: ${sentence}`);
  process.exit(1);
}

const report = await parse(readFileSync(file, "utf8"));
let tests = 0;
for (const suite of report.testsuite ?? []) {
  for (const test of suite.testcase ?? []) {
    ++tests;
    must(test.classname && test.name && test.file && test.line > 0, "a case lacks class, name, file or line");
    for (const kind of ["failure", "error", "skipped"])
      for (const result of test[kind] ?? []) must(result.message, `a ${kind} has no message`);
  }
}
must(report.tests === tests, `it says ${report.tests} tests and has ${tests}`);
