/** Erasures as the real server has them: of one message at once, of more after a day in which they can be withdrawn. */
import { type ErasureAnswer, type ErasureId, idFromDigest, RECORD_KINDS, type RoomId } from "@warbler/protocol";
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

export const erasureHandlers: Pick<Handlers, "erase" | "erasures" | "withdrawErasure"> = {
  erase: (call) => {
    owner(call);
    const { state, input } = call;
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
    if (room !== undefined && input.what === "message") state.erase(room, input.seq);
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
    return { erasures: [...erasuresOf(call.state).values()].reverse() };
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
