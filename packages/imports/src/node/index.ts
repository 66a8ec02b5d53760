/** Opens archives from files, for Node. */
export { openZipArchive, type ZipArchive } from "./zip-archive.ts";
