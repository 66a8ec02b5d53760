import {
  type AccountId,
  canonicalJson,
  itemsIn,
  itemsOf,
  LIMITS,
  newId,
  type ReviewSign,
  type RoomId,
  type SnapshotGrant,
  type SnapshotPart,
  signBits,
  snapshotPart,
  snapshotPartText,
} from "@warbler/protocol";
import { expect, test } from "vitest";
import { isOwn, ownIn } from "./own-access.ts";
import { PartWriter } from "./part-bytes.ts";
import { signsOf, suggestionOf } from "./signs.ts";
import { type PersonGrants, partsOf } from "./snapshot.ts";

const [ann, ben, giver] = [newId<AccountId>(), newId<AccountId>(), newId<AccountId>()];
const grant = {
  role: "auditor",
  sinceMs: 5,
  untilMs: 9,
  givenBy: giver,
  suggestion: 2,
  signs: signBits(["dormant"]),
} as const;
const salt = () => "salt";

test("grants come out of a part as they went in", () => {
  const people: PersonGrants[] = [
    {
      account: ann,
      lastUsed: "2026-01-02",
      grants: [grant, { ...grant, role: "member", untilMs: null, givenBy: null }],
    },
    { account: ben, lastUsed: null, grants: [{ ...grant, suggestion: 0, signs: 0 }] },
  ];
  const [part] = [...partsOf(people, { first: 7, salt })];
  if (part === undefined) throw new Error("expected a part");
  expect(itemsIn(part)).toBe(3);
  expect(itemsOf(part)).toEqual([
    {
      item: 7,
      account: ann,
      role: "auditor",
      sinceMs: 5,
      untilMs: 9,
      givenBy: giver,
      lastUsed: "2026-01-02",
      suggestion: "remove",
      signs: ["dormant"],
    },
    {
      item: 8,
      account: ann,
      role: "member",
      sinceMs: 5,
      lastUsed: "2026-01-02",
      suggestion: "remove",
      signs: ["dormant"],
    },
    { item: 9, account: ben, role: "auditor", sinceMs: 5, untilMs: 9, givenBy: giver, signs: [] },
  ]);
  expect(snapshotPart.parse(JSON.parse(snapshotPartText(part)))).toEqual(part);
  for (const one of [part, { ...part, room: newId<RoomId>() }, { ...part, people: [] }])
    expect(snapshotPartText(one)).toBe(canonicalJson(one));
  const writer = new PartWriter();
  const written = [part, { ...part, room: newId<RoomId>() }, { ...part, people: [], salt: '"盐' }];
  const textsOf = () => written.map((one) => writer.bytesOf(one)).map((bytes) => Buffer.from(bytes).toString());
  expect(textsOf()).toEqual(written.map(snapshotPartText));
  writer.clear();
  expect(textsOf()).toEqual(written.map(snapshotPartText));
  expect([giver, ann, ben].map((who) => ownIn(part, who))).toEqual([[7, 9], [7, 8], [9]]);
  for (const who of [giver, ann, ben])
    expect(
      itemsOf(part)
        .filter((item) => isOwn(item, who))
        .map(({ item }) => item),
    ).toEqual(ownIn(part, who));
});

test("every number is written as the platform writes it, however many there are", () => {
  const edges = [0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 1_000_000_001, 10 ** 15, Number.MAX_SAFE_INTEGER];
  const grants = edges.flatMap((one) => [0, 12_345].map((other): SnapshotGrant => [other, one, one, one, 2, other]));
  const lists = Array.from({ length: 200 }, (): SnapshotPart["people"][number] => [newId<AccountId>(), null, grants]);
  const part: SnapshotPart = { salt: "salt", first: Number.MAX_SAFE_INTEGER, names: ["盐".repeat(64)], people: lists };
  expect(Buffer.from(new PartWriter().bytesOf(part)).toString()).toBe(snapshotPartText(part));
});

test("in a room only one's own membership is one's own", () => {
  const people = [ann, ben].map((account) => ({ account, lastUsed: null, grants: [{ ...grant, role: "member" }] }));
  const [part] = [...partsOf(people, { first: 0, salt, room: newId<RoomId>() })];
  if (part === undefined) throw new Error("expected a part");
  expect([giver, ann].map((who) => ownIn(part, who))).toEqual([[], [0]]);
  expect(itemsOf(part)[0]).toMatchObject({ roomRole: "member", room: part.room });
});

test("a part ends behind a person, within its size, and the numbers go on", () => {
  const grants = Array.from({ length: LIMITS.reviewChunkItems / 2 }, () => grant);
  const people = Array.from({ length: 5 }, () => ({ account: newId<AccountId>(), lastUsed: null, grants }));
  const parts = [...partsOf(people, { first: 0, salt })];
  expect(parts.map(({ first }) => first)).toEqual([0, 5_000, 10_000]);
  expect(parts.map(itemsIn)).toEqual([5_000, 5_000, 2_500]);
  expect([...partsOf([], { first: 0, salt })]).toEqual([]);
});

test("what is known of the use is told as signs, each by a rule", () => {
  const nowMs = 1_000 * 24 * 3_600_000;
  const used = {
    lastUsedMs: nowMs,
    sinceMs: nowMs,
    isOfficer: false,
    isGuest: false,
    isSuspended: false,
    isProtected: true,
  };
  const cases: readonly (readonly [
    Partial<Omit<typeof used, "lastUsedMs">> & { lastUsedMs?: number | undefined },
    readonly ReviewSign[],
    0 | 1 | 2,
  ])[] = [
    [{}, [], 0],
    [{ lastUsedMs: nowMs - LIMITS.dormantMs + 1 }, [], 0],
    [{ lastUsedMs: nowMs - LIMITS.dormantMs }, ["dormant"], 2],
    [{ lastUsedMs: undefined }, [], 0],
    [{ lastUsedMs: undefined, sinceMs: nowMs - LIMITS.dormantMs }, ["never-signed-in"], 2],
    [{ isOfficer: true, isProtected: false }, ["no-second-factor"], 1],
    [{ isProtected: false }, [], 0],
    [{ isSuspended: true, isGuest: true }, ["suspended", "guest"], 1],
    [{ sinceMs: nowMs - 365 * 24 * 3_600_000 }, ["old"], 1],
  ];
  for (const [known, signs, suggestion] of cases) {
    expect(signsOf({ ...used, ...known }, nowMs)).toBe(signBits(signs));
    expect(suggestionOf(signBits(signs))).toBe(suggestion);
  }
});
