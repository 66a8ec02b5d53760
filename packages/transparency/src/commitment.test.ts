import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commitToFact, commitToRecord, followRoomChain, roomChainStart } from "./commitment.ts";
import { entryNumber } from "./testing/memory-log.ts";
import { nodeHasher } from "./testing/node-hasher.ts";

const start = roomChainStart(entryNumber(0), nodeHasher);

/** A room's records with their openings and the commitments chained through them. */
function roomOf(count: number) {
  let previousCommitment = start;
  return Array.from({ length: count }, (_, index) => {
    const opening = {
      salt: nodeHasher.sha256(entryNumber(index)),
      recordHash: nodeHasher.sha256(entryNumber(index + 1_000)),
    };
    previousCommitment = commitToRecord({ ...opening, previousCommitment }, nodeHasher);
    return { commitment: previousCommitment, opening };
  });
}

describe("a salted commitment", () => {
  test("differs for another salt and for another fact", () => {
    const salt = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const inputs = fc.tuple(salt, fc.uint8Array());
    fc.assert(
      fc.property(inputs, inputs, ([saltA, factA], [saltB, factB]) => {
        const a = Buffer.from(commitToFact({ salt: saltA, fact: factA }, nodeHasher));
        const b = Buffer.from(commitToFact({ salt: saltB, fact: factB }, nodeHasher));
        expect(a.equals(b)).toBe(Buffer.from(saltA).equals(saltB) && Buffer.from(factA).equals(factB));
      }),
    );
  });

  test("takes a salt of 32 bytes and no other", () => {
    for (const length of [0, 31, 33])
      expect(() => commitToFact({ salt: new Uint8Array(length), fact: new Uint8Array() }, nodeHasher)).toThrow(
        RangeError,
      );
  });
});

describe("a room's chain", () => {
  const room = roomOf(20);

  test("is followed to its last commitment", () => {
    expect(followRoomChain(start, room, nodeHasher)).toEqual({ ok: true, value: room[19]?.commitment });
    expect(followRoomChain(start, [], nodeHasher)).toEqual({ ok: true, value: start });
  });

  test("shows a record left out, wherever it was", () => {
    for (let omitted = 0; omitted < 19; omitted++)
      expect(followRoomChain(start, room.toSpliced(omitted, 1), nodeHasher)).toEqual({ ok: false, refusal: omitted });
  });

  test("shows records in another order, and a chain of another room", () => {
    const [first, second, ...rest] = room;
    const swapped = [second, first, ...rest].filter((record) => record !== undefined);
    expect(followRoomChain(start, swapped, nodeHasher)).toEqual({ ok: false, refusal: 0 });
    const elsewhere = roomChainStart(entryNumber(1), nodeHasher);
    expect(followRoomChain(elsewhere, room, nodeHasher)).toEqual({ ok: false, refusal: 0 });
  });

  test("goes on over an erased record, whose salt is gone", () => {
    const erased = room.map((record, position) => (position === 5 ? { commitment: record.commitment } : record));
    expect(followRoomChain(start, erased, nodeHasher).ok).toBe(true);
  });

  test("refuses openings and commitments of the wrong length instead of throwing", () => {
    const [record] = roomOf(1);
    if (record === undefined) throw new Error("expected a record");
    const short = new Uint8Array(31);
    for (const wrong of [
      { ...record, commitment: short },
      { commitment: short },
      { ...record, opening: { ...record.opening, salt: short } },
      { ...record, opening: { ...record.opening, recordHash: short } },
    ])
      expect(followRoomChain(start, [wrong], nodeHasher)).toEqual({ ok: false, refusal: 0 });
  });
});
