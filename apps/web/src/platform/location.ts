/** The address bar: which page is shown, as a value. */
import { isId, type RoomId } from "@warbler/protocol";
import { createStore, useStore } from "../state/store.ts";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "sign-in" }
  | { readonly page: "set-up" }
  | { readonly page: "join" }
  | { readonly page: "recover" }
  /** Back from a sign-in service. */
  | { readonly page: "sso" }
  /** `seq` is the record to show, where it is not the newest. */
  | { readonly page: "room"; readonly room: RoomId; readonly seq?: number }
  | { readonly page: "settings"; readonly section: SettingsSection }
  /** `path` is what follows the section's name; `query` what follows the `?`. */
  | { readonly page: "admin"; readonly section: string; readonly path: readonly string[]; readonly query: string }
  | { readonly page: "lost" };

export const SETTINGS_SECTIONS = [
  "appearance",
  "notifications",
  "devices",
  "recovery",
  "password",
  "lock",
  "people",
  "roles",
  "reviews",
  "reports",
  "import",
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

const route = createStore<Route>(routeOf(location));
globalThis.addEventListener("popstate", () => route.set(routeOf(location)));

export function useRoute(): Route {
  return useStore(route);
}

/** Whether this room is looked at. */
export function useIsHere(room: RoomId): boolean {
  return useStore(route, (now) => now.page === "room" && now.room === room);
}

export function currentRoute(): Route {
  return route.get();
}

export function onRoute(changed: () => void): void {
  route.subscribe(changed);
}

/** Whether the step one is at only covers the page with something that Back takes away. */
function isCovered(): boolean {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "covered" in state;
}

/** A step at the same address: Back tells `uncovered`, and leaves the page as it is. Gives what takes the step away again. */
export function cover(uncovered: () => void): () => void {
  if (!isCovered()) history.pushState({ covered: true }, "");
  globalThis.addEventListener("popstate", uncovered);
  return () => {
    globalThis.removeEventListener("popstate", uncovered);
    if (isCovered()) history.back();
  };
}

/** `replace` leaves no step back to the page before. */
export function go(to: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  const path = pathOf(to);
  if (replace || isCovered()) history.replaceState(null, "", path);
  else if (path !== location.pathname + location.search) history.pushState(null, "", path);
  route.set(to);
}

/** To a page of this client by its address. */
export function goTo(path: string): void {
  const url = new URL(path, location.origin);
  go(url.origin === location.origin ? routeOf(url) : { page: "home" }, { replace: true });
}

export function pathOf(to: Route): string {
  switch (to.page) {
    case "home":
    case "lost":
      return "/";
    case "room":
      return `/rooms/${to.room}${to.seq === undefined ? "" : `/${to.seq}`}`;
    case "settings":
      return `/settings/${to.section}`;
    case "admin":
      return `/${["admin", to.section, ...to.path].filter(Boolean).join("/")}${to.query === "" ? "" : `?${to.query}`}`;
    case "sign-in":
    case "set-up":
    case "join":
    case "recover":
    case "sso":
      return `/${to.page}`;
  }
}

/** What stands behind the `#` of a link, which browsers never send. It is read once and leaves the address bar at once. */
export const behindLink = takeBehind();
export const linkToken = behindLink.get("t") ?? undefined;

function takeBehind(): URLSearchParams {
  const behind = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
  return behind;
}

/** The room, and perhaps the record, that an address of this server leads to. */
export function roomLinked(url: URL): Extract<Route, { page: "room" }> | undefined {
  const to = url.origin === location.origin ? routeOf(url) : undefined;
  return to?.page === "room" ? to : undefined;
}

function routeOf({ pathname, search }: Pick<URL, "pathname" | "search">): Route {
  const [first = "", second = "", third, ...rest] = pathname.split("/").filter(Boolean);
  if (first === "") return { page: "home" };
  if (first === "sign-in" || first === "set-up" || first === "join" || first === "recover" || first === "sso")
    return { page: first };
  if (first === "rooms" && isId<RoomId>(second))
    return { page: "room", room: second, ...(/^[1-9]\d{0,14}$/.test(third ?? "") && { seq: Number(third) }) };
  if (first === "settings") {
    const section = SETTINGS_SECTIONS.find((known) => known === second) ?? "appearance";
    return { page: "settings", section };
  }
  if (first === "admin") {
    const path = third === undefined ? [] : [third, ...rest];
    return { page: "admin", section: second, path, query: search.slice(1) };
  }
  return { page: "lost" };
}
