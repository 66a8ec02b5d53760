/** The vectors of docs/spec/at-rest.md, which were computed by another implementation, in another language. */
import { argon2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Argon2id,
  canonicalFields,
  deviceFingerprint,
  deviceKeyFromStored,
  factSalt,
  isSignedByDevice,
  keyForUse,
  keyringEntryFromText,
  keyringEntryText,
  LABELS,
  lookupValue,
  monthFromText,
  monthOf,
  monthText,
  open,
  openEntry,
  PuncturableTree,
  policyTag,
  recordKey,
  rootKeyFromBytes,
  Secret,
  SIGNATURE_LABELS,
  seal,
  sealingKeyFromBytes,
  segmentKey,
  signAsDevice,
  tableKey,
  unwrapRootKey,
  wrapEntry,
  wrapRootKey,
} from "./index.ts";
import { childSecretsOf } from "./key-hierarchy/tree-node.ts";

const specification = resolve(import.meta.dirname, "../../../docs/spec");
const text = readFileSync(resolve(specification, "at-rest.md"), "utf8");
const vectors = JSON.parse(readFileSync(resolve(specification, "at-rest.vectors.json"), "utf8"));
const bytes = (hexText: string) => new Uint8Array(Buffer.from(hexText, "hex"));
const hex = (value: Uint8Array | undefined) => (value === undefined ? undefined : Buffer.from(value).toString("hex"));
const nonceOf = (vector: { nonce: string }) => (nonce: Uint8Array) => nonce.set(bytes(vector.nonce));

test("the specification names every label, and no label is used twice", () => {
  const labels = [...Object.values(LABELS), SIGNATURE_LABELS.signIn, SIGNATURE_LABELS.deviceRegistration];
  for (const label of labels) expect(text).toContain(`\`${label}\``);
  expect(new Set(labels).size).toBe(labels.length);
});

