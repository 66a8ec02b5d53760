/** Short words about something that just happened, which go by themselves. */
import { after } from "../platform/clock.ts";
import { createStore } from "./store.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "problem";
}

const SHOWN_MS = 6_000;
export const toastsStore = createStore<readonly Toast[]>([]);
let lastId = 0;

export function toast(text: string, tone: Toast["tone"] = "plain"): void {
  const id = ++lastId;
  toastsStore.set([...toastsStore.get().slice(-3), { id, text, tone }]);
  after(SHOWN_MS, () => dismissToast(id));
}

export function dismissToast(id: number): void {
  toastsStore.set(toastsStore.get().filter((one) => one.id !== id));
}
