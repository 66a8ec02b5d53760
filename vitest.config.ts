import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const FOLDERS = ["packages/*/src", "apps/*/src", "bench/src", "tests", "tools"];
const EVERYWHERE = FOLDERS.map((folder) => `${folder}/**/*.test.ts`);
const IN_BROWSER = FOLDERS.map((folder) => `${folder}/**/*.browser.test.ts`);

// Threads without isolation: a test file must leave nothing behind in the process it shares with others.
export default defineConfig({
  test: {
    pool: "threads",
    isolate: false,
    maxWorkers: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "node", include: EVERYWHERE, exclude: IN_BROWSER } },
      { extends: true, test: { name: "browser", include: IN_BROWSER, testTimeout: 60_000 } },
    ],
  },
});
