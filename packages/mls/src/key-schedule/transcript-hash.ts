/** The history of commits that all members agree on: RFC 9420 §8.2. */
import { concat } from "../bytes.ts";
import { Writer } from "../codec/writer.ts";
import { type AuthenticatedContent, writeFramedContent } from "../framing/framed-content.ts";
import type { MlsProvider } from "../provider/provider.ts";

export function confirmedTranscriptHash(
  provider: MlsProvider,
  interimTranscriptHash: Uint8Array,
  {
    wireFormat,
    content,
    auth,
  }: Pick<AuthenticatedContent, "wireFormat" | "content"> & {
    readonly auth: { readonly signature: Uint8Array };
  },
): Uint8Array {
  const writer = new Writer().uint16(wireFormat);
  writeFramedContent(writer, content);
  return provider.hash(concat(interimTranscriptHash, writer.opaque(auth.signature).view()));
}

export function interimTranscriptHash(
  provider: MlsProvider,
  confirmedHash: Uint8Array,
  confirmationTag: Uint8Array,
): Uint8Array {
  return provider.hash(concat(confirmedHash, new Writer().opaque(confirmationTag).view()));
}
