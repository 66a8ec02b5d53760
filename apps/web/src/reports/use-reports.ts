/** Reports, asked for again whenever something became of one. */
import type { ReportAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";

export interface HeldReports {
  readonly reports: readonly ReportAnswer[] | undefined;
  readonly error: unknown;
  load(): void;
}

export function useReports(ask: () => Promise<readonly ReportAnswer[]>): HeldReports {
  const [reports, setReports] = useState<readonly ReportAnswer[]>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    ask().then(setReports, setError);
  }, [ask]);
  useEffect(() => {
    load();
    return engine.onEvent((event) => {
      if (event.type === "reports") load();
    });
  }, [load]);
  return { reports, error, load };
}
