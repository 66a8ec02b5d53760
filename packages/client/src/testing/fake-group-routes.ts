/** The fake server's endpoints for the groups of end-to-end rooms. */
import {
  API,
  base64urlFromBytes,
  isId,
  LIMITS,
  type MessageId,
  RECORD_KINDS,
  staleEpochDetail,
} from "@warbler/protocol";
import {
  ClaimedKeyPackagesSchema,
  create,
  fromBinary,
  GroupStateSchema,
  GroupWelcomeSchema,
  HistoryBatchSchema,
  KeyPackageUploadSchema,
  LeaveProposalsSchema,
  toBinary,
} from "@warbler/protocol/wire";
import type { Call, Handlers } from "./fake-call.ts";
import { epochOfProposal, groupInfoOrCommit, isExternal } from "./fake-groups.ts";
import { type FakeRoom, Refused } from "./fake-state.ts";

type AnyCall = Pick<Call<"commitToGroup">, "state" | "server" | "caller" | "params">;

export const groupHandlers: Handlers = {
  storeKeyPackages: ({ state, caller, bytes }) => {
    const { oneTime, lastResort } = fromBinary(KeyPackageUploadSchema, bytes);
    return state.groups.store(caller(), oneTime, lastResort);
  },
  keyPackages: ({ state, caller }) => state.groups.stored(caller().device),
  proposalKey: async ({ state }) => ({ verifyingKey: base64urlFromBytes((await state.proposer()).publicKey) }),
  commitToGroup: async (call) => {
    const { state, server, caller, bytes } = call;
    const { account, device } = caller();
    const room = roomOf(call);
    const repeated = state.groups.answered(room.id, bytes);
    if (repeated !== undefined) return repeated;
    const before = state.groups.groups.get(room.id);
    const { bundle, next } = state.groups.next(room, bytes);
    const record = state.append(room, {
      author: account,
      device,
      kind: RECORD_KINDS.handshake,
      content: groupInfoOrCommit(bundle),
    }).record;
    const group = { ...next, seq: record.seq };
    const waiting = isExternal(bundle.commit) ? (state.groups.leaving.get(room.id) ?? []) : [];
    const answer = state.groups.take(room.id, group, { bundle, bytes, by: device });
    server.rosterFollowed(room, before, group);
    server.deliver(room, record);
    for (const left of waiting) if (left.isProposed === true) await server.proposeRemoval(room, left.device);
    return answer;
  },
  importHistory: (call) => {
    const { state, server, caller, bytes } = call;
    const { account, device } = caller();
    const room = roomOf(call);
    const { message, content, records } = fromBinary(HistoryBatchSchema, bytes);
    const role = room.roster.get(account)?.role;
    if (!isId<MessageId>(message) || role === undefined || role === "member") throw new Refused("forbidden");
    const by = { author: account, device };
    const isKnown = (id: string) => room.records.some((record) => record.message === id);
    if (!isKnown(message)) state.groups.checkContent(room.id, { account, device }, RECORD_KINDS.import, content);
    const opening = state.append(room, { ...by, message, kind: RECORD_KINDS.import, content }).record;
    const fresh = records.filter((record) => !isKnown(record.message));
    for (const record of fresh) {
      if (!isId<MessageId>(record.message)) throw new Refused("bad-request");
      const { message: id, content: part } = record;
      state.append(room, { ...by, message: id, kind: RECORD_KINDS.message, content: part, imported: true });
    }
    server.tellRoom(room);
    const log = { leaf: opening.log?.leaf ?? 0, position: 0 };
    return { added: fresh.length, repeated: records.length - fresh.length, log };
  },
  resetGroup: (call) => {
    const { state, server, caller, bytes } = call;
    const { account, device } = caller();
    const room = roomOf(call);
    const repeated = state.groups.answered(room.id, bytes);
    if (repeated !== undefined) return repeated;
    const { bundle, next } = state.groups.replacing(room, bytes, account);
    const { record } = state.append(room, {
      author: account,
      device,
      kind: RECORD_KINDS.handshake,
      content: groupInfoOrCommit(bundle),
    });
    const group = { ...next, seq: record.seq };
    const answer = state.groups.take(room.id, group, { bundle, bytes, by: device });
    server.rosterFollowed(room, undefined, group);
    server.deliver(room, record);
    return answer;
  },
  leaveGroup: (call) => {
    const { state, server, caller, bytes } = call;
    const { account } = caller();
    const room = roomOf(call);
    const group = state.groups.groupOf(room.id);
    const { proposals } = fromBinary(LeaveProposalsSchema, bytes);
    const leaving = group.roster.filter((one) => one.account === account);
    if (proposals.some((proposal) => epochOfProposal(proposal) !== group.epoch))
      throw new Refused("stale-epoch", staleEpochDetail(group));
    if (room.roster.size > 1 && proposals.length !== leaving.length) throw new Refused("commit-invalid");
    for (const content of proposals)
      server.deliver(room, state.append(room, { author: account, kind: RECORD_KINDS.proposal, content }).record);
    state.groups.leaving.set(room.id, [...(state.groups.leaving.get(room.id) ?? []), ...leaving]);
    server.left(room, account);
    return undefined;
  },
  reportEpoch: (call) => {
    const { state, input } = call;
    const room = roomOf(call);
    const group = state.groups.groupOf(room.id);
    const isOther = group.generation !== input.generation || group.epoch !== input.epoch;
    if (isOther) throw new Refused("stale-epoch", staleEpochDetail(group));
    const agrees = input.hash === base64urlFromBytes(group.epochHash);
    if (!agrees) state.groups.noteGaveUp(room.id, call.caller().account);
    return { agrees, disagreeing: agrees ? 0 : 1, devices: group.roster.length };
  },
  welcomes: ({ state, caller }) => {
    const { device } = caller();
    return {
      welcomes: [...state.rooms.values()].flatMap(({ id }) => {
        const welcome = state.groups.welcomes.get(`${id} ${device}`);
        return welcome === undefined ? [] : [{ room: id, seq: welcome.seq }];
      }),
    };
  },
  endWelcome: ({ state, caller, params }) => {
    const key = `${params["room"]} ${caller().device}`;
    const welcome = state.groups.welcomes.get(key);
    if (welcome !== undefined && welcome.seq <= Number(params["seq"])) state.groups.welcomes.delete(key);
    return undefined;
  },
};

