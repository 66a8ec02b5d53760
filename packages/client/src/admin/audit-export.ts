/** What was read of the audit log, as a file: made by whoever may read it, and verified by anybody who has the log's key. */
import {
  type ApiAnswer,
  type ApiInput,
  type AuditAnswer,
  type AuditExport,
  auditExport,
  FACTS,
  type FactKind,
} from "@warbler/protocol";
import { parseVerifierKey } from "@warbler/transparency";
import type { Warbler } from "../warbler.ts";
import { sizeOfLogWith } from "./proven-fact.ts";

const PAGE = 200;
/** About 20 MB. More is for several files, each of its own time. */
const MOST_FACTS = 10_000;

export type AuditFilter = Pick<ApiInput<"queryAudit">, "reason" | "account" | "kind" | "afterMs" | "beforeMs">;

/** Reads page after page, newest first; each reading is recorded with its reason. */
export async function exportAudit(me: Pick<Warbler, "api">, filter: AuditFilter): Promise<AuditExport> {
  const key = await me.api("logKey", undefined);
  const facts: AuditAnswer["facts"] = [];
  for (let beforeLeaf: number | undefined; ; ) {
    const asked = { ...filter, ...(beforeLeaf !== undefined && { beforeLeaf }), limit: PAGE, proofs: true };
    const page = await me.api("queryAudit", asked);
    facts.push(...page.facts);
    beforeLeaf = page.facts.at(-1)?.leaf;
    if (!page.more || beforeLeaf === undefined || facts.length >= MOST_FACTS)
      return auditExportOf(key, { facts, more: page.more });
  }
}

/** The file of what was read already. */
export const auditExportOf = (
  { origin, verifierKey }: ApiAnswer<"logKey">,
  { facts, more }: AuditAnswer,
): AuditExport => ({
  ...{ format: "warbler-audit-export/1", origin, verifierKey },
  ...{ facts, more },
});

export type CheckedExport =
  /** Of an erased fact nothing can be proven but that the file says so. */
  | { readonly ok: true; readonly proven: number; readonly erased: number; readonly treeSize: number }
  | { readonly ok: false; readonly fault: "malformed" }
  /** The first one that the key's log does not have as it stands in the file. */
  | { readonly ok: false; readonly fault: "not-in-log"; readonly leaf: number; readonly position: number };

/** `json` is the file's parsed value, of which nothing is believed; `verifierKey` is the log's, got by another way. */
export async function verifyAuditExport(json: unknown, verifierKey: string): Promise<CheckedExport> {
  const key = parseVerifierKey(verifierKey);
  const read = auditExport.safeParse(json);
  if (!key.ok || !read.success) return { ok: false, fault: "malformed" };
  let [proven, erased, treeSize] = [0, 0, 0];
  for (const { leaf, position, kind, atMs, subject = "", detail, salt, proof, erased: isErased } of read.data.facts) {
    if (isErased) {
      erased++;
      continue;
    }
    const isAll = detail !== undefined && salt !== undefined && proof !== undefined && isFactKind(kind);
    const isThere = isAll && proof.leaf === leaf && proof.position === position;
    const size = isThere
      ? await sizeOfLogWith({ kind, atMs, subject, detail, salt, proof }, kind, key.value)
      : undefined;
    if (size === undefined) return { ok: false, fault: "not-in-log", leaf, position };
    proven++;
    treeSize = Math.max(treeSize, size);
  }
  return { ok: true, proven, erased, treeSize };
}

const isFactKind = (kind: string): kind is FactKind => Object.hasOwn(FACTS, kind);
