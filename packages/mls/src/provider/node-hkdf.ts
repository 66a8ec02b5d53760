/**
 * HMAC (RFC 2104) and HKDF (RFC 5869) over plain bytes, for keys that live for microseconds. The platform's own functions
 * make a key object for each call, which doubles the cost and keeps a copy that cannot be wiped.
 */
import { hash } from "node:crypto";
import type { CipherSuite } from "./cipher-suite.ts";
import type { MlsProvider } from "./provider.ts";

const BLOCK_BYTES = { sha256: 64, sha384: 128 } as const;

export function nodeKeyDerivation(suite: CipherSuite): Pick<MlsProvider, "hash" | "mac" | "extract" | "expand"> {
  const { hash: name, hashBytes } = suite;
  const blockBytes = BLOCK_BYTES[name];
  const digest = (message: Uint8Array) => plain(hash(name, message, "buffer"));

  const mac = (key: Uint8Array, message: Uint8Array): Uint8Array => {
    const blockKey = key.length > blockBytes ? digest(key) : key;
    // RFC 2104 §2: H(K ^ opad ‖ H(K ^ ipad ‖ message)), the key filled up with zeros to one block.
    const inner = new Uint8Array(blockBytes + message.length).fill(0x36, 0, blockBytes);
    const outer = new Uint8Array(blockBytes + hashBytes).fill(0x5c, 0, blockBytes);
    for (let at = 0; at < blockKey.length; at++) {
      const keyByte = blockKey[at] ?? 0;
      inner[at] = keyByte ^ 0x36;
      outer[at] = keyByte ^ 0x5c;
    }
    inner.set(message, blockBytes);
    outer.set(digest(inner), blockBytes);
    const tag = digest(outer);
    inner.fill(0);
    outer.fill(0);
    return tag;
  };

  const expand = (prk: Uint8Array, info: Uint8Array, sizeBytes: number): Uint8Array => {
    const blockCount = Math.ceil(sizeBytes / hashBytes);
    if (blockCount > 255) throw new RangeError(`at most ${255 * hashBytes} bytes, got ${sizeBytes}`);
    const out = new Uint8Array(sizeBytes);
    // RFC 5869 §2.3: T(n) = HMAC(PRK, T(n - 1) ‖ info ‖ n), where T(0) is empty.
    const message = new Uint8Array(hashBytes + info.length + 1);
    message.set(info, hashBytes);
    for (let block = 1; block <= blockCount; block++) {
      message[message.length - 1] = block;
      const bytes = mac(prk, block === 1 ? message.subarray(hashBytes) : message);
      const at = (block - 1) * hashBytes;
      out.set(bytes.subarray(0, sizeBytes - at), at);
      message.set(bytes);
    }
    message.fill(0);
    return out;
  };

  return { hash: digest, mac, extract: mac, expand };
}

/** The same memory without what a Buffer adds: its `slice` does not copy, and it compares as another type. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
