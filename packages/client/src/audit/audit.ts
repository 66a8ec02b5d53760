/** The audit log as a member sees it. */
import type { ApiAnswer, ApiInput } from "@warbler/protocol";

/** The newest checkpoint this client has accepted; every later one must extend it. */
export interface PinnedCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** base64url, 32 bytes. */
  readonly root: string;
  /** The signed note as received. */
  readonly note: string;
  readonly pinnedAtMs: number;
}

export interface Audit {
  /** Fetches the newest checkpoint, demands its consistency with the pinned one, and pins it. Throws `fork` otherwise. */
  checkpoint(): Promise<PinnedCheckpoint>;
  /** What is pinned, without asking the server. */
  pinned(): Promise<PinnedCheckpoint | undefined>;
  query(query: ApiInput<"queryAudit">): Promise<ApiAnswer<"queryAudit">>;
  /** The facts recorded about the caller. */
  mine(): Promise<ApiAnswer<"ownFacts">>;
  /** The log's origin and verifier key, pinned at first use. Throws `fork` when the server now shows another. */
  key(): Promise<ApiAnswer<"logKey">>;
}
