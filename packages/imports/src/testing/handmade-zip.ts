/** Writes zip files byte by byte, so that a test can make each field lie. APPNOTE 4.3. */
import { crc32, deflateRawSync } from "node:zlib";

export interface HandmadeEntry {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  readonly stored?: boolean;
  readonly method?: number;
  readonly flags?: number;
  readonly claimedBytes?: number;
  readonly claimedCrc?: number;
  /** Points at the local header of an earlier entry, by its index, and has no bytes of its own. */
  readonly sharesBytesOf?: number;
  /** `st_mode`, in the upper half of the external attributes. */
  readonly mode?: number;
}

export function handmadeZip(entries: readonly HandmadeEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const places: { offset: number; packed: Buffer }[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = entry.data ?? new Uint8Array(0);
    const shared = entry.sharesBytesOf === undefined ? undefined : places[entry.sharesBytesOf];
    const packed = shared?.packed ?? (entry.stored ? Buffer.from(data) : deflateRawSync(data));
    const place = { offset: shared?.offset ?? offset, packed };
    places.push(place);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(entry.flags ?? 0, 2);
    fields.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 4);
    fields.writeUInt32LE(entry.claimedCrc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(entry.claimedBytes ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    if (shared === undefined) {
      const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), fields, name, packed]);
      parts.push(local);
      offset += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6);
    tail.writeUInt32LE(place.offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0003", "latin1"), fields, tail, name]));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
