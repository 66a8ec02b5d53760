/** An organisation for tests of features: a kernel on a folder of its own, with an owner and rooms, and grants by the policy. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootKeyFromBytes } from "@warbler/crypto";
import {
  type AccountId,
  type Action,
  type DeviceId,
  newId,
  type OrgRole,
  type ResourceOf,
  type RoomId,
  type SessionId,
} from "@warbler/protocol";
import { conversationTables } from "../features/conversations/feature.ts";
import { roomSteps } from "../features/conversations/index.ts";
import { systemClock } from "../kernel/clock.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { factType, insert, plan, type Step } from "../kernel/plan.ts";
import type { Caller, GrantFor } from "../kernel/policy/policy.ts";
import { roleAssignments } from "../kernel/records.ts";
import type { Table } from "../kernel/tables.ts";

const FIRST_DAY_MS = Date.UTC(2026, 10, 1);

export interface Organisation extends AsyncDisposable {
  readonly kernel: Kernel;
  readonly folder: string;
  readonly owner: Caller;
  /** Someone with a role in the organisation and, as a member, in some rooms. */
  person(role: OrgRole, rooms?: readonly RoomId[]): Promise<Caller>;
  /** A `sealed` room that the owner owns. */
  room(): Promise<RoomId>;
  grant<A extends Action>(caller: Caller, action: A, on: ResourceOf<A>): Promise<GrantFor<A>>;
  /** Writes what a test needs to be there; throws when refused. */
  write(...steps: readonly Step[]): Promise<void>;
}

export async function organisation(tables: readonly Table[] = []): Promise<Organisation> {
  const folder = await mkdtemp(join(tmpdir(), "warbler-organisation-"));
  const kernel = await openKernel({
    dataFolder: folder,
    rootKey: rootKeyFromBytes(new Uint8Array(32).fill(7)),
    tables: [...conversationTables, ...tables],
    clock: systemClock,
    erasureWaitMs: 0,
    log: () => undefined,
    onBroken: (sentence) => {
      throw new Error(sentence);
    },
  });
  const write = async (...steps: readonly Step[]) => {
    const grant = kernel.openGrant("a test prepares its world");
    const about = [{ subject: null, detail: {} }] as const;
    const done = await kernel.ledger.commit(grant, () => plan(factType<null>("role.granted"), about, steps, null));
    if (!done.ok) throw new Error(`refused: ${done.refusal.code}`);
  };
  const person = async (role: OrgRole, rooms: readonly RoomId[] = []): Promise<Caller> => {
    const account = newId<AccountId>();
    const since_ms = FIRST_DAY_MS;
    await write(
      insert(roleAssignments, { scope: "org", account, role, since_ms }),
      ...rooms.map((scope) => insert(roleAssignments, { scope, account, role: "member" as const, since_ms })),
    );
    return { account, device: newId<DeviceId>(), session: newId<SessionId>(), isFresh: true };
  };
  const owner = await person("owner");
  return {
    kernel,
    folder,
    owner,
    person,
    write,
    room: async () => {
      const id = newId<RoomId>();
      const made = { id, kind: "group", level: "sealed", name: "room", topic: "" } as const;
      await write(...roomSteps({ ...made, createdAtMs: FIRST_DAY_MS, createdBy: owner.account }));
      return id;
    },
    grant: async (caller, action, on) => {
      const decided = await kernel.policy.agree(caller, action, on);
      if (!decided.ok) throw new Error(`refused: ${decided.refusal.code}`);
      return decided.value;
    },
    [Symbol.asyncDispose]: async () => {
      await kernel[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
