/** What people say they are doing. */
import type { AccountId } from "@warbler/protocol";
import { nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { peopleStore } from "./chat-state.ts";
import { cleanName } from "./people.ts";
import { useStore } from "./store.ts";

/** An empty text takes it back. */
export function setStatus(text: string, untilMs?: number): Promise<void> {
  return engine.ask("setStatus", { text: text.trim(), ...(untilMs !== undefined && { untilMs }) });
}

export function useStatus(account: AccountId | undefined): string | undefined {
  const status = useStore(peopleStore, (people) => (account === undefined ? undefined : people.get(account)?.status));
  if (status === undefined || (status.untilMs !== undefined && status.untilMs <= nowMs())) return undefined;
  return cleanName(status.text);
}
