// What mutation testing runs against each mutant: the tests beside the parts that are mutated (stryker.config.json).
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/{crypto,transparency}/src/**/*.test.ts", "apps/server/src/kernel/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts"],
  },
});
