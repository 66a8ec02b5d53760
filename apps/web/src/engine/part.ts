/** Parts of the engine that are loaded when they are first asked for. */
import { WarblerError } from "@warbler/sdk";

/** Rejects as any other question does while the server is away. */
export function part<T>(load: () => Promise<T>): Promise<T> {
  return load().catch((cause: unknown) => {
    throw new WarblerError("network", undefined, { cause });
  });
}
