/** A passkey as the account's means of recovery. */
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { newPasskeySecret, type PasskeySecret, passkeySecret } from "../platform/passkey.ts";

export async function newPasskey({ account, name, organisation }: Me): Promise<PasskeySecret> {
  const userId = new TextEncoder().encode(account);
  return newPasskeySecret({ userId, name: `${name} (${organisation})`, salt: await salt() });
}

export async function knownPasskey(): Promise<PasskeySecret> {
  return passkeySecret(await salt());
}

async function salt(): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await engine.ask("recoverySalt"));
}
