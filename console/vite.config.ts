// Builds the console into the folder that the app serves.
import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that one build works at the root of a domain and under a gateway's stage; see <base> in index.html.
  base: "./",
  build: {
    outDir: "../chalicelib/console",
    emptyOutDir: true,
    target: "es2022",
    // The policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Two pages: the console, and the tab that stands in a frame of Intacct and needs little of it.
    rollupOptions: { input: ["index.html", "embed.html"] },
  },
});
