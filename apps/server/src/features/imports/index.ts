/** What other features may use of imports. */

export { importedRoomsOf } from "./imported-rooms.ts";
export { recordsImported } from "./imports.ts";
