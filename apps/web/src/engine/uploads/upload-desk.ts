/** Uploads that outlive a reload: what each is goes into the vault, and the file itself, sealed, beside it. */
import type { RoomId } from "@warbler/protocol";
import { type Room, WarblerError } from "@warbler/sdk";
import type { KeptUploadView, NewUpload, TransferId, Uploaded } from "../engine-api.ts";
import type { Transfers } from "../transfers.ts";
import type { KeptUpload, UploadShelf } from "./kept-uploads.ts";
import type { SealedCopies } from "./sealed-copies.ts";

const KEY_BYTES = 32;

interface UploadDeskDeps {
  readonly shelf: UploadShelf;
  readonly copies: SealedCopies;
  readonly transfers: Transfers;
  readonly isPageOpen: (page: string) => Promise<boolean>;
  readonly roomOf: (room: RoomId) => Promise<Room>;
  readonly randomBytes: (count: number) => Uint8Array<ArrayBuffer>;
}

export class UploadDesk {
  readonly #deps: UploadDeskDeps;
  /** Under way in this engine, also for a page that asks when the one that began is gone. */
  readonly #running = new Map<TransferId, Promise<Uploaded>>();
  /** Pages ask one after the other, so that no two take up the same. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(deps: UploadDeskDeps) {
    this.#deps = deps;
  }

  upload(upload: NewUpload): Promise<Uploaded> {
    return this.#run(upload.transfer, this.#begin(upload));
  }

  async #begin({ room: roomId, file, transfer: id, page, place, durationMs }: NewUpload): Promise<Uploaded> {
    const { shelf, copies, transfers, roomOf, randomBytes } = this.#deps;
    const room = await roomOf(roomId);
    const ticket = room.newUpload();
    const kept: KeptUpload = {
      ...{ id, page, place, room: roomId, name: file.name, type: file.type, sizeBytes: file.size },
      ...(durationMs !== undefined && { durationMs }),
      ticket: { id: ticket.id, key: new Uint8Array(ticket.key) },
      copyKey: randomBytes(KEY_BYTES),
    };
    await shelf.write(kept);
    const isOver = new AbortController();
    const copying = copies.write({ id, key: kept.copyKey }, file, isOver.signal);
    const dropCopy = () => {
      isOver.abort();
      copying.then(() => copies.remove(id)).catch(() => undefined);
    };
    try {
      const uploaded = await this.#done(kept, await transfers.upload(room, file, { id, ticket: kept.ticket }));
      dropCopy();
      return uploaded;
    } catch (error) {
      // What was refused, or ended by the person, is not gone on with. What ended because everything is closed is.
      if (error instanceof WarblerError && error.code === "closed") throw error;
      dropCopy();
      await this.forget(id);
      throw error;
    }
  }

  /**
   * What pages that are gone left, or this tab showed before: ready to be sent, to be gone on with, or lost, because no whole copy of it is
   * here. It is shown by `page` from now on.
   */
  left(page: string, showed: readonly TransferId[]): Promise<readonly KeptUploadView[]> {
    const left = this.#asked.then(() => this.#left(page, showed));
    this.#asked = left.catch(() => undefined);
    return left;
  }

  async #left(page: string, showed: readonly TransferId[]): Promise<readonly KeptUploadView[]> {
    const { shelf, copies, isPageOpen } = this.#deps;
    const all = await shelf.all();
    const known = [...all.map(({ id }) => id), ...this.#running.keys()];
    await copies.removeOthers(known).catch(() => undefined);
    const views: KeptUploadView[] = [];
    for (const { id, page: before } of all) {
      if (!showed.includes(id) && (await isPageOpen(before))) continue;
      // It may have got up meanwhile, or been taken off.
      const kept = await shelf.read(id);
      if (kept === undefined) continue;
      const { place, name, sizeBytes, copyKey, uploaded } = kept;
      const isWhole =
        uploaded !== undefined ||
        this.#running.has(id) ||
        (await copies.read({ id, key: copyKey }, sizeBytes)) !== undefined;
      if (isWhole) await shelf.write({ ...kept, page });
      else await this.forget(id);
      const about = { id, place, name, sizeBytes };
      views.push(
        uploaded === undefined
          ? { ...about, state: isWhole ? "under-way" : "lost" }
          : { ...about, state: "ready", uploaded },
      );
    }
    return views;
  }

  goOn(id: TransferId): Promise<Uploaded> {
    return this.#running.get(id) ?? this.#run(id, this.#goOn(id));
  }

  async #goOn(id: TransferId): Promise<Uploaded> {
    const { shelf, copies, transfers, roomOf } = this.#deps;
    const kept = await shelf.read(id);
    if (kept?.uploaded !== undefined) return kept.uploaded;
    const copy = kept && (await copies.read({ id, key: kept.copyKey }, kept.sizeBytes));
    if (kept === undefined || copy === undefined) throw new WarblerError("not-found");
    const { name, type, ticket, room } = kept;
    const file = { name, type, size: copy.size, slice: copy.slice };
    return this.#done(kept, await transfers.upload(await roomOf(room), file, { id, ticket }));
  }

  async forget(id: TransferId): Promise<void> {
    await this.#deps.shelf.forget(id);
    await this.#deps.copies.remove(id).catch(() => undefined);
  }

  #run(id: TransferId, uploading: Promise<Uploaded>): Promise<Uploaded> {
    this.#running.set(id, uploading);
    return uploading.finally(() => this.#running.delete(id));
  }

  /** The copy has done its work; what goes into the message is kept until that is sent. */
  async #done(kept: KeptUpload, { attachment, removed }: Uploaded): Promise<Uploaded> {
    const { shelf, copies } = this.#deps;
    const bytes = { key: new Uint8Array(attachment.key), sha256: new Uint8Array(attachment.sha256) };
    const { durationMs } = kept;
    const whole = { ...attachment, ...bytes, ...(durationMs !== undefined && { durationMs }) };
    const uploaded = { attachment: whole, removed: [...removed] };
    const now = await shelf.read(kept.id);
    // Another page may have it by now.
    if (now !== undefined) await shelf.write({ ...now, uploaded });
    await copies.remove(kept.id).catch(() => undefined);
    return uploaded;
  }
}
