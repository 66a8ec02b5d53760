import { type AccountId, type MessageId, newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { append, appendAll, type Outcome, type RecordToAppend, type WirePlan } from "../plan.ts";
import { packOutcomes, packPlans, unpackOutcomes, unpackPlans } from "./packed.ts";

const room = newId<RoomId>();
const record = (content: string): RecordToAppend => ({
  room,
  message: newId<MessageId>(),
  author: newId<AccountId>(),
  device: null,
  kind: 1,
  atMs: 5,
  imported: content === "",
  content: new Uint8Array(Buffer.from(content)),
});
const plan = (...steps: WirePlan["steps"]): WirePlan => ({
  steps,
  fact: { kind: "record.appended", about: [] },
  scope: room,
  version: 3,
  by: newId<AccountId>(),
  standing: 2,
});
const told: WirePlan = {
  ...plan(append(record("d"))),
  fact: { kind: "room.created", about: [{ subject: null, detail: {} }] },
};

test("plans come out of the thread's message as they went in, in order", () => {
  const lone = ["a", "bc", ""].map((content) => plan(append(record(content))));
  const several = plan(append(record("x")), append(record("y")));
  const revising = plan(append({ ...record("r"), revises: newId<MessageId>(), addresses: true, endToEnd: true }));
  const requirement = {
    do: "require",
    table: "t",
    where: { a: 1 },
    atLeast: 1,
    atMost: 1,
    refusal: "not-found",
  } as const;
  const requiring = plan(append(record("q"), requirement));
  const imported = plan(appendAll([record("i"), record("jk")]));
  for (const plans of [
    [],
    lone,
    [several, ...lone, revising, requiring, ...lone, imported, ...lone, told, { ...plan(), scope: null }],
  ])
    expect(structuredClone(packPlans(plans)).flatMap(unpackPlans)).toEqual(plans);
});

test("outcomes come out as they went in, in order", () => {
  const hash = (byte: number) => new Uint8Array(32).fill(byte);
  const appended = (seq: number, repeated = false) => ({
    seq,
    leaf: 7,
    position: seq,
    atMs: 10 + seq,
    salt: hash(seq),
    commitment: hash(seq + 100),
    repeated,
  });
  const receipt = (...records: ReturnType<typeof appended>[]): Outcome => ({
    ok: true,
    receipt: { leaf: 7, position: records[0]?.seq ?? 0, atMs: 20, records, added: 0, found: 0 },
  });
  const refused: Outcome = { ok: false, refusal: { code: "id-reused" } };
  const fact: Outcome = {
    ok: true,
    receipt: { leaf: 9, position: 0, atMs: 20, records: [appended(4)], added: 2, found: 1 },
  };
  const lone = [receipt(appended(1)), receipt(appended(2, true)), receipt(appended(3))];
  for (const outcomes of [
    [],
    lone,
    [refused],
    [refused, ...lone, receipt(), receipt(appended(5), appended(6)), fact, ...lone],
  ])
    expect(unpackOutcomes(structuredClone(packOutcomes(outcomes)))).toEqual(outcomes);
});
