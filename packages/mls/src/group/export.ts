/** What the application may take out of an epoch: RFC 9420 §8.5 to §8.7. */
import { mlsExporter } from "../key-schedule/key-schedule.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { MlsProvider } from "../provider/provider.ts";
import type { GroupState } from "./group-state.ts";

/** RFC 9420 §8.5: a secret that all members of this epoch, and nobody else, can make. */
export function exportSecret(
  provider: MlsProvider,
  state: GroupState,
  request: { readonly label: string; readonly context: Uint8Array; readonly sizeBytes: number },
): Uint8Array {
  if (request.sizeBytes > MLS_LIMITS.exporterBytes) {
    throw new RangeError(`at most ${MLS_LIMITS.exporterBytes} bytes, got ${request.sizeBytes}`);
  }
  return mlsExporter(provider, state.secrets.exporterSecret, request);
}

/** RFC 9420 §8.7: equal for two members exactly when they agree on everything; may be compared out of band. */
export function epochAuthenticator({ secrets }: GroupState): Uint8Array {
  return secrets.epochAuthenticator;
}
