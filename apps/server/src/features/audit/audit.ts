/** Proofs for members, reading for those who may, and a person's own facts. */
import {
  type AccountId,
  type ApiParsed,
  type AuditAnswer,
  base64urlFromBytes,
  type FactDetail,
  type FactKind,
  type ProofAnswer,
  type ProvenFact,
  type RoomId,
} from "@warbler/protocol";
import { inclusionPathFromTiles, subtreePath } from "@warbler/transparency";
import type { Kernel } from "../../kernel/kernel.ts";
import { DESTROYED } from "../../kernel/keys/keyring.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import { storedTiles } from "../../kernel/log/stored-tiles.ts";
import { type FactAbout, factType, type NonEmpty, plan } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { facts } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { LogSigner } from "./log-signer.ts";
import { auditStore, type FactFilter, type FactRow } from "./store.ts";

const queried = factType<null>("audit.queried");
const HASH_BYTES = 32;
const OWN_FACTS = 200;
const PROVEN_PAGE = 200;
/** More facts than any group of writes makes. */
const LEAF_FACTS = 100_000;

/** Where a fact is. */
export interface FactPlace {
  readonly leaf: number;
  readonly position: number;
}
export type AuditDeps = Pick<Kernel, "ledger" | "reader" | "vault"> & { readonly signer: LogSigner };