describe("the vectors of the specification", () => {
  test("canonical fields", () => {
    const fields = vectors.canonical.fields.map(
      (field: { text?: string; hex?: string }) => field.text ?? bytes(field.hex ?? ""),
    );
    expect(hex(canonicalFields(fields))).toBe(vectors.canonical.bytes);
  });

  test("seal", () => {
    const vector = vectors.seal;
    const key = sealingKeyFromBytes(bytes(vector.key));
    expect(hex(seal(key, vector.place, Buffer.from(vector.plaintext), nonceOf(vector)))).toBe(vector.sealed);
    expect(Buffer.from(open(key, vector.place, bytes(vector.sealed)) ?? "").toString()).toBe(vector.plaintext);
  });

  test("keyring entries", () => {
    for (const vector of vectors.keyringEntries) {
      const rootKey = rootKeyFromBytes(bytes(vector.rootKey));
      expect(keyringEntryText(vector.name)).toBe(vector.text);
      expect(keyringEntryFromText(vector.text)).toEqual(vector.name);
      expect(hex(wrapEntry(rootKey, vector.name, bytes(vector.content), nonceOf(vector)))).toBe(vector.wrapped);
      expect(hex(openEntry(rootKey, vector.name, bytes(vector.wrapped)))).toBe(vector.content);
    }
  });

  test("months", () => {
    for (const vector of vectors.months) {
      expect(monthOf(vector.timeMs)).toBe(vector.month);
      expect(monthText(vector.month)).toBe(vector.text);
      expect(monthFromText(vector.text)).toBe(vector.month);
    }
  });

  test("table key", () => {
    const vector = vectors.tableKey;
    expect(hex(tableKey(keyForUse("subjects", bytes(vector.key)), vector.table).export())).toBe(vector.derived);
  });

  test("tree: children and leaves", () => {
    const tree = PuncturableTree.fromRoot(bytes(vectors.tree.root));
    expect(hex(childSecretsOf(bytes(vectors.tree.root)))).toBe(vectors.tree.children.join(""));
    for (const { index, key } of vectors.tree.leaves) expect(hex(tree.leafKey(index))).toBe(key);
  });

  test("tree: states after puncturing", () => {
    for (const vector of vectors.tree.states) {
      const tree = PuncturableTree.fromRoot(bytes(vectors.tree.root));
      for (const [first, last] of vector.punctured) tree.punctureRange(first, last);
      expect(hex(tree.encode())).toBe(vector.state);
      expect(hex(PuncturableTree.decode(bytes(vector.state))?.encode())).toBe(vector.state);
    }
  });

  test("record key", () => {
    const { leaf, authorMonthKey, roomId, seq, sealingKey, commitmentSalt } = vectors.recordKey;
    const derived = recordKey({ leaf: bytes(leaf), authorMonthKey: bytes(authorMonthKey), roomId, seq });
    expect(hex(derived.sealingKey.export())).toBe(sealingKey);
    expect(hex(derived.commitmentSalt)).toBe(commitmentSalt);
  });

  test("segment key", () => {
    const { treeState, authors, roomId, month, key } = vectors.segmentKey;
    const derived = segmentKey({
      treeState: bytes(treeState),
      authors: authors.map(({ accountId, monthKey }: Record<"accountId" | "monthKey", string>) => ({
        accountId,
        monthKey: bytes(monthKey),
      })),
      roomId,
      month,
    });
    expect(hex(derived.export())).toBe(key);
  });

  test("policy tag", () => {
    const { key, table, columns, tag } = vectors.policyTag;
    const typed = columns.map(
      ({ name, type, value }: { name: string; type: string; value: string | number | null }) => [
        name,
        type === "bytes" ? bytes(String(value)) : value,
      ],
    );
    expect(hex(policyTag(keyForUse("policy", bytes(key)), { table, columns: typed }))).toBe(tag);
  });

  test("fact salt", () => {
    const { key, leafIndex, position, salt } = vectors.factSalt;
    expect(hex(factSalt(keyForUse("subject", bytes(key)), { leafIndex, position }))).toBe(salt);
  });

  test("lookup value", () => {
    const vector = vectors.lookupValue;
    expect(hex(lookupValue(keyForUse("blind", bytes(vector.key)), vector.field, vector.text))).toBe(vector.value);
  });

  test("passphrase file, with the platform's Argon2id", async () => {
    const { passphrase, salt, rootKey, file, memoryKiB, passes, lanes } = vectors.passphraseFile;
    const argon2id: Argon2id = async (secret, nonce, cost) =>
      argon2Sync("argon2id", {
        message: secret.reveal(),
        nonce,
        parallelism: cost.lanes,
        tagLength: 32,
        memory: cost.memoryKiB,
        passes: cost.passes,
      });
    const input = {
      rootKey: bytes(rootKey),
      passphrase: new Secret<string>(passphrase),
      cost: { memoryKiB, passes, lanes },
      argon2id,
    };
    const written = await wrapRootKey(input, { salt: bytes(salt), freshNonce: nonceOf(vectors.passphraseFile) });
    expect(hex(written)).toBe(file);
    const opened = await unwrapRootKey({ file: bytes(file), passphrase: input.passphrase, argon2id });
    expect(hex(opened?.reveal())).toBe(rootKey);
  });

  test("device key", async () => {
    const { stored, verifyingKey, message, signatures, fingerprint } = vectors.deviceKey;
    const key = await deviceKeyFromStored(stored);
    if (key === undefined) throw new Error("a stored key that the platform accepts");
    expect(hex(key.verifyingKey)).toBe(verifyingKey);
    expect(await deviceFingerprint(key.verifyingKey)).toBe(fingerprint);
    for (const { kind, signature } of signatures) {
      expect(hex(await signAsDevice(key, kind, Buffer.from(message)))).toBe(signature);
      const statement = { kind, message: Buffer.from(message), signature: bytes(signature) };
      expect(await isSignedByDevice(key.verifyingKey, statement)).toBe(true);
    }
  });
});
