import { expect, test } from "vitest";
import { chromium } from "../../../../../tools/browser/chromium.ts";
import { withPage } from "../../../../../tools/browser/with-page.ts";
import type * as vaultPage from "./vault.page.ts";

const hasNoBrowser = "missing" in chromium();
const entry = new URL("./vault.page.ts", import.meta.url).href;

test.skipIf(hasNoBrowser)("the vault keeps every promise of a store", async () => {
  const broken = await withPage<typeof vaultPage, readonly string[]>(entry, ({ call }) => call("brokenPromises"));
  expect(broken).toEqual([]);
});

test.skipIf(hasNoBrowser)(
  "a value is sealed, bound to its place, and gone with the vault; its key cannot be read",
  async () => {
    await withPage<typeof vaultPage, void>(entry, async ({ call }) => {
      await call("write", "record/1", "a canary in the mine");
      expect(await call("rawText")).not.toContain("canary");
      expect(await call("readMoved", "record/1", "record/2")).toBe("store-damaged");
      expect(await call("keyCanBeRead")).toBe(false);
      expect(await call("leftAfterWipe")).toEqual([]);
    });
  },
);
