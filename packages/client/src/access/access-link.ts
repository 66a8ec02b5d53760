/** What somebody does with a recovery link before there is a session: look at it, and show their account recovery code. */
import { signAsDevice } from "@warbler/crypto/identity";
import { recoveryKeyOf, secretFromRecoveryCode, unwrapRecoveryBundle } from "@warbler/crypto/recovery";
import {
  type AccessLinkAnswer,
  accessRecoveryPayload,
  base64urlFromBytes,
  bytesFromBase64url,
  idFromBytes,
  type RecoveryCheckId,
} from "@warbler/protocol";
import { en, failIn, type Language } from "../errors.ts";
import { rootOf } from "../identity/own-account.ts";
import { globalPlatform } from "../platform/global-platform.ts";
import type { Platform } from "../platform/platform.ts";
import { apiClient } from "../session/api-client.ts";

export interface AccessLinkOptions {
  /** The browser's or Node's globals unless told. */
  readonly platform?: Platform;
  /** What errors say to people; `en` unless told. */
  readonly lang?: Language;
  readonly signal?: AbortSignal;
}

export interface AccessLink {
  /** Whose it is, and from when on it can be used. Rejects with `access-link-invalid`. */
  look(): Promise<AccessLinkAnswer>;
  /** Lets it be used at once. The code stays here: what it opens signs, and the server sees the signature alone. */
  confirmByCode(code: string): Promise<void>;
}

/** `origin` is scheme, host and port; `token` stands in the link. To use it, sign in by `recoveryLink`. */
export function accessLink(origin: string, token: string, options: AccessLinkOptions = {}): AccessLink {
  const { platform = globalPlatform, lang = en, signal: stop = new AbortController().signal } = options;
  const fail = failIn(lang);
  const api = apiClient({ origin, platform, fail, shown: {}, stop });
  const look = () => api.call("accessLink", { token });
  return {
    look,
    async confirmByCode(code) {
      const read = secretFromRecoveryCode(code);
      if (!read.ok) throw fail(read.refusal === "mistyped" ? "recovery-code-mistyped" : "recovery-code-incomplete");
      const { id, account, number } = await look();
      const key = recoveryKeyOf(account, { means: "code", secret: read.secret });
      const { wraps } = await api.call("accessLinkWraps", { token });
      const checkId = idFromBytes<RecoveryCheckId>(key.checkId);
      const wrap = wraps.find((one) => one.checkId === checkId);
      if (wrap === undefined) throw fail(wraps.length === 0 ? "recovery-not-set-up" : "recovery-code-wrong");
      const bytes = bytesFromBase64url(wrap.ciphertext);
      const bundle = bytes && (await unwrapRecoveryBundle(key, bytes));
      if (bundle === undefined) throw fail("recovery-damaged");
      const payload = accessRecoveryPayload({ id, account, number });
      const signature = await signAsDevice(await rootOf(bundle), "accessRecovery", payload);
      await api.call("confirmAccessLink", { token, signature: base64urlFromBytes(signature) });
    },
  };
}
