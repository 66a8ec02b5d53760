/** What a server answers about groups, the identity log and the keychain: read as it was written, and refused where it is hostile. */
import {
  ClaimedKeyPackagesSchema,
  CommitBundleSchema,
  create,
  EndToEndSchema,
  fromBinary,
  GroupStateSchema,
  GroupWelcomeSchema,
  IdentityEntriesSchema,
  KeychainPageSchema,
  RecordsSchema,
  toBinary,
} from "@warbler/protocol/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeIdentityEntries, decodeKeychainPage } from "../identity/wire.ts";
import {
  decodeClaimedKeyPackages,
  decodeEndToEnd,
  decodeGroupState,
  decodeGroupWelcome,
  readCommitBundle,
} from "./end-to-end.ts";
import { decoded } from "./protobuf.ts";
import { readRecords } from "./records.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 40 }).map((given) => new Uint8Array(given));
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const epoch = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const device = fc.record({ account: text, device: text });
const atEpoch = { generation: uint32, epoch, seq: uint32, ratchetTree: bytes, epochHash: bytes };
const record = fc.record({
  ...{ seq: uint32, message: text, author: text, device: text, kind: uint32, atMs: epoch, content: bytes },
  ...{ imported: fc.boolean(), erased: fc.boolean(), salt: bytes, commitment: bytes },
  log: fc.record({ leaf: epoch, position: uint32 }),
});

type Said = Record<string, unknown>;

/** One kind of answer: what it may say, how the library writes and reads it, and how the client does. */
interface Kind {
  readonly name: string;
  readonly said: fc.Arbitrary<Said>;
  readonly write: (said: Said) => Uint8Array;
  readonly libraryReads: (given: Uint8Array) => unknown;
  readonly decode: (given: Uint8Array) => unknown;
}

type Schema = Parameters<typeof create>[0];

function kind(schema: Schema, said: fc.Arbitrary<Said>, decode: Kind["decode"]): Kind {
  const inLibrary = (value: Said) => ("epoch" in value ? { ...value, epoch: BigInt(Number(value["epoch"])) } : value);
  return {
    name: schema.name,
    said,
    write: (value) => toBinary(schema, create(schema, inLibrary(value))),
    libraryReads: (given) => fromBinary(schema, given),
    decode,
  };
}

const kinds: readonly Kind[] = [
  kind(EndToEndSchema, fc.record({ mls: bytes, content: bytes, batch: bytes }), decodeEndToEnd),
  kind(GroupStateSchema, fc.record({ ...atEpoch, groupInfo: bytes, describedSeq: uint32 }), decodeGroupState),
  kind(GroupWelcomeSchema, fc.record({ ...atEpoch, welcome: bytes }), decodeGroupWelcome),
  kind(
    ClaimedKeyPackagesSchema,
    fc.record({
      claimed: few(fc.record({ account: text, device: text, keyPackage: bytes, lastResort: fc.boolean() })),
      missing: few(device),
    }),
    decodeClaimedKeyPackages,
  ),
  kind(
    CommitBundleSchema,
    fc.record({ epoch, commit: bytes, welcome: bytes, groupInfo: bytes, ratchetTree: bytes, epochHash: bytes }),
    (given) => decoded(given, readCommitBundle),
  ),
  kind(
    RecordsSchema,
    fc.record({ room: text, records: few(record), more: fc.boolean(), previousCommitment: bytes }),
    (given) => decoded(given, readRecords),
  ),
  kind(
    IdentityEntriesSchema,
    fc.record({ from: uint32, entries: few(fc.record({ version: bytes, leafHash: bytes })), size: uint32 }),
    decodeIdentityEntries,
  ),
  kind(
    KeychainPageSchema,
    fc.record({
      entries: few(fc.record({ index: uint32, segment: uint32, previousHash: bytes, entry: bytes })),
      size: uint32,
    }),
    decodeKeychainPage,
  ),
];

describe.each(kinds)("$name", ({ said, write, libraryReads, decode }) => {
  const isTakenByLibrary = (given: Uint8Array) => {
    try {
      libraryReads(given);
      return true;
    } catch {
      return false;
    }
  };
  /** Anything, or an answer that is cut off or has a few bytes changed: that gets further. */
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(said, fc.nat()).map(([value, at]) => {
      const whole = write(value);
      return whole.subarray(0, at % (whole.length + 1));
    }),
    fc
      .tuple(said, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }))
      .map(([value, changes]) => {
        const whole = new Uint8Array(write(value));
        for (const [at, byte] of changes) if (whole.length > 0) whole[at % whole.length] = byte;
        return whole;
      }),
  );

  test("is read as the library wrote it", () => {
    fc.assert(
      fc.property(said, (value) => {
        expect(decode(write(value))).toEqual(value);
      }),
    );
  });

  test("is read or refused, never thrown at; what is accepted, the library accepts too", () => {
    fc.assert(
      fc.property(hostile, (given) => {
        if (decode(given) !== undefined) expect(isTakenByLibrary(given)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
