/** Bots: accounts of programs, each with a person who answers for it. They act by tokens alone, and stop with their owner. */
import { type AccountId, type ApiParsed, type BotAnswer, isGrantedRole, LIMITS, newId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type AccountsDoor, machineSteps } from "../accounts/index.ts";
import type { ConversationRules } from "../conversations/index.ts";
import * as told from "./facts.ts";
import type { BotRow, TokenStore } from "./store.ts";
import { bots, tokens } from "./tables.ts";
import type { TokenRules } from "./tokens.ts";

export interface BotDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly door: Pick<AccountsDoor, "handleKey" | "namesOf">;
  readonly store: TokenStore;
  readonly shownTokens: TokenRules["shown"];
  readonly conversations: Pick<ConversationRules, "leaveAllRooms">;
}

export function botRules({ ledger, policy, clock, door, store, shownTokens, conversations }: BotDeps) {
  /** Steps that hold the owner to being somebody at the moment it is written. */
  const ownerStays = async (owner: AccountId): Promise<Result<Step>> => {
    const role = await policy.orgRoleOf(owner);
    if (!isGrantedRole(role)) return refuse("not-found", "expected a person of the organisation");
    if (role === "guest") return refuse("forbidden", "expected an owner who is no guest");
    return ok(
      requireRows(roleAssignments, { scope: "org", account: owner, role, suspended_ms: null }, "permission-changed"),
    );
  };
  /** A bot that was not removed. */
  const existing = async (account: AccountId): Promise<Result<BotRow>> => {
    const row = await store.bot(account);
    const standing = await policy.standingOf(account);
    return row !== undefined && standing?.role === "bot" ? ok(row) : refuse("not-found");
  };
  const shown = async ({ account, owner, made_ms }: BotRow): Promise<BotAnswer> => {
    const { handle, name } = await door.namesOf(account);
    const isStopped = (await policy.orgRoleOf(account)) === undefined;
    return { account, handle, name, owner, madeAtMs: made_ms, stopped: isStopped, tokens: await shownTokens(account) };
  };

  return {
    async list(_grant: Grant<"bot.list">) {
      const listed: BotAnswer[] = [];
      for (const row of await store.bots())
        if ((await policy.standingOf(row.account))?.role === "bot") listed.push(await shown(row));
      return ok({ bots: listed });
    },

    async make(grant: Agreed<"bot.manage">, input: ApiParsed<"makeBot">): Promise<Result<BotAnswer>> {
      const by = grant.caller.account;
      const { owner = by } = input;
      const stays = await ownerStays(owner);
      if (!stays.ok) return stays;
      const account = newId<AccountId>();
      const nowMs = clock.nowMs();
      const person = { id: account, handleKey: door.handleKey(input.handle), handle: input.handle, name: input.name };
      const done = await ledger.commit(grant, () =>
        plan(
          told.botMade,
          aboutEach(account, [owner, by], { account, owner, by }),
          [
            stays.value,
            requireRows(roleAssignments, { scope: "org", role: "bot" }, "too-many", 0, LIMITS.bots - 1),
            ...machineSteps({ ...person, role: "bot", nowMs }),
            insert(bots, { account, owner, made_by: by, made_ms: nowMs }),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      const row = await store.bot(account);
      return row === undefined ? refuse("not-found") : ok(await shown(row));
    },

    async handOver(grant: Agreed<"bot.manage">, account: AccountId, owner: AccountId): Promise<Result<BotAnswer>> {
      const bot = await existing(account);
      if (!bot.ok) return bot;
      const stays = await ownerStays(owner);
      if (!stays.ok) return stays;
      const by = grant.caller.account;
      const before = bot.value.owner;
      const suspended_ms = (await policy.standingOf(account))?.suspended_ms ?? null;
      const done = await ledger.commit(grant, () =>
        plan(
          told.botHandedOver,
          aboutEach(account, [before, owner, by], { account, owner, before, by }),
          [
            stays.value,
            update(bots, { account, owner: before }, { owner }, "permission-changed"),
            update(
              roleAssignments,
              { scope: "org", account, role: "bot", suspended_ms },
              { suspended_ms: null },
              "permission-changed",
            ),
            // Whoever was stopped with it may know its tokens.
            ...(suspended_ms === null ? [] : endTokens(account, clock.nowMs())),
          ],
          null,
        ),
      );
      return done.ok ? ok(await shown({ ...bot.value, owner })) : done;
    },

    async remove(grant: Agreed<"bot.manage">, account: AccountId, reason: string): Promise<Result<undefined>> {
      const bot = await existing(account);
      if (!bot.ok) return bot;
      const by = grant.caller;
      const nowMs = clock.nowMs();
      const left = await conversations.leaveAllRooms(account, by);
      const done = await ledger.commit(grant, () =>
        plan(
          told.botRemoved,
          aboutEach(account, [bot.value.owner, by.account], { account, by: by.account, reason }),
          [
            update(
              roleAssignments,
              { scope: "org", account, role: "bot" },
              { role: "removed", since_ms: nowMs, suspended_ms: null },
            ),
            ...endTokens(account, nowMs),
            ...left.steps,
          ],
          { account, rooms: left.rooms },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type BotRules = ReturnType<typeof botRules>;

const endTokens = (account: AccountId, nowMs: number): readonly Step[] => [
  update(tokens, { account, ended_ms: null }, { ended_ms: nowMs }, "ignore"),
];

/** What becomes of somebody's bots in the very transaction that stops or removes them; `bots` are those whose connections go. */
export interface OwnersBots {
  readonly bots: readonly AccountId[];
  readonly steps: readonly Step[];
}

/** For whoever suspends, reinstates or removes people. */
export function ownersBots({ policy, store }: Pick<BotDeps, "policy" | "store">) {
  const botsOf = async (owner: AccountId) => (await store.botsOf(owner)).map(({ account }) => account);
  return {
    botsOf,
    /** They are stopped at the time their owner is, which says why; for good, their tokens end as well. */
    async stop(owner: AccountId, nowMs: number, forGood: boolean): Promise<OwnersBots> {
      const owned = await botsOf(owner);
      const stopped = { scope: "org", role: "bot", suspended_ms: null } as const;
      return {
        bots: owned,
        steps: [
          // One that is handed over to them at this moment would be missed.
          requireRows(bots, { owner }, "permission-changed", owned.length, owned.length),
          ...owned.flatMap((account) => [
            update(roleAssignments, { ...stopped, account }, { suspended_ms: nowMs }, "ignore"),
            ...(forGood ? endTokens(account, nowMs) : []),
          ]),
        ],
      };
    },
    /** Those that were stopped with their owner act again. */
    async resume(owner: AccountId, suspended_ms: number): Promise<readonly Step[]> {
      const all = await Promise.all(
        (await botsOf(owner)).map(async (account) => ({ account, standing: await policy.standingOf(account) })),
      );
      return all
        .filter(({ standing }) => standing?.role === "bot" && standing.suspended_ms === suspended_ms)
        .map(({ account }) =>
          update(
            roleAssignments,
            { scope: "org", account, role: "bot", suspended_ms },
            { suspended_ms: null },
            "ignore",
          ),
        );
    },
  };
}
export type OwnersBotsRules = ReturnType<typeof ownersBots>;
