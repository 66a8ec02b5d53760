/** A person's own passkeys, authenticator app and recovery codes: listed, added, named, removed. */
import type { AccountId, ApiParsed, FactorList, PasskeyCreation, PasskeyId } from "@warbler/protocol";
import { LIMITS } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { factorAdded as added, codesMade, factorChanged, factorRemoved as removed } from "./facts.ts";
import { heldBy } from "./held.ts";
import { newFactors } from "./new-factors.ts";
import { type ProofsDeps, recoveryCodeKey } from "./proofs.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import type { SettingsRules } from "./settings.ts";
import { factorStore } from "./store.ts";
import { heldFactors, passkeys, recoveryCodes, totps } from "./tables.ts";
import { createTickets } from "./tickets.ts";
import { newTotpSecret, totpUri } from "./totp.ts";

export interface FactorsDeps extends ProofsDeps, Pick<Kernel, "ledger"> {
  readonly settings: Pick<SettingsRules, "isFactorRequired">;
  /** The person's password would be too short without a second factor. */
  readonly passwordDepends: (account: AccountId) => Promise<boolean>;
  /** Steps that hold that the person comes in without any passkey; undefined where they could not. */
  readonly otherWayIn: (account: AccountId) => Promise<readonly Step[] | undefined>;
}

type Waiting = { readonly account: AccountId } & (
  | { readonly passkey: PasskeyCreation }
  | { readonly totpSecret: string }
);

