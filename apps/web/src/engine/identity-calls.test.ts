import type { ApprovalRequest, Warbler } from "@warbler/sdk";
import { expect, test } from "vitest";
import type { EngineEvent } from "./engine-event.ts";
import { identityCalls } from "./identity-calls.ts";

/** Requests whose ends the test decides, and what the page was told. */
function asking() {
  const ends: PromiseWithResolvers<void>[] = [];
  const told: EngineEvent[] = [];
  const requestApproval = async (): Promise<Partial<ApprovalRequest>> => {
    const end = Promise.withResolvers<void>();
    ends.push(end);
    const cancel = async () => end.reject(new Error("approval-over"));
    return { number: () => Promise.resolve("123456"), approved: () => end.promise, cancel };
  };
  const client = { identity: { requestApproval } } as unknown as Warbler;
  const calls = identityCalls(
    async () => client,
    (event) => told.push(event),
  );
  const overs = () => told.filter(({ type }) => type === "approval-over");
  return { calls, ends, overs };
}

test("the page hears that its request was turned down", async () => {
  const { calls, ends, overs } = asking();
  await calls.requestApproval();
  ends[0]?.reject(new Error("approval-over"));
  await expect.poll(overs).toEqual([{ type: "approval-over", isApproved: false }]);
});

test("a request that was taken back or replaced does not end the one that waits", async () => {
  const { calls, ends, overs } = asking();
  await calls.requestApproval();
  await calls.requestApproval();
  await calls.cancelApproval();
  await calls.requestApproval();
  ends[2]?.resolve();
  await expect.poll(overs).toEqual([{ type: "approval-over", isApproved: true }]);
});
