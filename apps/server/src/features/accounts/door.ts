/** What everybody passes who comes in: bounded tries, the answer that begins a session, and the words a password must not be. */
import type { AccountId, Person, SessionAnswer } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock, createThrottle } from "../../kernel/throttle.ts";
import type { NewSession } from "./sessions.ts";
import { signInTries } from "./sign-in-tries.ts";
import { type AccountRow, accountStore } from "./store.ts";
import { accounts, organisation } from "./tables.ts";

const shownRole = (standing: Standing | undefined) => ({
  role: standing?.role ?? ("placeholder" as const),
  ...(standing !== undefined && standing.suspended_ms !== null && { suspended: true }),
});

export interface DoorDeps extends Pick<Kernel, "policy" | "vault" | "reader"> {
  /** How a bot is shown beside its name. */
  readonly botShown: (account: AccountId) => Promise<Person["bot"]>;
}

export function accountsDoor({ policy, vault, reader, botShown }: DoorDeps) {
  const store = accountStore(reader);
  const organisationName = async (): Promise<string | undefined> => {
    const row = await store.organisation();
    if (row === undefined) return undefined;
    const name = vault.open(organisation, "name", row);
    return name === ERASED ? "" : name;
  };
  const textOf = (row: AccountRow, column: "handle" | "name"): string => {
    const text = vault.open(accounts, column, row);
    return text === ERASED ? "" : text;
  };
  const personOf = async (row: AccountRow): Promise<Person> => {
    const shown = shownRole(await policy.standingOf(row.id));
    const bot = shown.role === "bot" ? await botShown(row.id) : undefined;
    return {
      id: row.id,
      handle: textOf(row, "handle"),
      name: textOf(row, "name"),
      ...shown,
      imported: row.imported === 1,
      ...(bot !== undefined && { bot }),
    };
  };
  return {
    organisationName,
    personOf,
    tries: signInTries(),
    /** Proofs of one person. */
    byPerson: createThrottle({ burst: 10, refillMs: 30_000, keys: 100_000 }),

    /** A person and the network that they come from, as a lookup value. */
    cameFrom: (account: AccountId, { address }: Origin): Uint8Array =>
      vault.lookup("session-network", `${account}/${addressBlock(address)}`),

    handleKey: (handle: string): Uint8Array => vault.lookup("account-handle", handle.normalize("NFKC").toLowerCase()),

    /** Names that a guesser of somebody's password tries first. */
    contextOf: async (person: { readonly handle: string; readonly name: string }): Promise<readonly string[]> => [
      person.handle,
      person.name,
      (await organisationName()) ?? "",
      "warbler",
    ],

    namesOf: async (
      account: AccountId,
    ): Promise<{ readonly organisation: string; readonly handle: string; readonly name: string }> => {
      const row = await store.account(account);
      return {
        organisation: (await organisationName()) ?? "Warbler",
        handle: row === undefined ? "" : textOf(row, "handle"),
        name: row === undefined ? "" : textOf(row, "name"),
      };
    },

    sessionAnswer: async (account: AccountId, made: NewSession): Promise<Result<SessionAnswer>> => {
      const row = await store.account(account);
      if (row === undefined) return refuse("signed-out");
      const { handle, name, role } = await personOf(row);
      return ok({
        token: made.token,
        session: made.session,
        account,
        device: made.device,
        organisation: (await organisationName()) ?? "",
        handle,
        name,
        role,
        expiresAtMs: made.expiresAtMs,
        ...(made.bound && { bound: true }),
      });
    },
  };
}
export type AccountsDoor = ReturnType<typeof accountsDoor>;
