/** Opens archives that a person chose in a browser. */
export { openZipBlob } from "./zip-blob.ts";
