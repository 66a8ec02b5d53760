import type { AccountId } from "@warbler/protocol";
import { newId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { Errands } from "../errands.ts";
import { WarblerError } from "../errors.ts";
import { GossipWatch } from "./gossip-watch.ts";

const LONGER = { size: 9, root: new Uint8Array(32).fill(9) };

async function doubtsWhere(
  code: "overloaded" | "network",
): Promise<{ readonly doubts: string[]; readonly looks: number }> {
  const doubts: string[] = [];
  const errands = new Errands(() => {});
  let looks = 0;
  const watch = new GossipWatch({
    replica: {
      rootAt: (size) => (size < 5 ? new Uint8Array(32) : undefined),
      refresh: async () => {
        looks++;
        throw new WarblerError(code);
      },
    },
    errands,
    platform: { sleep: async () => {} },
    stop: new AbortController().signal,
    forked: (_, detail) => doubts.push(detail),
  });
  watch.note(newId<AccountId>(), LONGER);
  await errands.settled();
  return { doubts, looks };
}

test("a longer log that the server refuses to show again and again is a contradiction", async () => {
  expect(await doubtsWhere("overloaded")).toEqual({
    doubts: ["a longer log than the server shows here: 9 entries"],
    looks: 5,
  });
});

test("a longer log that cannot be looked at for want of a connection is none", async () => {
  expect(await doubtsWhere("network")).toEqual({ doubts: [], looks: 5 });
});
