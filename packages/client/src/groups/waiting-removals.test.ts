/** Which of the proposals that wait a member takes up. */
import type { WaitingProposal } from "@warbler/mls";
import { type AccountId, type DeviceId, newId } from "@warbler/protocol";
import { expect, test } from "vitest";
import type { GroupMember } from "./roster.ts";
import { removalsToCommit } from "./waiting-removals.ts";

const [alice, bob] = [newId<AccountId>(), newId<AccountId>()];
const member = (account: AccountId, leaf: number): GroupMember => ({
  ...{ account, leaf, device: newId<DeviceId>(), signatureKey: new Uint8Array(32) },
});
const members = [member(alice, 0), member(bob, 1), member(bob, 2)];
const [own] = members;

const waiting = (proposal: WaitingProposal["proposal"], by: number | "server", mark: number): WaitingProposal => {
  const identity = {
    credential: { kind: "basic", identity: new Uint8Array() },
    signatureKey: new Uint8Array(32),
  } as const;
  const sender =
    by === "server"
      ? { kind: "external" as const, leafIndex: undefined, senderIndex: 0, ...identity }
      : { kind: "member" as const, leafIndex: by, senderIndex: undefined, ...identity };
  return { reference: Uint8Array.of(mark), proposal, sender };
};
const remove = (removed: number) => ({ kind: "remove", removed }) as const;

async function taken(
  all: readonly WaitingProposal[],
  revoked: readonly number[] = [],
  out: readonly AccountId[] = [],
): Promise<readonly number[]> {
  if (own === undefined) throw new Error("unreachable");
  const gone = new Set(revoked.map((leaf) => members[leaf]?.device));
  const lists = {
    isListed: async (_account: AccountId, device: DeviceId) => !gone.has(device),
    refresh: async () => {},
    isOut: async (account: AccountId) => out.includes(account),
    isBack: async () => false,
  };
  const found = await removalsToCommit({ members, own, state: { waiting: all } }, lists);
  return found.map(({ reference }) => reference[0] ?? -1);
}

test("people's own wishes to leave are taken up, and the server's removals of revoked devices", async () => {
  expect(await taken([waiting(remove(1), 2, 1), waiting(remove(2), "server", 2)], [2])).toEqual([1, 2]);
});

test("the server's removals of somebody who is out of the organisation are taken up", async () => {
  const both = [waiting(remove(1), "server", 1), waiting(remove(2), "server", 2)];
  expect(await taken(both, [], [bob])).toEqual([1, 2]);
  expect(await taken(both, [], [alice])).toEqual([]);
});

test("of several removals of one device one is taken up", async () => {
  expect(await taken([waiting(remove(1), "server", 1), waiting(remove(1), 2, 2)], [1])).toEqual([2]);
});

test("the server's removal of a listed device, a member's of somebody else, and ones of this device itself are not", async () => {
  expect(await taken([waiting(remove(1), "server", 1)])).toEqual([]);
  expect(await taken([waiting(remove(1), 0, 1)])).toEqual([]);
  expect(await taken([waiting(remove(0), "server", 1)], [0])).toEqual([]);
  expect(await taken([waiting({ kind: "reinit" } as WaitingProposal["proposal"], 1, 1)])).toEqual([]);
});
