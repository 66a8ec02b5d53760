/** Files of messages: loaded when a program first has one. */
export { stripMetadata } from "./strip-metadata.ts";
export { downloadFile, uploadFile } from "./transfer.ts";
