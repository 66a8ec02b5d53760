import type { AccountId, DeviceId, RoomId, TokenId, TokenScope } from "@warbler/protocol";
import { digest, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** What a token was made for. It names account and digest again, so that none of it can be put beside another token's. */
export interface StoredReach {
  readonly account: AccountId;
  /** Of the secret, in base64url. */
  readonly digest: string;
  readonly scopes: readonly TokenScope[];
  readonly rooms?: readonly RoomId[];
  readonly expiresAtMs: number;
}

export const bots = table(
  "bots",
  { account: id<AccountId>(), owner: id<AccountId>(), made_by: id<AccountId>(), made_ms: timeMs() },
  { primaryKey: ["account"], indexes: [["owner"]] },
);

/** The digest is SHA-256 of a random token of 32 bytes: knowing it opens nothing. */
export const tokens = table(
  "tokens",
  {
    id: id<TokenId>(),
    account: id<AccountId>(),
    /** What is written with the token is told by this from what is written with another. */
    device: id<DeviceId>(),
    digest: digest(),
    name: sealed<string>({ key: "subject", of: "account" }, "what the token is for"),
    reach: sealed<StoredReach>({ key: "table" }, "whose it is, its scopes, its rooms, its last moment"),
    made_by: id<AccountId>(),
    made_ms: timeMs(),
    expires_ms: timeMs(),
    /** When it was last used, coarsely; absent until then. */
    seen_ms: nullable(timeMs()),
    /** When who answers for it was told that it ends soon. */
    reminded_ms: nullable(timeMs()),
    ended_ms: nullable(timeMs()),
  },
  { primaryKey: ["id"], unique: [["digest"]], indexes: [["account"]], endedBy: ["ended_ms"] },
);

export const tokenTables = [bots, tokens] as const;
