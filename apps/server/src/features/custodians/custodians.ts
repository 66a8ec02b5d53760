/** Who answers for what the server keeps secret: named by owners, never by themselves for themselves in a review. */
import {
  type AccountId,
  type ApiParsed,
  isGrantedRole,
  type ReviewId,
  type ServerKeyAnswer,
  type ServerKeyName,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insertOrReplace, type Plan, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RowOf } from "../../kernel/tables.ts";
import { custodianNamed } from "./facts.ts";
import { keyFileOf, type ServerKey } from "./server-keys.ts";
import { keyCustodians } from "./tables.ts";

export interface CustodianDeps extends Pick<Kernel, "ledger" | "policy" | "tagged" | "clock"> {
  readonly dataFolder: string;
  readonly serverKeys: readonly ServerKey[];
}
type Row = RowOf<typeof keyCustodians>;
/** A secret with whoever answers for it, as a review sees it. */
interface KeptKey {
  readonly key: ServerKeyName;
  readonly row: Row | undefined;
  readonly exposed: boolean;
}
/** By whom it is decided that somebody answers for it no more. */
interface EndedBy {
  readonly by: AccountId | null;
  readonly review?: ReviewId;
  readonly reason?: string;
}

export function custodianRules({ ledger, policy, tagged, clock, dataFolder, serverKeys }: CustodianDeps) {
  const openedAtMs = clock.nowMs();
  const rowOf = async (key: ServerKeyName): Promise<Row | undefined> => (await tagged.of(keyCustodians, key)).rows[0];
  const named = (key: ServerKeyName, row: Row | undefined, to: AccountId | null, { by, ...why }: EndedBy): Plan => {
    const people = [row?.account, to, by].filter((one) => one !== undefined && one !== null);
    const [first, ...rest] = people;
    const detail = { key, custodian: to ?? "", before: row?.account ?? "", by: by ?? "", ...why };
    // Over a row that somebody changed in the database it is named anew.
    const isStill: readonly Step[] =
      row === undefined
        ? []
        : [requireRows(keyCustodians, { key, account: row.account, since_ms: row.since_ms }, "permission-changed")];
    const nowMs = clock.nowMs();
    const step =
      to === null
        ? remove(keyCustodians, { key }, "ignore")
        : insertOrReplace(keyCustodians, { key, account: to, since_ms: nowMs, given_by: by ?? to });
    const about = first === undefined ? ([{ subject: null, detail }] as const) : aboutEach(first, rest, detail);
    return plan(custodianNamed, about, [...isStill, step], null);
  };

  return {
    async list(_grant: Grant<"key.list">): Promise<Result<{ keys: ServerKeyAnswer[] }>> {
      const keys: ServerKeyAnswer[] = [];
      for (const one of serverKeys) {
        const [row, file] = await Promise.all([rowOf(one.key), keyFileOf(dataFolder, one)]);
        keys.push({
          ...one,
          exposed: false,
          ...file,
          openedAtMs,
          ...(row !== undefined && { custodian: row.account, sinceMs: row.since_ms, givenBy: row.given_by }),
        });
      }
      return ok({ keys });
    },

    async name(
      grant: Agreed<"key.assign">,
      { key, custodian, reason }: ApiParsed<"nameCustodian">,
    ): Promise<Result<undefined>> {
      if (!serverKeys.some((one) => one.key === key)) return refuse("not-found");
      if (custodian !== undefined) {
        const standing = await policy.standingOf(custodian);
        const isSomebody = standing !== undefined && standing.suspended_ms === null && isGrantedRole(standing.role);
        if (!isSomebody || standing.role === "guest")
          return refuse("bad-request", "expected a person of the organisation");
      }
      const row = await rowOf(key);
      const by = grant.caller.account;
      const done = await ledger.commit(grant, () => named(key, row, custodian ?? null, { by, reason }));
      return done.ok ? ok(undefined) : done;
    },

    /** When the server opened them. */
    openedAtMs,

    /** Every one that there is. */
    async kept(): Promise<readonly KeptKey[]> {
      const all: KeptKey[] = [];
      for (const one of serverKeys) {
        const file = await keyFileOf(dataFolder, one);
        all.push({ key: one.key, row: await rowOf(one.key), exposed: file?.exposed === true });
      }
      return all;
    },

    /** What takes it off somebody; undefined where they do not answer for it any more, or anew. */
    async ending(
      key: ServerKeyName,
      { account, sinceMs }: { readonly account: AccountId; readonly sinceMs: number },
      authority: EndedBy,
    ): Promise<Plan | undefined> {
      const row = await rowOf(key);
      return row?.account === account && row.since_ms === sinceMs ? named(key, row, null, authority) : undefined;
    },
  };
}
export type CustodianRules = ReturnType<typeof custodianRules>;
