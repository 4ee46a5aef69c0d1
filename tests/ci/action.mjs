// SPDX-License-Identifier: Apache-2.0
// action.yml, and the workflows that a page shows, under GitHub's own parser and schema:
// action.mjs FOLDER-OF-PACKAGES ACTION PAGE.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, action, page] = process.argv.slice(2);

// The package imports its schema as older versions of Node wanted it.
register("data:text/javascript," + encodeURIComponent(`
  export const load = (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`));

const parser = (path) => import(pathToFileURL(`${packages}/node_modules/@actions/workflow-parser/dist/${path}.js`));
const { NoOperationTraceWriter, parseWorkflow } = await parser("index");
const { parseAction } = await parser("actions/action-parser");

function must(parse, name, content) {
  const errors = parse({ name, content }, new NoOperationTraceWriter()).context.errors.getErrors();
  for (const error of errors) console.error(`action: ${error.message}`);
  if (errors.length > 0) process.exit(1);
}

must(parseAction, "action.yml", readFileSync(action, "utf8"));
const blocks = [...readFileSync(page, "utf8").matchAll(/^```yaml\n(.*?)^```$/gms)].map((found) => found[1]);
const workflows = blocks.filter((block) => /^jobs:/m.test(block));
if (workflows.length === 0) throw new Error(`${page} shows no workflow`);
for (const workflow of workflows) must(parseWorkflow, page, workflow);
