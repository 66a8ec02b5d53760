/** Files on their way up, beside the text they will be sent with. They go on while another room is looked at. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment, StripNotice } from "@warbler/sdk";
import { Check, CircleAlert, FileText, X } from "lucide-react";
import { engine } from "../platform/engine.ts";
import { createStore, useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { IconButton } from "../ui/button.tsx";
import { fileSize } from "../ui/times.ts";
import { langNow, useLang, useWords, wordsNow } from "../words/use-words.ts";
import { failureText } from "./failure-text.ts";
import css from "./uploads.module.css";

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly state: "uploading" | "ready" | "failed";
  readonly doneBytes: number;
  readonly attachment?: Attachment;
  readonly removed: readonly StripNotice[];
  readonly problem?: string;
}

const LARGEST_BYTES = 2 * 1024 * 1024 * 1024;
const MOST_FILES = 20;
const NONE: readonly Upload[] = [];

/** By place: a room, or the message that a thread hangs on. */
const uploadsStore = createStore<ReadonlyMap<string, readonly Upload[]>>(new Map());

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
export function takeUploads(place: string): readonly Attachment[] {
  const uploads = uploadsStore.get().get(place) ?? NONE;
  put(place, NONE);
  return uploads.flatMap(({ attachment }) => attachment ?? []);
}

function begin(place: string, room: RoomId, file: File): void {
  const id = `upload-${crypto.randomUUID()}`;
  const fresh: Upload = { id, name: file.name, sizeBytes: file.size, state: "uploading", doneBytes: 0, removed: [] };
  put(place, [...(uploadsStore.get().get(place) ?? NONE), fresh]);
  engine.ask("upload", room, file, id).then(
    ({ attachment, removed }) => change(place, id, { state: "ready", attachment, removed }),
    (error: unknown) => change(place, id, { state: "failed", problem: failureText(error, langNow()) }),
  );
}

function remove(place: string, id: string): void {
  put(
    place,
    (uploadsStore.get().get(place) ?? NONE).filter((upload) => upload.id !== id),
  );
  engine.ask("cancelTransfer", id).catch(() => undefined);
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
}

export function UploadTray({ place }: { readonly place: string }) {
  const words = useWords();
  const lang = useLang();
  const uploads = useUploads(place);
  if (uploads.length === 0) return null;
  return (
    <ul className={css.tray}>
      {uploads.map((upload) => (
        <li key={upload.id} className={css.upload}>
          {upload.state === "failed" ? (
            <CircleAlert size={18} className={css.bad} aria-hidden />
          ) : upload.state === "ready" ? (
            <Check size={18} aria-hidden />
          ) : (
            <FileText size={18} aria-hidden />
          )}
          <div className={css.about}>
            <div className={css.name} dir="auto">
              {upload.name}
            </div>
            <div className={css.detail}>
              {upload.problem ?? fileSize(upload.sizeBytes, lang)}
              {upload.removed.length > 0 && ` · ${words.files.stripped}`}
            </div>
            {upload.state === "uploading" && (
              <progress
                value={upload.doneBytes}
                max={upload.sizeBytes}
                aria-label={words.files.uploading(upload.name)}
              />
            )}
          </div>
          <IconButton small label={words.files.remove(upload.name)} onClick={() => remove(place, upload.id)}>
            <X size={16} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
