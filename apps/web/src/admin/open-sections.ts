/** Which sections of the console the person may open now. The list itself is loaded behind the first paint. */
import { useEffect, useMemo } from "react";
import { permissionsStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";
import { whenSettled } from "../ui/later.tsx";
import { untilLoaded } from "../ui/lazy.ts";
import type { AdminSection } from "./sections.tsx";

type Sections = typeof import("./sections.tsx");

const loaded = createStore<Sections | undefined>(undefined);

/** Undefined while that is not known. */
export function useOpenSections(): readonly AdminSection[] | undefined {
  const may = useStore(permissionsStore);
  const sections = useStore(loaded);
  useEffect(() => {
    if (loaded.get() !== undefined) return undefined;
    return whenSettled(() => {
      untilLoaded(() => import("./sections.tsx")).then(loaded.set, reportError);
    });
  }, []);
  return useMemo(
    () => (may === undefined || sections === undefined ? undefined : sections.sectionsFor(may)),
    [may, sections],
  );
}
