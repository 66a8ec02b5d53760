/** Files on their way up, beside the text they will be sent with. They go on while another room is looked at. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment, StripNotice } from "@warbler/sdk";
import type { KeptUploadView, Uploaded } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { EngineError } from "../platform/engine-link.ts";
import { holdPage, keepShown, shownBefore } from "../platform/this-page.ts";
import { inSilence } from "../state/attempt.ts";
import { sessionStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { langNow, wordsNow } from "../words/use-words.ts";
import { failureText } from "./failure-text.ts";

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly state: "uploading" | "ready" | "failed";
  readonly doneBytes: number;
  readonly attachment?: Attachment;
  readonly removed: readonly StripNotice[];
  readonly problem?: string;
  /** Tries once more, after a failure that can pass. */
  readonly again?: () => void;
}

const LARGEST_BYTES = 2 * 1024 * 1024 * 1024;
const MOST_FILES = 20;
const NONE: readonly Upload[] = [];

/** By place: a room, or the message that a thread hangs on. */
const uploadsStore = createStore<ReadonlyMap<string, readonly Upload[]>>(new Map());

const PAGE = holdPage();
const SHOWED = shownBefore();
/** An upload is told to one page once. */
let hasTakenUp = false;

engine.onEvent((event) => {
  if (event.type !== "transfer") return;
  for (const [place, uploads] of uploadsStore.get())
    if (uploads.some(({ id }) => id === event.transfer)) change(place, event.transfer, { doneBytes: event.doneBytes });
});

export function useUploads(place: string): readonly Upload[] {
  return useStore(uploadsStore, (all) => all.get(place) ?? NONE);
}

export function addUploads(place: string, room: RoomId, files: readonly File[]): void {
  const words = wordsNow().files;
  for (const file of files) {
    if ((uploadsStore.get().get(place) ?? NONE).length >= MOST_FILES) return toast(words.tooMany, "problem");
    if (file.size > LARGEST_BYTES) toast(words.tooLarge(file.name), "problem");
    else if (file.size === 0) toast(words.empty(file.name), "problem");
    else begin(place, room, file);
  }
}

/** The files that are up, which leave the tray: the message takes them. */
export function takeUploads(place: string): readonly Upload[] {
  const uploads = uploadsStore.get().get(place) ?? NONE;
  if (uploads.length > 0) put(place, NONE);
  return uploads;
}

/** Of a message that is not sent after all. */
export function putUploadsBack(place: string, uploads: readonly Upload[]): void {
  if (uploads.length > 0) put(place, [...uploads, ...(uploadsStore.get().get(place) ?? NONE)]);
}

/** Of a message that is on its way. */
export function forgetUploads(uploads: readonly Upload[]): void {
  if (uploads.length > 0)
    inSilence(
      engine.ask(
        "forgetUploads",
        uploads.map(({ id }) => id),
      ),
    );
}

interface Alone {
  readonly place: string;
  readonly room: RoomId;
  readonly file: File;
  /** How long it plays. */
  readonly durationMs: number;
}

/** For a message of its own: it leaves the tray by itself. Undefined where it did not get up; the tray says why. */
export async function uploadAlone({ place, room, file, durationMs }: Alone): Promise<Attachment | undefined> {
  const { id, uploading } = begin(place, room, file, durationMs);
  const uploaded = await uploading.catch(() => undefined);
  if (uploaded === undefined) return undefined;
  leave(place, id);
  inSilence(engine.ask("forgetUploads", [id]));
  return uploaded.attachment;
}

function begin(place: string, room: RoomId, file: File, durationMs?: number) {
  const id = `upload-${crypto.randomUUID()}`;
  const fresh: Upload = { id, name: file.name, sizeBytes: file.size, state: "uploading", doneBytes: 0, removed: [] };
  put(place, [...(uploadsStore.get().get(place) ?? NONE), fresh]);
  const about = { room, file, transfer: id, page: PAGE, place, ...(durationMs !== undefined && { durationMs }) };
  const uploading = engine.ask("upload", about);
  follow(place, id, uploading, () => {
    removeUpload(place, id);
    begin(place, room, file, durationMs);
  });
  return { id, uploading };
}

function follow(place: string, id: string, uploading: Promise<Uploaded>, again: () => void, isAgain = false): void {
  uploading.then(
    ({ attachment, removed }) => change(place, id, { state: "ready", attachment, removed }),
    (error: unknown) => {
      // The tab whose engine had it was closed: the next one's goes on.
      if (error instanceof EngineError && error.failure.code === "closed" && !isAgain)
        follow(place, id, engine.ask("goOnUploading", id), again, true);
      else change(place, id, { state: "failed", problem: failureText(error, langNow()), again });
    },
  );
}

sessionStore.subscribe(takeUpOnce);
takeUpOnce();

/** What this tab showed before a reload, and what pages that are gone left, once somebody is in. */
function takeUpOnce(): void {
  if (hasTakenUp || sessionStore.get().phase !== "signed-in") return;
  hasTakenUp = true;
  engine.ask("uploadsLeft", PAGE, SHOWED).then(
    (all) => {
      for (const left of all) takeUp(left);
    },
    () => {
      hasTakenUp = false;
    },
  );
}

function takeUp(left: KeptUploadView): void {
  const { id, place, name, sizeBytes } = left;
  const fresh: Upload = { id, name, sizeBytes, state: "uploading", doneBytes: 0, removed: [] };
  put(place, [...(uploadsStore.get().get(place) ?? NONE), fresh]);
  if (left.state === "ready") change(place, id, { state: "ready", ...left.uploaded });
  else if (left.state === "lost") change(place, id, { state: "failed", problem: wordsNow().files.lost });
  else
    follow(place, id, engine.ask("goOnUploading", id), () => {
      leave(place, id);
      takeUp(left);
    });
}

function leave(place: string, id: string): void {
  put(
    place,
    (uploadsStore.get().get(place) ?? NONE).filter((upload) => upload.id !== id),
  );
}

export function removeUpload(place: string, id: string): void {
  leave(place, id);
  inSilence(engine.ask("cancelTransfer", id));
}

function change(place: string, id: string, update: Partial<Upload>): void {
  const uploads = uploadsStore.get().get(place) ?? NONE;
  put(
    place,
    uploads.map((upload) => (upload.id === id ? { ...upload, ...update } : upload)),
  );
}

function put(place: string, uploads: readonly Upload[]): void {
  uploadsStore.set(new Map(uploadsStore.get()).set(place, uploads));
  keepShown([...uploadsStore.get().values()].flat().map(({ id }) => id));
}
