/** The one voice message that plays. It goes on while its row is scrolled away, and another one takes its place. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { createStore } from "../state/store.ts";

export const SPEEDS = [1, 1.5, 2, 0.75] as const;

export interface Playing {
  readonly attachment: string;
  readonly state: "loading" | "playing" | "paused" | "broken";
  readonly positionMs: number;
}

export const playingStore = createStore<Playing | undefined>(undefined);
/** Of all voice messages, while the page is open. */
export const speedStore = createStore<number>(1);

let audio: HTMLAudioElement | undefined;

engine.onEvent((event) => {
  // Nothing decrypted stays on the page behind a sign-out or a lock.
  if (event.type === "session" && event.session.phase !== "signed-in" && event.session.phase !== "expired") drop();
});

/** Loads it where it is not there yet, and plays it from here. */
export async function play(room: RoomId, attachment: Attachment, fromMs = positionOf(attachment)): Promise<void> {
  if (audio === undefined || playingStore.get()?.attachment !== attachment.id) {
    drop();
    playingStore.set({ attachment: attachment.id, state: "loading", positionMs: fromMs });
    try {
      const blob = await engine.ask("download", room, attachment, `voice-${attachment.id}`);
      if (playingStore.get()?.attachment !== attachment.id) return;
      audio = await loaded(blob, attachment);
    } catch {
      change(attachment, { state: "broken" });
      return;
    }
  }
  audio.currentTime = fromMs / 1_000;
  audio.playbackRate = speedStore.get();
  await audio.play();
}

export function pause(): void {
  audio?.pause();
}

/** Where it is to go on; it plays on where it plays. */
export function seek(room: RoomId, attachment: Attachment, toMs: number): void {
  const playing = playingStore.get();
  if (audio === undefined || playing?.attachment !== attachment.id) return inSilence(play(room, attachment, toMs));
  audio.currentTime = toMs / 1_000;
  change(attachment, { positionMs: toMs });
}

export function nextSpeed(): void {
  const at = SPEEDS.findIndex((speed) => speed === speedStore.get());
  speedStore.set(SPEEDS[(at + 1) % SPEEDS.length] ?? 1);
  if (audio !== undefined) audio.playbackRate = speedStore.get();
}

function positionOf({ id }: Attachment): number {
  const playing = playingStore.get();
  return playing?.attachment === id ? playing.positionMs : 0;
}

function change({ id }: Pick<Attachment, "id">, update: Partial<Playing>): void {
  const playing = playingStore.get();
  if (playing?.attachment === id) playingStore.set({ ...playing, ...update });
}

function drop(): void {
  const old = audio;
  audio = undefined;
  playingStore.set(undefined);
  if (old === undefined) return;
  old.pause();
  URL.revokeObjectURL(old.src);
}

async function loaded(blob: Blob, attachment: Attachment): Promise<HTMLAudioElement> {
  const element = new Audio(URL.createObjectURL(blob));
  element.preservesPitch = true;
  await new Promise((resolve, reject) => {
    element.addEventListener("loadedmetadata", resolve, { once: true });
    element.addEventListener("error", reject, { once: true });
  });
  const at = () => 1_000 * element.currentTime;
  element.addEventListener("timeupdate", () => change(attachment, { positionMs: at() }));
  element.addEventListener("playing", () => change(attachment, { state: "playing" }));
  element.addEventListener("pause", () => change(attachment, { state: "paused", positionMs: at() }));
  element.addEventListener("ended", () => change(attachment, { state: "paused", positionMs: 0 }));
  element.addEventListener("error", () => change(attachment, { state: "broken" }));
  return element;
}
