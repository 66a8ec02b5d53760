import { describe, expect, test } from "vitest";
import { CIPHER_SUITES, cipherSuite } from "./provider/cipher-suite.ts";
import { nodeProvider } from "./provider/node.ts";
import { readVectors, vectorsAreHere, vectorsNote } from "./testing/vector-files.ts";
import { checkVectors, type ProviderOf, VECTOR_FILES } from "./testing/vectors.ts";

const providers = new Map(Object.values(CIPHER_SUITES).map(({ id }) => [Number(id), nodeProvider(id)]));
const providerOf: ProviderOf = (suite) => providers.get(suite);

describe.skipIf(!vectorsAreHere)(`the official vectors, in suites 1, 2, 3 and 7${vectorsNote}`, () => {
  test.for(VECTOR_FILES)("%s", async (file) => {
    const cases = readVectors(file) as { readonly cipher_suite?: number }[];
    const ours = cases.filter(
      (each) => each.cipher_suite === undefined || cipherSuite(each.cipher_suite) !== undefined,
    );
    expect(ours.length).toBeGreaterThan(0);
    expect(await checkVectors(file, cases, providerOf)).toBe(ours.length);
  });
});
