/** How the last requests of a directory went, for whoever sets it up. In memory: what they did is in the log. */
import { ERRORS } from "@warbler/protocol";
import type { Clock } from "../../kernel/clock.ts";
import type { Result } from "../../kernel/result.ts";

const KEPT = 50;

export interface DirectoryRequest {
  readonly atMs: number;
  readonly what: string;
  readonly outcome: string;
}

export function requestList(clock: Pick<Clock, "nowMs">) {
  const requests: DirectoryRequest[] = [];
  return {
    all: (): DirectoryRequest[] => requests.toReversed(),
    async noted<T>(what: string, work: Promise<Result<T>>): Promise<Result<T>> {
      const result = await work;
      const outcome = result.ok ? "ok" : `${ERRORS[result.refusal.code].status} ${result.refusal.code}`;
      requests.push({ atMs: clock.nowMs(), what, outcome });
      if (requests.length > KEPT) requests.shift();
      return result;
    },
  };
}
export type RequestList = ReturnType<typeof requestList>;