/** Endpoints that answer with bytes. */
export const groupReaders: Readonly<Record<string, (call: AnyCall & { readonly input: unknown }) => Uint8Array>> = {
  group: (call) => {
    const room = roomOf(call);
    const { roster: _roster, roles: _roles, epoch, ...group } = call.state.groups.groupOf(room.id);
    const describedSeq = room.records.findLast(({ kind }) => kind === RECORD_KINDS.describe)?.seq ?? 0;
    return toBinary(GroupStateSchema, create(GroupStateSchema, { ...group, epoch: BigInt(epoch), describedSeq }));
  },
  welcome: (call) => {
    const welcome = call.state.groups.welcomes.get(`${roomOf(call).id} ${call.caller().device}`);
    if (welcome === undefined) throw new Refused("not-found");
    return toBinary(GroupWelcomeSchema, welcome);
  },
  claimKeyPackages: ({ state, server, caller, input }) => {
    caller();
    const claimed = state.groups.claim(API.claimKeyPackages.body.parse(input).accounts);
    for (const { account, device } of claimed)
      if (state.groups.stored(device).oneTime <= LIMITS.keyPackagesLow)
        server.tellDevices(account, { kind: "key-packages-low" }, device);
    return toBinary(ClaimedKeyPackagesSchema, create(ClaimedKeyPackagesSchema, { claimed }));
  },
};

function roomOf({ state, caller, params }: AnyCall): FakeRoom {
  return state.roomFor(caller().account, params["room"] ?? "");
}
