/**
 * Notifications of the system. They say that something came, and what it was only if the person chose that. The service worker's
 * registration shows them where there is one: phones and installed apps know no other way, and a click finds its way without a page.
 */
import { inSilence } from "../state/attempt.ts";
import { tabs } from "./running-engine.ts";

export type Permission = "default" | "granted" | "denied";

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** A later one takes the place of the one before with the same tag. */
  readonly tag: string;
  /** Where a click leads. */
  readonly path: string;
}

const chosen = new Set<(path: string) => void>();
/** Those that no service worker shows. */
const shownNow = new Set<Notification>();
let closings = 0;

export function mayNotify(): Permission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

/** Android's browsers show one only by a service worker; no page can ask that without showing one, so their name has to tell. */
export function showsByWorker(): boolean {
  return /\bAndroid\b/.test(navigator.userAgent);
}

export async function askToNotify(): Promise<Permission> {
  return "Notification" in globalThis ? Notification.requestPermission() : "denied";
}

/** Of several tabs, one tells. */
export async function notify({ title, path, ...rest }: Notice): Promise<void> {
  if (!tabs.isLeading() || mayNotify() !== "granted") return;
  const options = { ...rest, icon: "/icon-192.png", data: { path } };
  const before = closings;
  const worker = await registration();
  if (closings !== before) return;
  if (worker?.active) return worker.showNotification(title, options);
  const shown = new Notification(title, options);
  shownNow.add(shown);
  shown.onclose = () => shownNow.delete(shown);
  shown.onclick = () => {
    globalThis.focus();
    shown.close();
    tellChosen(path);
  };
}

/** Tells of clicks on notifications that lead to this window, with their `path`. */
export function onChosen(listener: (path: string) => void): void {
  chosen.add(listener);
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "object" && data !== null && "chosen" in data && typeof data.chosen === "string")
      tellChosen(data.chosen);
  });
}

/** What they say is not to be read any more. */
export function closeNotifications(): void {
  closings += 1;
  for (const shown of shownNow) shown.close();
  inSilence(
    registration().then(async (worker) => {
      for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
    }),
  );
}

function tellChosen(path: string): void {
  for (const listener of chosen) listener(path);
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return "serviceWorker" in navigator ? navigator.serviceWorker.getRegistration() : undefined;
}
