/** What other features may use of imports. */
export { recordsImported } from "./imports.ts";
