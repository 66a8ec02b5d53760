/** HPKE on its own (RFC 9180, single-shot, base mode), for what is sealed to a device outside of any group. */
import type { Hpke } from "@warbler/crypto/keychain";
import { concat } from "../bytes.ts";
import { attempt } from "../refusal.ts";
import { generateKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";
import type { MlsProvider } from "./provider.ts";

/** Of a suite with X25519: enc has 32 bytes. */
export function hpkeOf(provider: MlsProvider): Hpke {
  const encBytes = provider.suite.publicKeyBytes;
  return {
    async generateKeyPair() {
      const { privateKey, publicKey } = await generateKeyPair(provider);
      return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(publicKey) };
    },
    async publicKeyOf(privateKey) {
      const publicKey = await provider.publicKeyOf(privateKey);
      return publicKey && new Uint8Array(publicKey);
    },
    async seal(to, plaintext) {
      const { kemOutput, ciphertext } = await hpkeSeal(provider, to, plaintext);
      return new Uint8Array(concat(kemOutput, ciphertext));
    },
    async open(by, sealed) {
      if (sealed.length < encBytes) return undefined;
      const parts = { kemOutput: sealed.subarray(0, encBytes), ciphertext: sealed.subarray(encBytes) };
      const opened = await attempt(() => hpkeOpen(provider, by, parts));
      return opened.ok ? new Uint8Array(opened.value) : undefined;
    },
  };
}
