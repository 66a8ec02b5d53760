// What mutation testing runs against each mutant: the tests beside the part that is mutated (tools/mutate.ts).
import { defineConfig } from "vitest/config";

const folder = process.env["WARBLER_MUTATED"] ?? "packages/transparency/src";

export default defineConfig({
  test: { include: [`${folder}/**/*.test.ts`], exclude: ["**/*.browser.test.ts"], testTimeout: 60_000 },
});
