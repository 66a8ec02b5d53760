export {
  type ContentToOpen,
  type ContentToSeal,
  contentHash,
  contentPartBytes,
  openContent,
  sealContent,
} from "./content-part.ts";
export type { ContentHeader } from "./header.ts";
export { importedContentKey, importedMessageId, NAMING_KEY_BYTES } from "./imported.ts";
export { CONTENT_KEY_BYTES } from "./material.ts";
export { decodeMessageKey, encodeMessageKey, MESSAGE_KEY_BYTES, type MessageKey } from "./message-key.ts";
