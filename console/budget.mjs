// Fails where a page weighs more than it may: the document, all that it names, and the greatest language, gzipped.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { "index.html": 60 * 1024, "embed.html": 40 * 1024 };
const folder = new URL("../chalicelib/console/", import.meta.url);
const assets = readdirSync(new URL("assets/", folder));
const weigh = (name) => gzipSync(readFileSync(new URL(name, folder))).length;

const languages = readdirSync(new URL("src/languages/", import.meta.url)).map((file) => {
  const built = assets.filter((name) => name.startsWith(`${file.slice(0, -".ts".length)}-`));
  if (built.length !== 1) throw new Error(`${file} was built into ${built.length} files.`);
  return weigh(`assets/${built[0]}`);
});

for (const [page, budget] of Object.entries(BUDGETS)) {
  const named = readFileSync(new URL(page, folder), "utf8").match(/assets\/[\w.-]+\.(js|css)/g);
  const bytes = [page, ...new Set(named)].reduce((sum, name) => sum + weigh(name), Math.max(...languages));
  console.log(`${page}: ${(bytes / 1024).toFixed(1)} KB of ${budget / 1024} KB (gzip)`);
  if (bytes > budget) process.exitCode = 1;
}