export function factorRules({ ledger, settings, passwordDepends, otherWayIn, ...deps }: FactorsDeps) {
  const { vault, retired, clock, party, namesOf } = deps;
  const store = factorStore(deps.reader);
  const held = heldBy(deps);
  const make = newFactors(deps);
  const tickets = createTickets<Waiting>({ clock, lastsMs: LIMITS.proofAskMs, of: ({ account }) => account });

  /** Holds when the plan is applied, so that two who remove the last two at once do not both succeed. */
  const keepsOne = async (account: AccountId, removes: "passkey" | "totp"): Promise<readonly Step[]> => {
    const refusal = (await settings.isFactorRequired(account))
      ? "factor-required"
      : (await passwordDepends(account))
        ? "password-depends"
        : undefined;
    if (refusal === undefined) return [];
    const { totp } = await held(account);
    const [other, least] =
      removes === "totp"
        ? ["passkey" as const, 1]
        : totp === undefined
          ? ["passkey" as const, 2]
          : ["totp" as const, 1];
    return [requireRows(heldFactors, { account, kind: other }, refusal, least)];
  };

  /** With the last factor go the codes that stand in for one: they are none of a factor that comes later. */
  const withCodes = async (account: AccountId): Promise<readonly Step[]> => {
    const { passkeys: keys, totp } = await held(account);
    const factors = keys.length + (totp === undefined ? 0 : 1);
    return [
      requireRows(heldFactors, { account }, "permission-changed", factors, factors),
      ...(factors === 1 ? [remove(recoveryCodes, { account }, "ignore")] : []),
    ];
  };

  return {
    async list({ resource: { account } }: Grant<"factor.list">): Promise<Result<FactorList>> {
      const [{ passkeys: keys, totp }, codes, isRequired] = await Promise.all([
        held(account),
        store.recoveryCodesOf(account),
        settings.isFactorRequired(account),
      ]);
      const [code] = codes;
      return ok({
        passkeys: keys.map((row) => {
          const name = vault.open(passkeys, "name", row);
          return {
            id: row.id,
            name: name === ERASED ? "" : name,
            addedAtMs: row.added_ms,
            ...(row.used_ms !== null && { usedAtMs: row.used_ms }),
            algorithm: row.algorithm,
            isSynced: row.is_synced === 1,
          };
        }),
        ...(totp !== undefined && { totp: { addedAtMs: totp.added_ms } }),
        ...(code !== undefined && {
          recoveryCodes: { left: codes.filter(({ used_ms }) => used_ms === null).length, madeAtMs: code.made_ms },
        }),
        isRequired,
        offersPasskeys: party !== undefined,
      });
    },

    async askNewPasskey({ resource: { account } }: Grant<"factor.change">) {
      const passkey = await make.creation(account, (await namesOf(account)).handle);
      if (passkey === undefined) return refuse("not-found", "passkeys need a host name, not an address");
      return ok({ ...tickets.issue({ account, passkey }), passkey });
    },

    async addPasskey(grant: Grant<"factor.change">, { ticket, name, passkey }: ApiParsed<"addPasskey">) {
      const { account } = grant.resource;
      const asked = tickets.take(ticket);
      if (asked?.account !== account || !("passkey" in asked)) return refuse("proof-over");
      const made = await make.passkey(account, { name, passkey }, asked.passkey.challenge);
      if (!made.ok) return made;
      const { steps, id, addedAtMs, algorithm, isSynced } = made.value;
      const about = { subject: account, detail: { kind: "passkey", passkey: id, device: grant.caller.device } };
      const done = await ledger.commit(grant, () => plan(added, [about], steps, { account }));
      return done.ok ? ok({ id, name, addedAtMs, algorithm, isSynced }) : done;
    },

    async renamePasskey(grant: Grant<"factor.change">, id: PasskeyId, name: string): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const about = { subject: account, detail: { passkey: id } };
      const done = await ledger.commit(grant, () =>
        plan(factorChanged, [about], [update(passkeys, { id, account }, { name })], null),
      );
      return done.ok ? ok(undefined) : done;
    },

    async removePasskey(grant: Grant<"factor.change">, id: PasskeyId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const steps = [
        ...((await otherWayIn(account)) ?? [requireRows(heldFactors, { account, kind: "passkey" }, "last-way-in", 2)]),
        ...(await keepsOne(account, "passkey")),
        ...(await withCodes(account)),
        remove(passkeys, { id, account }),
        remove(heldFactors, { account, factor: id }),
      ];
      const about = { subject: account, detail: { kind: "passkey", passkey: id, device: grant.caller.device } };
      const done = await ledger.commit(grant, () => plan(removed, [about], steps, { account }));
      return done.ok ? ok(undefined) : done;
    },

    async askTotp({ resource: { account } }: Grant<"factor.change">) {
      const { organisation, handle } = await namesOf(account);
      const secret = newTotpSecret();
      const totp = { secret, uri: totpUri(secret, { issuer: organisation, name: handle }) };
      return ok({ ...tickets.issue({ account, totpSecret: secret }), totp });
    },

    async addTotp(grant: Grant<"factor.change">, { ticket, code }: ApiParsed<"addTotp">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const asked = tickets.take(ticket);
      if (asked?.account !== account || !("totpSecret" in asked)) return refuse("proof-over");
      const made = make.totp(account, asked.totpSecret, code);
      if (!made.ok) {
        // A slip of the finger: the secret that is in the app already stays good.
        tickets.giveBack(ticket, asked);
        return made;
      }
      const about = { subject: account, detail: { kind: "totp", device: grant.caller.device } };
      const done = await ledger.commit(grant, () => plan(added, [about], made.value, { account }));
      return done.ok ? ok(undefined) : done;
    },

    async removeTotp(grant: Grant<"factor.change">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const steps = [
        ...(await keepsOne(account, "totp")),
        ...(await withCodes(account)),
        remove(totps, { account }),
        remove(heldFactors, { account, kind: "totp" }),
      ];
      const about = { subject: account, detail: { kind: "totp", device: grant.caller.device } };
      const done = await ledger.commit(grant, () => plan(removed, [about], steps, { account }));
      return done.ok ? ok(undefined) : done;
    },

    async makeRecoveryCodes(grant: Grant<"factor.change">) {
      const { account } = grant.resource;
      const codes = newRecoveryCodes();
      const made_ms = clock.nowMs();
      const round = retired.round(recoveryCodes, account) + 1;
      const steps = [
        remove(recoveryCodes, { account }, "ignore"),
        ...codes.map((code) =>
          insert(recoveryCodes, { account, code: recoveryCodeKey(vault, { account, round }, code), made_ms, round }),
        ),
      ];
      const about = { subject: account, detail: { codes: codes.length, device: grant.caller.device } };
      const done = await ledger.commit(grant, () => plan(codesMade, [about], steps, { account }));
      return done.ok ? ok({ codes: [...codes] }) : done;
    },
  };
}
export type FactorRules = ReturnType<typeof factorRules>;

/** Refuses a plan where the person has no passkey, by which they could come in, when it is applied. */
export const keepsPasskey = (account: AccountId): Step =>
  requireRows(heldFactors, { account, kind: "passkey" }, "last-way-in");

const PEOPLE_AT_ONCE = 500;

/** Those of these people who have a passkey. */
export const withPasskey =
  ({ reader }: Pick<Kernel, "reader">) =>
  async (accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>> => {
    const store = factorStore(reader);
    const found = new Set<AccountId>();
    for (let at = 0; at < accounts.length; at += PEOPLE_AT_ONCE)
      for (const one of await store.ownersAmong(accounts.slice(at, at + PEOPLE_AT_ONCE), "passkey")) found.add(one);
    return found;
  };

/** Takes away all factors of an account. */
export const forgetFactors = (account: AccountId): readonly Step[] => [
  remove(heldFactors, { account }, "ignore"),
  remove(passkeys, { account }, "ignore"),
  remove(totps, { account }, "ignore"),
  remove(recoveryCodes, { account }, "ignore"),
];
