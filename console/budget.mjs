// Fails where a page weighs more than it may: the document, all that it names, and one language, gzipped.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { "index.html": 60 * 1024, "embed.html": 40 * 1024 };
const folder = new URL("../chalicelib/console/", import.meta.url);
const french = readdirSync(new URL("assets/", folder)).filter((name) => /^fr-.*\.js$/.test(name));

for (const [page, budget] of Object.entries(BUDGETS)) {
  const named = readFileSync(new URL(page, folder), "utf8").match(/assets\/[\w.-]+\.(js|css)/g);
  const files = [page, ...new Set(named), ...french.map((name) => `assets/${name}`)];
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0);
  console.log(`${page}: ${(bytes / 1024).toFixed(1)} KB of ${budget / 1024} KB (gzip)`);
  if (bytes > budget) process.exitCode = 1;
}
