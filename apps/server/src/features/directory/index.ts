/** What other features may use of the directory. */
export { provisionedAs } from "./provisioned.ts";
