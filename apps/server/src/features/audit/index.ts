/** What the composition root uses of the audit log. */
export { type AuditRules, auditRules } from "./audit.ts";
export { openLogSigner } from "./log-signer.ts";
export { mountTiles, TILES } from "./tiles.ts";
