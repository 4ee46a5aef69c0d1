// SPDX-License-Identifier: Apache-2.0
// action.yml under GitHub's own parser and schema: action.mjs FOLDER-OF-PACKAGES ACTION.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, action] = process.argv.slice(2);

// The package imports its schema as older versions of Node wanted it.
register("data:text/javascript," + encodeURIComponent(`
  export const load = (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`));

const parser = (path) => import(pathToFileURL(`${packages}/node_modules/@actions/workflow-parser/dist/${path}.js`));
const { NoOperationTraceWriter } = await parser("index");
const { parseAction } = await parser("actions/action-parser");

const content = readFileSync(action, "utf8");
const result = parseAction({ name: "action.yml", content }, new NoOperationTraceWriter());
const errors = result.context.errors.getErrors().map((error) => error.message);
for (const error of errors) console.error(`action: ${error}`);
process.exit(errors.length === 0 ? 0 : 1);
