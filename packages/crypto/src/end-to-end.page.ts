// What end-to-end.browser.test.ts runs in Chromium.
import { hpkeOf } from "@warbler/mls";
import { webProvider } from "@warbler/mls/web";
import { VECTOR_CHECKS } from "./testing/end-to-end-vectors.ts";

/** The names of the vectors that hold here, and why others do not. */
export async function checkVectors(vectors: unknown): Promise<readonly string[]> {
  const hpke = hpkeOf(await webProvider(1));
  return Promise.all(
    VECTOR_CHECKS.map(({ name, run }) =>
      run(vectors, hpke).then(
        () => name,
        (error: unknown) => `${name}: ${String(error)}`,
      ),
    ),
  );
}
