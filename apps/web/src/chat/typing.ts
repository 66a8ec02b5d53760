/** Tells the room that somebody writes, seldom enough to cost nothing, and that they stopped. */
import type { RoomId } from "@warbler/protocol";
import { nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";

const AGAIN_MS = 4_000;
let told: { readonly room: RoomId; readonly atMs: number } | undefined;

export function tellTyping(room: RoomId, isTyping: boolean): void {
  if (isTyping && told?.room === room && nowMs() - told.atMs < AGAIN_MS) return;
  if (!isTyping && told?.room !== room) return;
  told = isTyping ? { room, atMs: nowMs() } : undefined;
  engine.ask("typing", room, isTyping).catch(() => undefined);
}
