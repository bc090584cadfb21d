// Fails where the first screen weighs more than it may: document, entry script, style and one language, gzipped.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 60 * 1024;
const folder = new URL("../chalicelib/console/", import.meta.url);
const assets = readdirSync(new URL("assets/", folder)).map((name) => `assets/${name}`);
const first = ["index.html", ...assets.filter((name) => /\/(index|fr)-.*\.(js|css)$/.test(name))];
const bytes = first.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0);
console.log(`First screen: ${(bytes / 1024).toFixed(1)} KB of ${BUDGET / 1024} KB (gzip)`);
process.exit(bytes > BUDGET ? 1 : 0);
