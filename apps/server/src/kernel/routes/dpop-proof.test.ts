import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { type Proven, readProof } from "./dpop-proof.ts";

/** RFC 9449 §4.1, figure 2. */
const OF_THE_RFC = [
  "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19",
  "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ",
  "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg",
] as const;
const TOKEN_REQUEST: Proven = { method: "POST", url: "https://server.example.com/token" };

test("the proof of the RFC is taken, and its key is known by the thumbprint that the RFC gives it", () => {
  // §6.1, `jkt` of the same key.
  expect(readProof(OF_THE_RFC.join("."), TOKEN_REQUEST)).toEqual({
    thumbprint: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
    jti: "-BwC3ESc6acc2lTc",
    nonce: undefined,
  });
});

test("it proves nothing of another method, address or token, nor with one byte changed", () => {
  const proof = OF_THE_RFC.join(".");
  expect(readProof(proof, { ...TOKEN_REQUEST, method: "GET" })).toBeUndefined();
  expect(readProof(proof, { ...TOKEN_REQUEST, url: "https://server.example.com/other" })).toBeUndefined();
  expect(readProof(proof, { ...TOKEN_REQUEST, url: "https://other.example.com/token" })).toBeUndefined();
  expect(readProof(proof, { ...TOKEN_REQUEST, url: "https://server.example.com:8443/token" })).toBeUndefined();
  expect(readProof(proof, { ...TOKEN_REQUEST, token: "a" })).toBeUndefined();
  for (const part of [0, 1, 2]) {
    const parts = [...OF_THE_RFC] as string[];
    const text = parts[part] ?? "";
    parts[part] = `${text.slice(0, 40)}${text[40] === "A" ? "B" : "A"}${text.slice(41)}`;
    expect(readProof(parts.join("."), TOKEN_REQUEST)).toBeUndefined();
  }
});

test("the query, the default port and the case of the host make no other address", () => {
  const proof = OF_THE_RFC.join(".");
  expect(readProof(proof, { ...TOKEN_REQUEST, url: "https://SERVER.example.com:443/token?a=1" })).toBeDefined();
});

test("what is no proof of this kind is refused without a word", () => {
  const [head, body, signature] = OF_THE_RFC;
  for (const text of ["", "a.b.c", `${head}.${body}`, `${head}.${body}.${signature}, ${head}.${body}.${signature}`])
    expect(readProof(text, TOKEN_REQUEST)).toBeUndefined();
});

test("only the algorithm, the curve and the members that are asked for are taken", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" });
  const claims = { jti: "1", htm: "POST", htu: TOKEN_REQUEST.url, iat: 1 };
  const proofOf = (header: object, body: object = {}) => {
    const signed = [
      { typ: "dpop+jwt", alg: "ES256", jwk, ...header },
      { ...claims, ...body },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const made = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return readProof(`${signed}.${made.toString("base64url")}`, TOKEN_REQUEST);
  };
  expect(proofOf({})).toBeDefined();
  for (const alg of ["none", "HS256", "RS256", "ES384", "es256"]) expect(proofOf({ alg }), alg).toBeUndefined();
  expect(proofOf({ typ: "JWT" })).toBeUndefined();
  expect(proofOf({ crit: ["exp"] })).toBeUndefined();
  expect(proofOf({ jwk: privateKey.export({ format: "jwk" }) })).toBeUndefined();
  expect(proofOf({ jwk: { ...jwk, crv: "P-384" } })).toBeUndefined();
  // No point of the curve.
  expect(proofOf({ jwk: { ...jwk, y: jwk.x } })).toBeUndefined();
  expect(proofOf({}, { jti: "" })).toBeUndefined();
  expect(proofOf({}, { jti: "x".repeat(129) })).toBeUndefined();
  expect(proofOf({}, { iat: "1" })).toBeUndefined();
  expect(proofOf({}, { more: "x".repeat(2_048) })).toBeUndefined();
});
