/**
 * Keeps the program of the web client, and nothing that anybody wrote, so that it opens without a server: its files as they were
 * built, the document from the server where that answers. The build writes the list of files into this script. A click on a
 * notification leads from here to a window.
 */
declare const FILES: readonly string[];
declare const BUILD: string;

/** Of an event that the browser must not forget before the work is done. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Chosen extends Waiting {
  readonly notification: Notification;
}
/** Windows of this client; those of an earlier build or of none are reached too. */
declare const clients: {
  matchAll(which: { readonly type: "window"; readonly includeUncontrolled: true }): Promise<readonly ClientWindow[]>;
  openWindow(path: string): Promise<unknown>;
};
interface ClientWindow {
  focus(): Promise<unknown>;
  postMessage(message: { readonly chosen: string }): void;
}

const PREFIX = "warbler ";
const CACHE = `${PREFIX}${BUILD}`;
/** A page of the build before may still ask for its files. */
const BUILDS_KEPT = 2;
const DOCUMENT = "/";
const PATIENCE_MS = 3_000;

addEventListener("install", (event) => {
  if (isWaiting(event)) event.waitUntil(keepFiles());
});
addEventListener("activate", (event) => {
  if (isWaiting(event)) event.waitUntil(forgetOldBuilds());
});
addEventListener("fetch", (event) => {
  if (!isFetching(event)) return;
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || /^\/(api|audit|sso\/callback)\//.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(documentFor(request));
  else if (FILES.includes(pathname) || pathname.startsWith("/assets/")) event.respondWith(fileFor(request));
});
addEventListener("notificationclick", (event) => {
  if (!isChosen(event)) return;
  event.notification.close();
  event.waitUntil(goTo(pathOf(event.notification)));
});

/** In the window that somebody looked at last, or in a new one. */
async function goTo(path: string): Promise<void> {
  const [window] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (window === undefined) return void (await clients.openWindow(path));
  window.postMessage({ chosen: path });
  await window.focus();
}

function pathOf({ data }: Notification): string {
  const told: unknown = data;
  return typeof told === "object" && told !== null && "path" in told && typeof told.path === "string"
    ? told.path
    : DOCUMENT;
}

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  // One after the other: somebody reads and writes meanwhile. The document comes last, since it names the others.
  for (const file of [...FILES, DOCUMENT]) await cache.add(file);
}

async function forgetOldBuilds(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(ours.slice(0, -BUILDS_KEPT).map((name) => caches.delete(name)));
}

/** The server's document, which names the newest files; the one that is kept where the server does not answer soon. */
async function documentFor(request: Request): Promise<Response> {
  const kept = await caches.match(DOCUMENT);
  try {
    const signal = kept === undefined ? request.signal : AbortSignal.timeout(PATIENCE_MS);
    const fresh = await fetch(request.url, { signal, redirect: "manual", cache: "no-cache" });
    // A server that is stopping, or a proxy before one that is not there, has a page of its own.
    return fresh.status >= 500 && kept !== undefined ? kept : fresh;
  } catch (error) {
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A file is named after its content: what is kept is right. */
async function fileFor(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(CACHE)).put(request, fresh.clone());
  return fresh;
}

function isWaiting(event: Event): event is Waiting {
  return "waitUntil" in event;
}

function isChosen(event: Event): event is Chosen {
  return "notification" in event && isWaiting(event);
}

function isFetching(event: Event): event is Fetching {
  return "respondWith" in event;
}
