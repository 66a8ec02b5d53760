import { beforeAll, describe, expect, test } from "vitest";
import { decodeFields, encodeFields, uint64Bytes } from "../primitives/fields.ts";
import {
  accepted,
  changeOf,
  hpke,
  newDevice,
  newPerson,
  random,
  someSegment,
  type TestPerson,
} from "../testing/people.ts";
import {
  decodeIdentityVersionWithoutVerification,
  encodeIdentityBody,
  encodeIdentityVersion,
  type SignedIdentityVersion,
} from "./identity-version.ts";
import { signIdentityVersion } from "./sign-version.ts";

let alice: TestPerson;
/** Two devices, recovery set up. */
let bytes: Uint8Array<ArrayBuffer>;
let genuine: SignedIdentityVersion;

const decode = decodeIdentityVersionWithoutVerification;
const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("expected it to be there");
  return value;
};

beforeAll(async () => {
  alice = await newPerson();
  const recovery = { recoveryPublic: random(32), segment: someSegment(1) };
  const laptop = await newDevice();
  const change = changeOf(alice, alice.identity, { devices: [alice.phone.listed, laptop.listed], ...recovery });
  bytes = await signIdentityVersion(change, hpke);
  genuine = present(decode(bytes));
  await accepted(alice.identity, bytes);
});

const outer = () => [...present(decodeFields(bytes, 4))];
const inner = () => [...present(decodeFields(genuine.bodyBytes, 11))];
/** With one field of the version, or of its body, in place of another. */
const withOuter = (at: number, field: Uint8Array<ArrayBuffer>) => encodeFields(outer().with(at, field));
const withInner = (at: number, field: Uint8Array | string) =>
  withOuter(0, encodeFields([...inner().slice(0, at), field, ...inner().slice(at + 1)]));
const longer = (field: Uint8Array) => Uint8Array.of(...field, 0);

test("what is written is read again, with recovery and without, by either authority", () => {
  expect(encodeIdentityVersion(genuine)).toEqual(bytes);
  expect(encodeIdentityBody(genuine.body)).toEqual(genuine.bodyBytes);
  expect(genuine).toMatchObject({ authority: "predecessor", body: { version: 2, account: alice.account } });
  expect(genuine.body.devices).toHaveLength(2);
  expect(genuine.body.segment).toMatchObject({ number: 1 });
  const first = present(decode(alice.bytes));
  expect(first).toMatchObject({
    authority: "root",
    body: { version: 1, segment: undefined, recoveryPublic: undefined },
  });
  expect(encodeIdentityVersion(first)).toEqual(alice.bytes);
});

describe("no version is", () => {
  test("one with a field too few or too many", () => {
    for (let count = 0; count < 4; count++) expect(decode(encodeFields(outer().slice(0, count)))).toBeUndefined();
    expect(decode(encodeFields([...outer(), new Uint8Array()]))).toBeUndefined();
    for (let count = 0; count < 11; count++)
      expect(decode(withOuter(0, encodeFields(inner().slice(0, count))))).toBeUndefined();
    expect(decode(withOuter(0, encodeFields([...inner(), new Uint8Array()])))).toBeUndefined();
    expect(decode(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
  });

  test("one with a field of another length", () => {
    for (const [at, field] of outer().entries()) {
      expect(decode(withOuter(at, longer(field))), `field ${at}`).toBeUndefined();
      expect(decode(withOuter(at, field.slice(1))), `field ${at}`).toBeUndefined();
      expect(decode(withOuter(at, new Uint8Array())), `field ${at}`).toBeUndefined();
    }
    for (const [at, field] of inner().entries()) {
      expect(decode(withInner(at, longer(field))), `field ${at} of the body`).toBeUndefined();
      expect(decode(withInner(at, field.slice(1))), `field ${at} of the body`).toBeUndefined();
      expect(decode(withInner(at, new Uint8Array())), `field ${at} of the body`).toBeUndefined();
    }
  });

  test("one by an authority that there is not", () => {
    for (const byte of [0, 3, 255]) expect(decode(withOuter(2, Uint8Array.of(byte)))).toBeUndefined();
    expect(decode(withOuter(2, Uint8Array.of(1)))).toMatchObject({ authority: "root" });
  });

  test("another kind of statement, or one without a number", () => {
    const label = new TextDecoder().decode(inner()[0]);
    expect(decode(withInner(0, label))).toEqual(genuine);
    expect(decode(withInner(0, label.toUpperCase()))).toBeUndefined();
    expect(decode(withInner(2, uint64Bytes(0)))).toBeUndefined();
    expect(decode(withInner(2, new Uint8Array(8).fill(255)))).toBeUndefined();
    expect(decode(withInner(10, new Uint8Array(8).fill(255)))).toBeUndefined();
  });

  test("one with recovery and no segment, or a segment and no recovery", () => {
    const [recovery, segment] = [6, 8];
    const neither = encodeFields(inner().with(recovery, new Uint8Array()).with(segment, new Uint8Array()));
    expect(decode(withOuter(0, neither))).toMatchObject({ body: { segment: undefined, recoveryPublic: undefined } });
    expect(decode(withInner(recovery, new Uint8Array()))).toBeUndefined();
    expect(decode(withInner(segment, new Uint8Array()))).toBeUndefined();
  });

  test("one with a segment without a number, or after a chain of no length", () => {
    const segment = present(inner()[8]);
    const lengthAt = segment.length - 40;
    const withNumber = (at: number, number: Uint8Array) => {
      const changed = segment.slice();
      changed.set(number, at);
      return decode(withInner(8, changed));
    };
    expect(withNumber(0, uint64Bytes(2))).toMatchObject({ body: { segment: { number: 2 } } });
    expect(withNumber(0, uint64Bytes(0))).toBeUndefined();
    expect(withNumber(0, new Uint8Array(8).fill(255))).toBeUndefined();
    expect(withNumber(lengthAt, uint64Bytes(7))).toMatchObject({ body: { segment: { after: { length: 7 } } } });
    expect(withNumber(lengthAt, new Uint8Array(8).fill(255))).toBeUndefined();
  });

  test("one whose devices are out of order, listed twice, or not those that the keys are sealed to", () => {
    const halves = (field: number) => {
      const rows = present(inner()[field]);
      return [rows.slice(0, rows.length / 2), rows.slice(rows.length / 2)] as const;
    };
    const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));
    const [firstDevice, secondDevice] = halves(7);
    const [firstKey, secondKey] = halves(9);
    const bodyWith = (devices: Uint8Array<ArrayBuffer>, keys: Uint8Array<ArrayBuffer>) =>
      decode(withOuter(0, encodeFields(inner().with(7, devices).with(9, keys))));
    expect(bodyWith(joined(firstDevice, secondDevice), joined(firstKey, secondKey))).toEqual({
      ...genuine,
      bodyBytes: genuine.bodyBytes,
    });
    expect(bodyWith(firstDevice, firstKey)).toMatchObject({ body: { devices: [{}] } });
    expect(bodyWith(joined(secondDevice, firstDevice), joined(secondKey, firstKey))).toBeUndefined();
    expect(bodyWith(joined(firstDevice, firstDevice), joined(firstKey, firstKey))).toBeUndefined();
    expect(bodyWith(joined(firstDevice, secondDevice), joined(secondKey, firstKey))).toBeUndefined();
    expect(bodyWith(joined(firstDevice, secondDevice), firstKey)).toBeUndefined();
    expect(bodyWith(firstDevice, joined(firstKey, secondKey))).toBeUndefined();
    expect(bodyWith(new Uint8Array(), new Uint8Array())).toBeUndefined();
  });
});
