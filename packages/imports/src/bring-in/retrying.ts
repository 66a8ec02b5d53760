/** Tries a request again that may succeed later: the server restarts or is busy, the line drops. Only for what is safe to repeat. */

interface Clock {
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
/** As the SDK's errors are. */
interface Retryable extends Error {
  readonly retryable: true;
  readonly retryAfterMs?: number;
}

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Waits 0.5 s, 1 s, 2 s …, or as long as the server asks; throws the last failure, or the signal's reason. */
export async function retrying<T>(
  work: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || tries === MAX_TRIES) throw error;
      const waitMs = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
      await clock.sleep(Math.min(waitMs, LONGEST_WAIT_MS), signal);
    }
  }
}

function isRetryable(error: unknown): error is Retryable {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}
