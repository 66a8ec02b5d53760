/** What the composition root uses of delivery. */
export { delivery } from "./delivery.ts";
