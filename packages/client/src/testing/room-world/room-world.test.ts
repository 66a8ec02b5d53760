/** That a seed is all there is to a run. */
import { afterAll, expect, test } from "vitest";
import { directWebCrypto } from "../direct-crypto.ts";
import { loadLazyModules } from "../lazy-modules.ts";
import { live, REAL } from "./simulate-rooms.ts";

afterAll(directWebCrypto());
await loadLazyModules();

test.each([REAL, REAL + 2, REAL + 3])("a seed happens again in the same way, to the last byte (%i)", async (seed) => {
  const [one, again, other] = [await live(seed), await live(seed), await live(seed + 1)];
  expect(again.digest).toBe(one.digest);
  expect(other.digest).not.toBe(one.digest);
});
