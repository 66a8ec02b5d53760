/** What an invitation gives, as it was made: a row that says something else gives nothing. */
import { isDeepStrictEqual } from "node:util";
import type { Vault } from "../../kernel/keys/vault.ts";
import type { InvitationRow } from "./store.ts";
import { type InvitationTerms, invitations } from "./tables.ts";

type Said = Pick<InvitationRow, "token" | "role" | "placeholder" | "created_by" | "expires_ms">;

export const termsOf = ({ token, role, placeholder, created_by, expires_ms }: Said): InvitationTerms => ({
  token: Buffer.from(token).toString("base64url"),
  role,
  placeholder,
  createdBy: created_by,
  expiresMs: expires_ms,
});

export function isAsMade(vault: Pick<Vault, "open">, row: InvitationRow): boolean {
  if (row.terms === null) return false;
  try {
    return isDeepStrictEqual(vault.open(invitations, "terms", row), termsOf(row));
  } catch {
    // A seal from elsewhere.
    return false;
  }
}
