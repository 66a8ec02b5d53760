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
    // Long enough for a machine that has much else to do: a wait for something real ends when it has come.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: "node", include: EVERYWHERE, exclude: IN_BROWSER } },
      {
        extends: true,
        // A browser on a busy machine is tried once more; `npm test` names at its end what passed only then.
        test: { name: "browser", include: IN_BROWSER, testTimeout: 300_000, hookTimeout: 300_000, retry: 1 },
      },
    ],
  },
});
