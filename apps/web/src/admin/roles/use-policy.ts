/** The organisation's policy as it is now, asked for again after each change. */
import type { ApiAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { api } from "../../platform/api.ts";

export type PolicyNow = ApiAnswer<"policy">;

export interface PolicyState {
  readonly now: PolicyNow | undefined;
  readonly error: unknown;
  readonly load: () => Promise<void>;
}

export function usePolicy(): PolicyState {
  const [now, setNow] = useState<PolicyNow>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(async () => {
    try {
      setNow(await api("policy", undefined));
      setError(undefined);
    } catch (refused) {
      setError(refused);
    }
  }, []);
  useEffect(() => void load(), [load]);
  return { now, error, load };
}
