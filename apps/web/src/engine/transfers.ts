/** Files on their way up and down: progress is told, what was interrupted goes on where it was, and each can be ended. */
import type { Attachment, FileSource, Platform, Room, TransferOptions, UploadTicket } from "@warbler/sdk";
import { WarblerError } from "@warbler/sdk";
import { VOICE_TYPES } from "../voice/voice-types.ts";
import type { TransferId, Uploaded } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";

const RETRY_MS = 2_000;
/** Types that a browser shows as a picture or plays, and never takes for a document. */
const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", ...VOICE_TYPES];

export interface TransfersDeps {
  readonly platform: Platform;
  readonly tell: (event: EngineEvent) => void;
}

interface NamedTicket {
  readonly id: TransferId;
  readonly ticket: UploadTicket;
}

export class Transfers {
  readonly #deps: TransfersDeps;
  readonly #running = new Map<TransferId, AbortController>();

  constructor(deps: TransfersDeps) {
    this.#deps = deps;
  }

  /** Parts that are up stay up: after a cut the same ticket sends only the rest. */
  upload(room: Room, file: FileSource, { id, ticket }: NamedTicket): Promise<Uploaded> {
    return this.#run(id, async (options) => {
      return this.#untilDone(options.signal, () => room.upload(file, { ...options, ticket }));
    });
  }

  /** What is down stays. Anything but a plain picture or speech is given as bytes without a type, so that no browser opens it as a page. */
  download(room: Room, attachment: Attachment, id: TransferId): Promise<Blob> {
    return this.#run(id, async (options) => {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const keep = (bytes: Uint8Array) => void parts.push(bytes.slice());
      await this.#untilDone(options.signal, () =>
        room.download(attachment, keep, { ...options, have: new Blob(parts) }),
      );
      const isShown = SHOWN.includes(attachment.mediaType);
      return new Blob(parts, { type: isShown ? attachment.mediaType : "application/octet-stream" });
    });
  }

  cancel(id: TransferId): void {
    this.#running.get(id)?.abort();
  }

  /** Goes on after failures that may pass, until the person ends it. */
  async #untilDone<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof WarblerError) || !error.retryable) throw error;
        await this.#deps.platform.sleep(RETRY_MS, signal);
      }
    }
  }

  async #run<T>(id: TransferId, work: (options: TransferOptions & { signal: AbortSignal }) => Promise<T>): Promise<T> {
    const control = new AbortController();
    this.#running.set(id, control);
    const onProgress: TransferOptions["onProgress"] = ({ doneBytes, totalBytes }) =>
      this.#deps.tell({ type: "transfer", transfer: id, doneBytes, totalBytes });
    try {
      return await work({ signal: control.signal, onProgress });
    } catch (error) {
      throw control.signal.aborted ? new WarblerError("cancelled") : error;
    } finally {
      this.#running.delete(id);
    }
  }
}
