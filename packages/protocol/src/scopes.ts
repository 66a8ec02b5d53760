/**
 * What an API token is made for: a closed list of scopes, each a set of actions. The policy decides first whether the bot may;
 * a token never lets it do more than its scopes say. No scope holds an act of a session: signing in, factors, passwords,
 * devices, recovery, and whatever needs a fresh proof.
 */
import type { Action } from "./actions.ts";

/** What a bot's token can be made for. */
export const BOT_SCOPES = ["rooms:read", "messages:read", "messages:write", "attachments", "people:read"] as const;
/** `directory` is for the directory of another system alone, which provisions people by it and does nothing else. */
export const TOKEN_SCOPES = [...BOT_SCOPES, "directory"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

const SCOPE_ACTIONS: Readonly<Record<TokenScope, readonly Action[]>> = {
  "rooms:read": ["account.read", "room.list", "room.read"],
  "messages:read": ["account.read", "message.read", "message.prove", "erasure.follow", "cursor.move"],
  "messages:write": ["account.read", "message.send", "presence.tell"],
  attachments: ["account.read", "attachment.read", "attachment.write"],
  "people:read": ["account.read", "person.read"],
  directory: ["directory.provision"],
};

export const actionsOf = (scope: TokenScope): readonly Action[] => SCOPE_ACTIONS[scope];
/** Scopes of which one suffices for the action; none where no token does. */
export const scopesFor = (action: Action): readonly TokenScope[] =>
  TOKEN_SCOPES.filter((scope) => SCOPE_ACTIONS[scope].includes(action));

/** How an API token begins as it is written, so that who looks for lost secrets in code finds it. */
export const TOKEN_PREFIX = "wbt_";
/** As a pattern for whoever searches: the prefix and 32 random bytes in base64url. */
export const TOKEN_PATTERN = /^wbt_[A-Za-z0-9_-]{43}$/;
