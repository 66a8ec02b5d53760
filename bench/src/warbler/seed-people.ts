// Ordinary accounts with signed-in devices, written by the server's own kernel before the server runs. Signing ten thousand
// people up takes minutes of password hashing on purpose; nothing in the product lets anyone skip that, so nothing does here.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type AccountId, newId } from "@warbler/protocol";
import { passwordHasher } from "../../../apps/server/src/features/accounts/password.ts";
import { newSession } from "../../../apps/server/src/features/accounts/sessions.ts";
import { accounts, accountTables, organisation } from "../../../apps/server/src/features/accounts/tables.ts";
import { systemClock } from "../../../apps/server/src/kernel/clock.ts";
import { type Kernel, openKernel } from "../../../apps/server/src/kernel/kernel.ts";
import { fileCustodian } from "../../../apps/server/src/kernel/keys/custodian.ts";
import { aboutEach, factType, insert, type NonEmpty, plan, type Step } from "../../../apps/server/src/kernel/plan.ts";
import { roleAssignments } from "../../../apps/server/src/kernel/records.ts";

/** Written in one plan: one transaction and one fsync. */
const PEOPLE_IN_PLAN = 250;
const accountCreated = factType<null>("invitation.accepted");
const sessionStarted = factType<null>("session.started");
const VERIFYING_KEY = Buffer.alloc(32).toString("base64url");

export interface SeededDevice {
  readonly account: AccountId;
  readonly handle: string;
  /** Of its session, in base64url. */
  readonly token: string;
}

/** Holds the data folder; the server can open it once this is disposed of. */
export interface Seeder extends AsyncDisposable {
  /** Who gets a password can sign in with it. */
  addPeople(count: number, password?: string): Promise<readonly SeededDevice[]>;
  addDevice(account: AccountId): Promise<SeededDevice>;
}

export async function openSeeder(dataFolder: string): Promise<Seeder> {
  const kernel = await openKernel({
    dataFolder,
    rootKey: await fileCustodian(join(dataFolder, "keys", "root.key")).rootKey(),
    tables: accountTables,
    clock: systemClock,
    log: () => {},
    onBroken: (sentence) => {
      throw new Error(sentence);
    },
  });
  const grant = kernel.openGrant("people of a benchmark");
  const nowMs = systemClock.nowMs();
  const commit = async (fact: typeof accountCreated, about: NonEmpty<AccountId>, steps: readonly Step[]) => {
    const [first, ...others] = about;
    const done = await kernel.ledger.commit(grant, () => plan(fact, aboutEach(first, others, {}), steps, null));
    if (!done.ok) throw new Error(`expected accounts to be written, got ${done.refusal.code}`);
  };
  const owner = newId<AccountId>();
  await commit(
    accountCreated,
    [owner],
    [
      insert(organisation, { id: 1, name: "Benchmark", created_ms: nowMs }),
      ...accountSteps(kernel, owner, { role: "owner", nowMs, hashed: null }),
    ],
  );
  return {
    addPeople: async (count, password) => {
      const hashed = password === undefined ? null : await hashOf(kernel, password);
      const people = Array.from({ length: count }, () => newDevice(newId<AccountId>(), nowMs));
      for (let at = 0; at < count; at += PEOPLE_IN_PLAN) {
        const [first, ...rest] = people.slice(at, at + PEOPLE_IN_PLAN);
        if (first === undefined) break;
        const steps = [first, ...rest].flatMap(({ account, steps }) => [
          ...accountSteps(kernel, account, { role: "member", nowMs, hashed }),
          ...steps,
        ]);
        await commit(accountCreated, [first.account, ...rest.map(({ account }) => account)], steps);
      }
      return people;
    },
    addDevice: async (account) => {
      const device = newDevice(account, nowMs);
      await commit(sessionStarted, [account], device.steps);
      return device;
    },
    [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose](),
  };
}

/** One for all: what is hashed is the same, and so is what it costs to check it. */
const hashOf = (kernel: Kernel, password: string): Promise<string> =>
  passwordHasher({ pepper: kernel.vault.lookup("password-pepper", "1") }).hash(password);

const handleOf = (account: AccountId): string => `person-${account}`;

function accountSteps(
  kernel: Kernel,
  id: AccountId,
  {
    role,
    nowMs,
    hashed,
  }: { readonly role: "owner" | "member"; readonly nowMs: number; readonly hashed: string | null },
): readonly Step[] {
  const handle = handleOf(id);
  return [
    insert(accounts, {
      id,
      handle_key: kernel.vault.lookup("account-handle", handle.toLowerCase()),
      handle,
      name: "A person of the benchmark",
      // Without one nobody can sign in to it: the device below is signed in already.
      password: hashed,
      imported: 0,
      created_ms: nowMs,
    }),
    insert(roleAssignments, { scope: "org", account: id, role, since_ms: nowMs }),
  ];
}

function newDevice(account: AccountId, nowMs: number): SeededDevice & { readonly steps: readonly Step[] } {
  const { token, steps } = newSession(
    account,
    { name: "benchmark", verifyingKey: VERIFYING_KEY },
    { nowMs, isProof: true, round: 0, origin: { address: "127.0.0.1", client: "" }, cameFrom: randomBytes(32) },
  );
  return { account, handle: handleOf(account), token, steps };
}
