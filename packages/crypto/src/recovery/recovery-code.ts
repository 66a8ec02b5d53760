/**
 * The printed recovery code: 160 random bits in Crockford's base 32, with his check symbol (modulo 37) at the end, so that
 * a mistyped code is told from a wrong one before anything is asked of the server.
 *
 *     4Q7K-9WXP-…-M2ND-*   eight groups of four symbols, then the check symbol
 */
export const RECOVERY_SECRET_BYTES = 20;
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** The five that only the check symbol may be. */
const CHECK_SYMBOLS = `${SYMBOLS}*~$=U`;
const CODE_SYMBOLS = 32;
const GROUP_SYMBOLS = 4;

export function recoveryCodeFromSecret(secret: Uint8Array): string {
  const value = valueOf(secret);
  const symbols = Array.from({ length: CODE_SYMBOLS }, (_, at) => {
    const digit = Number((value >> BigInt(5 * (CODE_SYMBOLS - 1 - at))) & 31n);
    return SYMBOLS[digit] ?? "";
  }).join("");
  const groups = symbols.match(new RegExp(`.{${GROUP_SYMBOLS}}`, "g")) ?? [];
  return [...groups, checkSymbolOf(value)].join("-");
}

export type TypedCode =
  | { readonly ok: true; readonly secret: Uint8Array<ArrayBuffer> }
  /** "incomplete": another number of symbols, or one that no code has. "mistyped": the check symbol does not fit. */
  | { readonly ok: false; readonly refusal: "incomplete" | "mistyped" };

/** Takes what people type: any case, spaces and hyphens anywhere, O for 0, I and L for 1. */
export function secretFromRecoveryCode(text: string): TypedCode {
  const symbols = text
    .toUpperCase()
    .replaceAll(/[\s\-‐-―]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  const digits = Array.from(symbols.slice(0, CODE_SYMBOLS), (symbol) => SYMBOLS.indexOf(symbol));
  if (symbols.length !== CODE_SYMBOLS + 1 || digits.some((digit) => digit < 0))
    return { ok: false, refusal: "incomplete" };
  const value = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  if (checkSymbolOf(value) !== symbols.slice(CODE_SYMBOLS)) return { ok: false, refusal: "mistyped" };
  const secret = new Uint8Array(RECOVERY_SECRET_BYTES);
  for (let at = 0; at < secret.length; at++)
    secret[at] = Number((value >> BigInt(8 * (secret.length - 1 - at))) & 255n);
  return { ok: true, secret };
}

function valueOf(secret: Uint8Array): bigint {
  if (secret.length !== RECOVERY_SECRET_BYTES)
    throw new RangeError(`expected a secret of ${RECOVERY_SECRET_BYTES} bytes, got ${secret.length}`);
  return secret.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function checkSymbolOf(value: bigint): string {
  return CHECK_SYMBOLS[Number(value % 37n)] ?? "";
}
