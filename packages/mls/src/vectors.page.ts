// What vectors.browser.test.ts runs in Chromium.
import { CIPHER_SUITES, type CipherSuiteId } from "./provider/cipher-suite.ts";
import type { MlsProvider } from "./provider/provider.ts";
import { webProvider } from "./provider/web.ts";
import { checkVectors, type VectorFile } from "./testing/vectors.ts";

const SUITES: readonly CipherSuiteId[] = [1, 2, 3, 7];

/** How many cases of the file were checked; throws at the first that differs. `json` is the file's text. */
export async function checkInBrowser(file: VectorFile, json: string, onlyJavaScript: boolean): Promise<number> {
  const providers = new Map<number, MlsProvider>();
  for (const suite of SUITES) providers.set(CIPHER_SUITES[suite].id, await webProvider(suite, { onlyJavaScript }));
  const cases: unknown = JSON.parse(json);
  return Array.isArray(cases) ? checkVectors(file, cases, (suite) => providers.get(suite)) : 0;
}
