/**
 * Which second factors somebody has, by tagged rows: who can write to the database neither takes a factor away, so that a password
 * alone would do, nor puts one back, nor makes one older than it is.
 */
import type { AccountId, PasskeyId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type FactAbout, insert, insertOrReplace, isNonEmpty, plan, type Step } from "../../kernel/plan.ts";
import { factorChanged } from "./facts.ts";
import { factorStore, type PasskeyRow, type TotpRow } from "./store.ts";
import { heldFactors, passkeys } from "./tables.ts";

export interface Held {
  /** That are there, oldest first, with the time since when they count. */
  readonly passkeys: readonly PasskeyRow[];
  readonly totp: TotpRow | undefined;
  /** What they have, or had until somebody changed the database: they are asked for a factor in any case. */
  readonly hasAny: boolean;
  /** Since when they have a passkey; never where they have none, and ever where nobody can tell any more. */
  readonly passkeySinceMs: number;
  /** Since when they have a factor; never where they have none, or nobody can tell any more. */
  readonly sinceMs: number;
}

export const heldBy =
  ({ reader, tagged }: Pick<Kernel, "reader" | "tagged">) =>
  async (account: AccountId): Promise<Held> => {
    const store = factorStore(reader);
    const [{ rows, isWhole }, keys, totp] = await Promise.all([
      tagged.of(heldFactors, account),
      store.passkeysOf(account),
      store.totpOf(account),
    ]);
    const since = new Map(rows.map(({ factor, since_ms }) => [factor, since_ms]));
    const counting = keys.flatMap((row) => {
      const added_ms = since.get(row.id);
      return added_ms === undefined ? [] : [{ ...row, added_ms }];
    });
    return {
      passkeys: counting.sort((a, b) => a.added_ms - b.added_ms),
      totp: since.has(account) ? totp : undefined,
      hasAny: rows.length > 0 || !isWhole,
      passkeySinceMs: isWhole
        ? Math.min(...rows.flatMap(({ kind, since_ms }) => (kind === "passkey" ? [since_ms] : [])))
        : Number.NEGATIVE_INFINITY,
      sinceMs: isWhole ? Math.min(...rows.map(({ since_ms }) => since_ms)) : Number.POSITIVE_INFINITY,
    };
  };

export const holdPasskey = (account: AccountId, factor: PasskeyId, since_ms: number): Step =>
  insert(heldFactors, { account, factor, kind: "passkey", since_ms }, "id-reused");
export const holdTotp = (account: AccountId, since_ms: number): Step =>
  insertOrReplace(heldFactors, { account, factor: account, kind: "totp", since_ms });

const ROWS_AT_ONCE = 200;

/** Factors from before it was tagged who has them are taken as they are, where there is none that is. */
export async function adoptFactors(
  kernel: Pick<Kernel, "ledger" | "openGrant" | "reader" | "tagged" | "retired">,
): Promise<void> {
  if ((await kernel.tagged.owners(heldFactors)).length > 0) return;
  const { keys, apps } = await factorStore(kernel.reader).everybodys();
  const steps: { readonly account: AccountId; readonly step: Step }[] = apps.map(({ account, added_ms }) => ({
    account,
    step: holdTotp(account, added_ms),
  }));
  for (const row of keys)
    if (!(await kernel.retired.row(passkeys, row)))
      steps.push({ account: row.account, step: holdPasskey(row.account, row.id, row.added_ms) });
  for (let at = 0; at < steps.length; at += ROWS_AT_ONCE) {
    const some = steps.slice(at, at + ROWS_AT_ONCE);
    const about = [...new Set(some.map(({ account }) => account))].map(
      (subject): FactAbout => ({ subject, detail: {} }),
    );
    if (!isNonEmpty(about)) return;
    const grant = kernel.openGrant("the server keeps apart who has which second factor");
    await kernel.ledger.commit(grant, () =>
      plan(
        factorChanged,
        about,
        some.map(({ step }) => step),
        null,
      ),
    );
  }
}
