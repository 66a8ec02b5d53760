/** The import that this device runs, as the engine tells of it. */
import { useEffect, useState } from "react";
import type { ImportView } from "../engine/imports/import-view.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";

/** `undefined` where there is none; `known` once the engine has answered. */
export function useImport(): { readonly isKnown: boolean; readonly view: ImportView | undefined } {
  const [state, setState] = useState<{ readonly isKnown: boolean; readonly view: ImportView | undefined }>({
    isKnown: false,
    view: undefined,
  });
  useEffect(() => {
    let isOver = false;
    const off = engine.onEvent((event) => {
      if (event.type === "import") setState({ isKnown: true, view: event.view });
    });
    attempt(
      engine.ask("importUnderWay").then((view) => {
        if (!isOver) setState((now) => (now.isKnown ? now : { isKnown: true, view }));
      }),
    );
    return () => {
      isOver = true;
      off();
    };
  }, []);
  return state;
}
