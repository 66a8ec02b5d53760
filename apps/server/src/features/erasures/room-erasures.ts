/**
 * Erasures as the devices of a room's members follow them: what was erased, with the proof that the log has it, and their
 * word that they destroyed what they held.
 */
import {
  type ApiAnswer,
  type ApiParsed,
  base64urlFromBytes,
  type ErasureAnswer,
  type ErasureId,
  LIMITS,
  type ProofAnswer,
  type RoomErasure,
} from "@warbler/protocol";
import type { ErasureRow } from "../../kernel/erasure.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { DESTROYED } from "../../kernel/keys/keyring.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { type FactAbout, factType, insertOrKeep, isNonEmpty, plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { facts } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RowOf } from "../../kernel/tables.ts";
import { erasureStore, type NumberedErasure } from "./store.ts";
import { erasureConfirmations } from "./tables.ts";

const confirmed = factType<null>("erasure.confirmed");
const DAY_MS = 24 * 3_600_000;
/** Devices that were not used for as long are signed out: of older erasures nobody else will answer. */
const FOLLOWED_MS = LIMITS.sessionIdleMs + DAY_MS;

type FactRow = RowOf<typeof facts>;

export interface RoomErasuresDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  readonly proofAt: (place: { readonly leaf: number; readonly position: number }) => Promise<ProofAnswer | undefined>;
}

export function roomErasureRules({ ledger, reader, vault, clock, proofAt }: RoomErasuresDeps) {
  const store = erasureStore(reader);

  /** The facts that tell a room of these erasures, by the room's numbers. */
  const factsOf = async (rows: readonly NumberedErasure[]): Promise<ReadonlyMap<number, FactRow>> => {
    const found = new Map<number, FactRow>();
    const [first] = rows;
    if (first === undefined) return found;
    const wanted = new Map(rows.map(({ number, room }) => [number, room]));
    for await (const row of store.roomFactsSince(Math.min(...rows.map(({ intended_ms }) => intended_ms)))) {
      const detail = vault.open(facts, "detail", row);
      if (detail === ERASED) continue;
      const number = detail["number"];
      if (typeof number === "number" && wanted.get(number) === detail["room"]) found.set(number, row);
      if (found.size === wanted.size) break;
    }
    return found;
  };

  const answerOf = async (number: number, row: FactRow): Promise<RoomErasure> => {
    const detail = vault.open(facts, "detail", row);
    const salt = vault.factSalt(row.subject, row.leaf, row.position);
    const proof = await proofAt(row);
    if (detail === ERASED || salt === DESTROYED || proof === undefined)
      throw new Error(`the log lacks erasure ${number} of a room, at leaf ${row.leaf}`);
    return { number, detail: { ...detail }, atMs: row.at_ms, salt: base64urlFromBytes(salt), proof };
  };

  return {
    /** A device follows what was erased since it was added: before that it cannot have held anything. */
    async since(
      grant: Grant<"erasure.follow">,
      afterNumber: number,
      since: ApiParsed<"roomErasures">["since"],
    ): Promise<Result<ApiAnswer<"roomErasures">>> {
      const { caller, resource } = grant;
      const sinceMs = since === "room" ? 0 : await store.deviceAddedMs(caller.device);
      const rows = await store.ofRoom({ room: resource.room, afterNumber, sinceMs, limit: LIMITS.erasuresPage + 1 });
      const page = rows.slice(0, LIMITS.erasuresPage);
      const found = await factsOf(page);
      const erasures: RoomErasure[] = [];
      for (const { number } of page) {
        const row = found.get(number);
        if (row === undefined) throw new Error(`the log lacks erasure ${number} of room ${resource.room}`);
        erasures.push(await answerOf(number, row));
      }
      return ok({ erasures, more: rows.length > page.length });
    },

    async confirm(
      grant: Grant<"erasure.follow">,
      { confirmed: said }: ApiParsed<"confirmErasures">,
    ): Promise<Result<undefined>> {
      const { caller, resource } = grant;
      const { account, device } = caller;
      const { room } = resource;
      const rows = await store.numbered(
        room,
        said.map(({ number }) => number),
      );
      const found = await factsOf(rows);
      const isFound = said.every(({ number, leaf, position }) => {
        const row = found.get(number);
        return row?.leaf === leaf && row.position === position;
      });
      if (!isFound) return refuse("bad-request", "expected erasures of this room at their places in the log");
      const before = new Set(await store.confirmedBy(room, device));
      const fresh = rows.filter(({ number }) => !before.has(number));
      const about: readonly FactAbout[] = fresh.map(({ id, number }) => ({
        subject: account,
        detail: { erasure: id, room, number, device },
      }));
      if (!isNonEmpty(about)) return ok(undefined);
      const atMs = clock.nowMs();
      const steps = fresh.map(({ number }) =>
        insertOrKeep(erasureConfirmations, { room, number, device, account, at_ms: atMs }),
      );
      const done = await ledger.commit(grant, () => plan(confirmed, about, steps, null));
      return done.ok ? ok(undefined) : done;
    },

    /** Who was asked and who answered; a device counts once it did for every room that it shares. */
    async devicesOf(
      rows: readonly ErasureRow[],
    ): Promise<ReadonlyMap<ErasureId, NonNullable<ErasureAnswer["devices"]>>> {
      const nowMs = clock.nowMs();
      const followed = rows.filter(({ completed_ms: atMs }) => atMs !== null && nowMs - atMs < FOLLOWED_MS);
      const devices = new Map<ErasureId, NonNullable<ErasureAnswer["devices"]>>();
      for (const { id } of followed) {
        const asked = await store.askedDevices(id, nowMs);
        const missing = asked.filter((one) => one.confirmed < one.rooms);
        devices.set(id, {
          asked: asked.length,
          confirmed: asked.length - missing.length,
          missing: missing.slice(0, LIMITS.unconfirmedDevices).map(({ account, device, sessions }) => ({
            ...{ account, device },
            ...(sessions === 0 && { signedOut: true as const }),
          })),
        });
      }
      return devices;
    },
  };
}
export type RoomErasureRules = ReturnType<typeof roomErasureRules>;
