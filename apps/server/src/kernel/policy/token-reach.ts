/** How far an API token reaches: the actions of its scopes, its rooms, and its last moment. It narrows permission and never gives any. */
import type { Action, Resource, RoomId } from "@warbler/protocol";

export interface TokenReach {
  readonly actions: ReadonlySet<Action>;
  /** Only these rooms; all that the bot is in where there is none. */
  readonly rooms?: ReadonlySet<RoomId>;
  readonly expiresAtMs: number;
}

/** Whether a caller could ask for this, as far as a token limits them; a session does not. What is told unasked is held to it too. */
export function reaches({ reach }: { readonly reach?: TokenReach }, action: Action, on: Resource): boolean {
  if (reach === undefined) return true;
  return reach.actions.has(action) && (on.kind !== "room" || reach.rooms === undefined || reach.rooms.has(on.room));
}
