/** Erasures as the real server has them: of one message at once, of more after a day in which they can be withdrawn. */
import { type ErasureAnswer, type ErasureId, idFromDigest, LIMITS, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

const WAIT_MS = 24 * 3_600_000;
const erasuresBy = new WeakMap<FakeState, Map<ErasureId, ErasureAnswer>>();
const erasuresOf = (state: FakeState): Map<ErasureId, ErasureAnswer> => {
  const known = erasuresBy.get(state) ?? new Map<ErasureId, ErasureAnswer>();
  erasuresBy.set(state, known);
  return known;
};

type Call = Parameters<NonNullable<Handlers["erasures"]>>[0];
function owner({ state, caller }: Pick<Call, "state" | "caller">): void {
  const person = state.people.get(caller().account);
  if (person?.role !== "owner") throw new Refused("forbidden");
}

export const erasureHandlers: Pick<
  Handlers,
  "erase" | "erasures" | "withdrawErasure" | "roomErasures" | "confirmErasures"
> = {
  roomErasures: async ({ state, caller, params }) => {
    const room = state.roomFor(caller().account, params["room"] ?? "");
    const after = room.erasures.filter(({ number }) => number > Number(params["seq"]));
    const page = after.slice(0, LIMITS.erasuresPage).map(async ({ leaf, position, ...said }) => {
      const proof = await state.log.proof(leaf, position);
      if (proof === undefined) throw new Refused("not-found");
      return { ...said, proof };
    });
    return { erasures: await Promise.all(page), more: after.length > page.length };
  },
  confirmErasures: ({ state, caller, params, input }) => {
    const { account, device } = caller();
    const room = state.roomFor(account, params["room"] ?? "");
    for (const { number, leaf } of input.confirmed) {
      if (room.erasures[number - 1]?.leaf !== leaf) throw new Refused("bad-request");
      room.confirmed.set(number, new Set([...(room.confirmed.get(number) ?? []), device]));
    }
    return undefined;
  },
  erase: (call) => {
    owner(call);
    const { state, server, input } = call;
    const { dryRun, ...wanted } = input;
    const waitMs = input.what === "message" ? 0 : WAIT_MS;
    const records = recordsOf(state, "room" in input ? input.room : undefined).filter(
      ({ seq, kind, author }) =>
        (input.what !== "message" || (seq === input.seq && kind === RECORD_KINDS.message)) &&
        (input.what !== "person" || author === input.account),
    ).length;
    if (records === 0) throw new Refused("not-found");
    const counted = { records, keys: 1, waitMs };
    if (dryRun) return counted;
    const room = input.what === "message" ? state.rooms.get(input.room) : undefined;
    if (room !== undefined && input.what === "message") server.erase(room, input.seq);
    const known = erasuresOf(state);
    const nowMs = state.nowMs();
    const erasure: ErasureAnswer = {
      ...wanted,
      id: idFromDigest<ErasureId>(new Uint8Array(16).fill(known.size + 1)),
      state: waitMs === 0 ? "completed" : "waiting",
      intendedAtMs: nowMs,
      dueAtMs: nowMs + waitMs,
      intent: { leaf: 41, position: 0 },
      ...(waitMs === 0 && { completedAtMs: nowMs, end: { leaf: 42, position: 0 } }),
    };
    known.set(erasure.id, erasure);
    return { ...counted, erasure };
  },
  erasures: (call) => {
    owner(call);
    const { state } = call;
    return { erasures: [...erasuresOf(state).values()].reverse().map((one) => ({ ...one, ...devicesOf(one, state) })) };
  },
  withdrawErasure: (call) => {
    owner(call);
    const known = erasuresOf(call.state);
    const erasure = [...known.values()].find(({ id }) => id === call.params["erasure"]);
    if (erasure?.state !== "waiting") throw new Refused("not-found");
    known.set(erasure.id, { ...erasure, state: "withdrawn" });
    return undefined;
  },
};

const recordsOf = (state: FakeState, room: RoomId | undefined) =>
  [...state.rooms.values()].flatMap(({ id, records }) => (room === undefined || room === id ? records : []));

/** Of a room's erasure: the devices of its members, and those that answered for all of the room's so far. */
function devicesOf(
  { state, room }: ErasureAnswer,
  { rooms, people, sessions }: FakeState,
): Pick<ErasureAnswer, "devices"> {
  const reached = room && rooms.get(room);
  if (state !== "completed" || reached === undefined) return {};
  const all = [...reached.roster.keys()].flatMap((account) =>
    [...(people.get(account)?.devices.keys() ?? [])].map((device) => ({ account, device })),
  );
  const signedIn = new Set([...sessions.values()].map(({ device }) => device));
  const missing = all
    .filter(({ device }) => reached.confirmed.get(reached.erasures.length)?.has(device) !== true)
    .map((one) => ({ ...one, ...(!signedIn.has(one.device) && { signedOut: true as const }) }));
  return { devices: { asked: all.length, confirmed: all.length - missing.length, missing } };
}
