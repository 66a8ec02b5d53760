/** Pre-shared keys mixed into an epoch: RFC 9420 §8.4. */
import { Writer } from "../codec/writer.ts";
import { type PreSharedKeyId, writePskId } from "../messages/psk-id.ts";
import { expandWithLabel } from "../provider/labelled.ts";
import type { MlsProvider } from "../provider/provider.ts";

export interface PreSharedKey {
  readonly id: PreSharedKeyId;
  readonly secret: Uint8Array;
}

/** Zeros where there are none. */
export function derivePskSecret(provider: MlsProvider, psks: readonly PreSharedKey[]): Uint8Array {
  const sizeBytes = provider.suite.hashBytes;
  const zero = new Uint8Array(sizeBytes);
  let pskSecret: Uint8Array = zero;
  for (const [index, { id, secret }] of psks.entries()) {
    const writer = new Writer();
    writePskId(writer, id);
    const context = writer.uint16(index).uint16(psks.length).finish();
    const extracted = provider.extract(zero, secret);
    const input = expandWithLabel(provider, extracted, { label: "derived psk", context, sizeBytes });
    pskSecret = provider.extract(input, pskSecret);
  }
  return pskSecret;
}
