/** Where one is in a section of the console: what follows its name in the address. A link, a reload or a step back leads there. */
import { useCallback, useMemo } from "react";
import { currentRoute, go, type Route, useRoute } from "../platform/location.ts";

type AdminRoute = Extract<Route, { page: "admin" }>;

const NOWHERE: AdminRoute = { page: "admin", section: "", path: [], query: "" };
const adminRoute = (route: Route): AdminRoute => (route.page === "admin" ? route : NOWHERE);

/** A page of the console. */
export function placeIn(
  section: string,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): AdminRoute {
  return { page: "admin", section, path, query: new URLSearchParams(query).toString() };
}

export function usePlace(): { readonly path: readonly string[]; readonly query: URLSearchParams } {
  const { path, query } = adminRoute(useRoute());
  return useMemo(() => ({ path, query: new URLSearchParams(query) }), [path, query]);
}

/** One value of the address as state. What it is at first does not stand there, and changing it leaves no step back. */
export function useQueryValue(name: string, atFirst = ""): readonly [value: string, set: (value: string) => void] {
  const { query } = usePlace();
  const set = useCallback(
    (value: string) => {
      const route = adminRoute(currentRoute());
      const changed = new URLSearchParams(route.query);
      if (value === atFirst) changed.delete(name);
      else changed.set(name, value);
      go({ ...route, query: changed.toString() }, { replace: true });
    },
    [name, atFirst],
  );
  return [query.get(name) ?? atFirst, set];
}
