/** The passkey of the app lock: one of its own, which gives 32 bytes for this lock's salt and for nothing else. */
import type { LockView, Me } from "../engine/engine-api.ts";
import type { LockSecret, NewLock } from "../engine/vault/app-lock.ts";
import { newPasskeySecret, passkeySecret } from "../platform/passkey.ts";

export type PasskeyRefusal = "no-secret" | "failed";

const SALT_BYTES = 32;

export function newSalt(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}

/** Made and then used once more: a passkey that does not give the same again would lock its person out. */
export async function newLockByPasskey({ account, name, organisation }: Me): Promise<NewLock | PasskeyRefusal> {
  const salt = newSalt();
  const made = await newPasskeySecret({
    userId: new TextEncoder().encode(`lock ${account}`),
    name: `${name} (${organisation}, app lock)`,
    salt,
    isListed: false,
  });
  if (!made.ok) return made.refusal;
  const used = await passkeySecret(salt, made.id);
  if (!used.ok) return used.refusal;
  const isSame = made.secret.every((byte, at) => byte === used.secret[at]);
  if (!isSame) return "no-secret";
  return { salt, credential: made.id, secret: { means: "passkey", secret: used.secret } };
}

export async function secretOfPasskey({ salt, credential }: LockView): Promise<LockSecret | PasskeyRefusal> {
  const id = credential === undefined ? undefined : new Uint8Array(credential);
  const used = await passkeySecret(new Uint8Array(salt), id);
  return used.ok ? { means: "passkey", secret: used.secret } : used.refusal;
}