export function auditRules({ ledger, reader, vault, signer }: AuditDeps) {
  const store = auditStore(reader);
  const readTile = storedTiles(reader);

  const factOf = (row: FactRow): AuditAnswer["facts"][number] => {
    const detail = vault.open(facts, "detail", row);
    const salt = vault.factSalt(row.subject, row.leaf, row.position);
    const shown = {
      leaf: row.leaf,
      position: row.position,
      kind: row.kind,
      atMs: row.at_ms,
      ...(row.subject !== null && { subject: row.subject }),
    };
    if (detail === ERASED || salt === DESTROYED) return { ...shown, erased: true };
    return { ...shown, detail: { ...detail }, erased: false, salt: base64urlFromBytes(salt) };
  };
  /** Newest first. A page goes on to the end of its last leaf, since the next one begins below that leaf. */
  const pageOf = async (filter: FactFilter, limit: number): Promise<AuditAnswer> => {
    const rows = await store.facts(filter, limit + 1);
    const beyond = rows.splice(limit).at(0);
    const cut = beyond !== undefined && rows.at(-1)?.leaf === beyond.leaf ? beyond.leaf : undefined;
    if (cut === undefined) return { facts: rows.map(factOf), more: beyond !== undefined };
    const whole = rows.filter(({ leaf }) => leaf !== cut);
    const last = await store.facts({ ...filter, leaf: cut }, LEAF_FACTS);
    const more = (await store.facts({ ...filter, beforeLeaf: cut }, 1)).length > 0;
    return { facts: [...whole, ...last].map(factOf), more };
  };

  /** Of the account itself, oldest first: somebody else who acts as this person cannot hide by doing much. A page ends with a whole leaf. */
  const accountPage = async (subject: AccountId, afterLeaf: number): Promise<AuditAnswer> => {
    const rows = await store.accountFacts(subject, afterLeaf, OWN_FACTS + 1);
    const beyond = rows.at(OWN_FACTS);
    if (beyond === undefined) return { facts: rows.map(factOf), more: false };
    const before = rows.filter(({ leaf }) => leaf < beyond.leaf);
    const whole = before.length > 0 ? before : await store.accountFacts(subject, afterLeaf, LEAF_FACTS);
    return { facts: whole.map(factOf), more: before.length > 0 };
  };

  const proofAt = async ({ leaf, position }: FactPlace): Promise<ProofAnswer | undefined> => {
    const held = await store.leaf(leaf);
    if (held === undefined) return undefined;
    const members = Array.from({ length: held.members.length / HASH_BYTES }, (_, at) =>
      held.members.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    );
    const commitment = members[position];
    if (commitment === undefined) return undefined;
    const { note, head } = await signer.checkpoint(leaf + 1);
    const path = await inclusionPathFromTiles(leaf, { treeSize: head.size, readTile, hasher: nodeHasher });
    if (!path.ok) throw new Error(`the audit log lacks ${path.refusal.path}`);
    return {
      commitment: base64urlFromBytes(commitment),
      leafEntry: base64urlFromBytes(held.entry),
      leaf,
      position,
      subtreePath: subtreePath(members, position, nodeHasher).map(base64urlFromBytes),
      inclusionPath: path.value.map(base64urlFromBytes),
      checkpoint: note,
    };
  };

  /** The newest fact about somebody of which this is true, with its proof; undefined where there is none, or it is erased. */
  const provenFact = async (
    { kind, subject }: { readonly kind: FactKind; readonly subject: AccountId },
    isIt: (detail: FactDetail) => boolean,
  ): Promise<ProvenFact | undefined> => {
    for (let beforeLeaf: number | undefined; ; ) {
      const page = await pageOf({ kind, subject, beforeLeaf }, PROVEN_PAGE);
      const found = page.facts.find(({ detail }) => detail !== undefined && isIt(detail));
      const proof = found === undefined ? undefined : await proofAt(found);
      if (found?.detail !== undefined && found.salt !== undefined && proof !== undefined)
        return { kind, atMs: found.atMs, subject, detail: found.detail, salt: found.salt, proof };
      beforeLeaf = page.facts.at(-1)?.leaf;
      if (!page.more || found !== undefined || beforeLeaf === undefined) return undefined;
    }
  };

  /** One after the other: each reads from the tiles that the one before has read. */
  const withProofs = async (read: AuditAnswer["facts"]): Promise<AuditAnswer["facts"]> => {
    const proven: AuditAnswer["facts"] = [];
    for (const fact of read) {
      const proof = fact.erased ? undefined : await proofAt(fact);
      proven.push({ ...fact, ...(proof !== undefined && { proof }) });
    }
    return proven;
  };

  return {
    readTile,
    signer,
    proofAt,
    provenFact,
    /** For features that show some of the log to whom they let see it, and record that. */
    facts: pageOf,

    /** The two short paths from a record to a signed checkpoint. */
    async prove(grant: Grant<"message.prove">, seq: number): Promise<Result<ProofAnswer>> {
      const room: RoomId = grant.resource.room;
      const place = await store.placeOf(room, seq);
      const proof = place && (await proofAt(place));
      return proof === undefined ? refuse("not-found") : ok(proof);
    },

    /** Reads facts; the reading itself becomes a fact first. */
    async query(grant: Agreed<"audit.query">, input: ApiParsed<"queryAudit">): Promise<Result<AuditAnswer>> {
      if (input.reason === "") return refuse("bad-request", "reading the audit log needs a reason");
      const { account } = grant.caller;
      const about: NonEmpty<FactAbout> = [
        {
          subject: account,
          detail: {
            reason: input.reason,
            ...(input.account !== undefined && { account: input.account }),
            ...(input.kind !== undefined && { kind: input.kind }),
          },
        },
        // Who is looked up learns that they were.
        ...(input.account !== undefined && input.account !== account
          ? [{ subject: input.account, detail: { reason: input.reason, by: account } }]
          : []),
      ];
      const recorded = await ledger.commit(grant, () => plan(queried, about, [], null));
      if (!recorded.ok) return recorded;
      const { account: subject, kind, afterMs, beforeMs, beforeLeaf, limit, proofs } = input;
      const page = await pageOf({ subject, kind, afterMs, beforeMs, beforeLeaf }, limit);
      return ok(proofs === true ? { ...page, facts: await withProofs(page.facts) } : page);
    },

    /** Facts about the caller. */
    async own(grant: Grant<"audit.own">, { about, afterLeaf }: ApiParsed<"ownFacts">): Promise<Result<AuditAnswer>> {
      const subject: AccountId = grant.resource.account;
      return ok(await (about === "account" ? accountPage(subject, afterLeaf) : pageOf({ subject }, OWN_FACTS)));
    },
  };
}
export type AuditRules = ReturnType<typeof auditRules>;
