/** Brings the files of a message up and composes it; loaded when somebody sends a file, or an earlier run left one. */
import type { FileSource, TransferOptions } from "../attachments/source.ts";
import { backoffMs } from "../connection/backoff.ts";
import { WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { Upload, UploadOptions } from "../rooms/room.ts";
import type { Store } from "../store/store.ts";
import { decodeContent, encodeContent } from "../wire/content.ts";
import { type KeptMessage, keepMessage, keptSource } from "./kept-files.ts";

export interface SendFilesDeps {
  readonly store: Store;
  readonly platform: Platform;
  readonly upload: (file: FileSource, options: UploadOptions) => Promise<Upload>;
  /** Aborted when the message is discarded or the client closes. */
  readonly signal: AbortSignal;
}

/** Keeps message and files, then brings the files up. Resolves with the content that names them. */
export async function sendFiles(
  message: KeptMessage,
  sources: readonly FileSource[],
  transfer: TransferOptions,
  deps: SendFilesDeps,
): Promise<Uint8Array> {
  const isKept = await keepMessage(deps.store, message, sources);
  return bringUp(message, sources, { ...deps, transfer, isKept });
}

/** What an earlier run kept. */
export function resumeFiles(message: KeptMessage, deps: SendFilesDeps): Promise<Uint8Array> {
  const sources = message.files.map((_file, at) => keptSource(deps.store, message, at));
  return bringUp(message, sources, { ...deps, transfer: {}, isKept: true });
}

/** What is kept waits for a connection as long as it takes; everything else is refused as before. */
async function bringUp(
  { content, files }: KeptMessage,
  sources: readonly FileSource[],
  {
    upload,
    platform,
    signal,
    transfer,
    isKept,
  }: SendFilesDeps & { readonly transfer: TransferOptions; readonly isKept: boolean },
): Promise<Uint8Array> {
  const said = decodeContent(content);
  if (said?.case !== "message") throw new Error("expected a message to be kept with its files");
  const attachments = [...said.value.attachments];
  const stop = transfer.signal === undefined ? signal : AbortSignal.any([signal, transfer.signal]);
  for (const [at, { ticket }] of files.entries()) {
    const source = sources[at];
    if (source === undefined) continue;
    for (let failures = 1; ; failures++) {
      try {
        attachments.push((await upload(source, { ...transfer, signal: stop, ticket })).attachment);
        break;
      } catch (error) {
        const isWorthWaiting = isKept && error instanceof WarblerError && error.retryable && !stop.aborted;
        if (!isWorthWaiting) throw error;
        await platform.sleep(Math.max(backoffMs(failures, platform), error.retryAfterMs ?? 0), stop);
      }
    }
  }
  return encodeContent({ case: "message", value: { ...said.value, attachments } });
}
