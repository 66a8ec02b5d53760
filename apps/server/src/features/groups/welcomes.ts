/** Giving groups away: to devices that were added, to those that come back from outside; and hearing of forks. */
import { publicRatchetTree } from "@warbler/mls/public";
import { type ApiParsed, base64urlFromBytes, type EpochAnswer, type WelcomeList } from "@warbler/protocol";
import { create, GroupStateSchema, GroupWelcomeSchema, toBinary } from "@warbler/protocol/wire";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insertOrKeep, plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { relayed } from "../../kernel/tables.ts";
import { type GroupContext, stale } from "./context.ts";
import { forkReported, welcomeTaken } from "./facts.ts";
import { groupReports, groups, welcomes } from "./tables.ts";
import { dropWelcomes } from "./welcome-steps.ts";

export function givingAway(context: GroupContext) {
  const { ledger, store, views, vault, clock } = context;

  return {
    /** The group as it stands, for a device of a member that joins from outside. */
    async group(grant: Grant<"group.read">): Promise<Result<Uint8Array>> {
      const { room } = grant.resource;
      const state = await context.roomState(room);
      if (state === undefined) return refuse("not-found");
      if (state.level === "sealed") return refuse("wrong-level");
      return context.inTurn(room, async () => {
        const [view, row] = [await views.reload(room), await store.group(room)];
        if (view === undefined || row === undefined) return refuse("group-missing");
        const groupInfo = vault.openBytes(groups, "group_info", row);
        if (groupInfo === ERASED) return refuse("erased");
        const { generation, epoch, epochHash } = view;
        const seq = await store.seqOf(room, row.handshake);
        const describedSeq = row.described === null ? 0 : await store.seqOf(room, row.described);
        const group = await views.state(room, view);
        if (group === undefined) return refuse("erased");
        const ratchetTree = publicRatchetTree(group);
        const answer = { generation, epoch: BigInt(epoch), seq, groupInfo, ratchetTree, epochHash, describedSeq };
        return ok(toBinary(GroupStateSchema, create(GroupStateSchema, answer)));
      });
    },

    async welcomes(grant: Grant<"room.list">): Promise<Result<WelcomeList>> {
      const newest = new Map<string, WelcomeList["welcomes"][number]>();
      for (const { room, seq } of await store.welcomesFor(grant.caller.device)) newest.set(room, { room, seq });
      return ok({ welcomes: [...newest.values()] });
    },

    async welcome(grant: Grant<"group.read">): Promise<Result<Uint8Array>> {
      const { room } = grant.resource;
      const waiting = (await store.welcomesFor(grant.caller.device)).filter((one) => one.room === room).at(-1);
      const row = waiting && (await store.welcome(room, waiting.handshake));
      if (waiting === undefined || row === undefined) return refuse("not-found");
      const welcome = vault.unseal(welcomes, "welcome", row);
      const ratchetTree = vault.openBytes(welcomes, "tree", row);
      if (welcome === ERASED || ratchetTree === ERASED) return refuse("erased");
      const answer = {
        generation: row.generation,
        epoch: BigInt(row.epoch),
        seq: waiting.seq,
        welcome: relayed(welcome),
        ratchetTree,
        epochHash: row.epoch_hash,
      };
      return ok(toBinary(GroupWelcomeSchema, create(GroupWelcomeSchema, answer)));
    },

    /** The device has joined: its Welcomes up to that one go, and what nobody waits for any more. */
    async endWelcome(grant: Grant<"group.read">, seq: number): Promise<Result<undefined>> {
      const { room } = grant.resource;
      const { account, device } = grant.caller;
      const steps = await dropWelcomes(store, [device], (one) => one.room === room && one.seq <= seq);
      if (steps.length === 0) return ok(undefined);
      const detail = { room, device, seq };
      const done = await ledger.commit(grant, () => plan(welcomeTaken, [{ subject: account, detail }], steps, null));
      return done.ok ? ok(undefined) : done;
    },

    /** Agreeing costs nothing and is not kept; a device that made something else of an epoch is, once, and everyone is told. */
    async report(grant: Grant<"group.report">, input: ApiParsed<"reportEpoch">): Promise<Result<EpochAnswer>> {
      const { room } = grant.resource;
      const { account, device } = grant.caller;
      const { generation, epoch } = input;
      const view = await views.reload(room);
      if (view === undefined) return refuse("group-missing");
      if (view.generation !== generation || view.epoch !== epoch) return stale(view);
      if (!view.devices.has(device)) return refuse("not-in-group");
      const agrees = input.hash === base64urlFromBytes(view.epochHash);
      const reported = await store.reports(room, generation, epoch);
      if (!agrees && !reported.includes(device)) {
        const row = { room, generation, epoch, device, at_ms: clock.nowMs() };
        const detail = { room, generation, epoch, device, followed: input.hash !== undefined };
        const done = await ledger.commit(grant, () =>
          plan(forkReported, [{ subject: account, detail }], [insertOrKeep(groupReports, row)], { room }),
        );
        if (!done.ok) return done;
        return ok({ agrees, disagreeing: reported.length + 1, devices: view.devices.size });
      }
      return ok({ agrees, disagreeing: reported.length, devices: view.devices.size });
    },
  };
}
