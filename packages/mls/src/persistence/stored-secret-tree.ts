/** The bytes of a secret tree on this device: docs/spec/mls-state.md. */
import type { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import type { LeafRatchets, Ratchet, SecretTree } from "../key-schedule/secret-tree.ts";
import { MLS_LIMITS } from "../limits.ts";
import { require } from "../refusal.ts";
import { fullLeafCount, nodeWidth } from "../tree/tree-math.ts";

export function writeSecretTree(writer: Writer, { leafCount, nodes, ratchets }: SecretTree): void {
  writer.uint32(leafCount);
  writeSparse(writer, nodes, (inner, secret) => inner.opaque(secret));
  writeSparse(writer, ratchets, (inner, { handshake, application }) => {
    writeRatchet(inner, handshake);
    writeRatchet(inner, application);
  });
}

export function readSecretTree(reader: Reader): SecretTree {
  const leafCount = readLeafCount(reader);
  return {
    leafCount,
    nodes: readSparse(reader, nodeWidth(leafCount), (inner) => inner.opaque(MLS_LIMITS.keyBytes)),
    ratchets: readSparse(
      reader,
      leafCount,
      (inner): LeafRatchets => ({ handshake: readRatchet(inner), application: readRatchet(inner) }),
    ),
  };
}

/** A power of two within the limit. */
export function readLeafCount(reader: Reader): number {
  const leafCount = reader.uint32();
  const isFull = leafCount > 0 && leafCount <= MLS_LIMITS.leaves && fullLeafCount(leafCount) === leafCount;
  require(isFull, "malformed", "the number of leaves of a full tree");
  return leafCount;
}

function writeRatchet(writer: Writer, { secret, generation, skipped }: Ratchet): void {
  writer.opaque(secret).uint32(generation);
  writer.list([...skipped], (inner, [at, { key, nonce }]) => inner.uint32(at).opaque(key).opaque(nonce));
}

function readRatchet(reader: Reader): Ratchet {
  const secret = reader.opaque(MLS_LIMITS.keyBytes);
  const generation = reader.uint32();
  let last = -1;
  const skipped = reader.list((inner) => {
    const at = inner.uint32();
    require(at > last && at < generation, "malformed", "skipped generations in ascending order");
    last = at;
    return [at, { key: inner.opaque(MLS_LIMITS.keyBytes), nonce: inner.opaque(MLS_LIMITS.keyBytes) }] as const;
  }, MLS_LIMITS.skippedKeys);
  return { secret, generation, skipped: new Map(skipped) };
}

/** The entries that are there, each with its index. */
export function writeSparse<T>(
  writer: Writer,
  items: readonly (T | undefined)[],
  write: (writer: Writer, item: T) => void,
): void {
  const inner = new Writer();
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (item !== undefined) write(inner.uint32(index), item);
  }
  writer.opaque(inner.view());
}

export function readSparse<T>(reader: Reader, length: number, read: (reader: Reader) => T): (T | undefined)[] {
  const items: (T | undefined)[] = Array.from({ length }, () => undefined);
  let last = -1;
  reader.list((inner) => {
    const index = inner.uint32();
    require(index > last && index < length, "malformed", "indexes in ascending order, within the length");
    last = index;
    items[index] = read(inner);
  }, length);
  return items;
}
