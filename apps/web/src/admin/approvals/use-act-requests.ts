/** Acts under dual control, asked for again whenever something became of one, and after a line that was cut. */
import type { ActRequestAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import { wheneverOnline } from "../../state/online.ts";
import { useMay } from "../../state/permissions.ts";

/** All of them for whoever may approve, one's own for others. */
export function useActRequests(): {
  readonly requests: readonly ActRequestAnswer[];
  readonly error: unknown;
  readonly load: () => void;
} {
  const mayApprove = useMay("approval.give");
  const [requests, setRequests] = useState<readonly ActRequestAnswer[]>([]);
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    api(mayApprove ? "actRequests" : "ownActRequests", undefined).then((answer) => {
      setRequests(answer.requests);
      setError(undefined);
    }, setError);
  }, [mayApprove]);
  useEffect(() => {
    const stops = [
      engine.onEvent(({ type }) => {
        if (type === "acts") load();
      }),
      wheneverOnline(load),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [load]);
  return { requests, error, load };
}
