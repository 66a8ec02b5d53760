/** What an act answered that is told this once: a token, an invitation, or the link by which somebody's access is recovered. */
import {
  type AccountId,
  type ActRequestAnswer,
  type AuditAnswer,
  auditAnswer,
  isId,
  TOKEN_PREFIX,
} from "@warbler/protocol";
import { InvitationLink, type MadeInvitation } from "../../dialogs/invite-dialog.tsx";
import { RecoveryLink, type StartedRecovery } from "../access/start-dialog.tsx";
import { ReadDialog } from "../audit/read-dialog.tsx";
import { type ShownToken, TokenSecret } from "../tokens/token-secret.tsx";

export interface Done {
  readonly act: ActRequestAnswer;
  readonly answer: unknown;
}

export function ToldOnce({ done, onClose }: { readonly done: Done; readonly onClose: () => void }) {
  const token = tokenIn(done.answer);
  if (token !== undefined) return <TokenSecret made={token} onClose={onClose} />;
  const started = startedIn(done);
  if (started !== undefined) return <RecoveryLink started={started} onClose={onClose} />;
  const read = readIn(done);
  if (read !== undefined) return <ReadDialog read={read} onClose={onClose} />;
  const invitation = invitationIn(done);
  return invitation === undefined ? null : <InvitationLink made={invitation} onClose={onClose} />;
}

function tokenIn(answer: unknown): ShownToken | undefined {
  if (typeof answer !== "object" || answer === null || !("token" in answer) || !("expiresAtMs" in answer))
    return undefined;
  const { token, expiresAtMs } = answer;
  return typeof token === "string" && token.startsWith(TOKEN_PREFIX) && typeof expiresAtMs === "number"
    ? { token, expiresAtMs }
    : undefined;
}

function readIn({ act, answer }: Done): AuditAnswer | undefined {
  const read = act.route === "queryAudit" ? auditAnswer.safeParse(answer) : undefined;
  return read?.success === true ? read.data : undefined;
}

function invitationIn({ act, answer }: Done): MadeInvitation | undefined {
  if (act.route !== "invite" || typeof answer !== "object" || answer === null) return undefined;
  if (!("link" in answer && "expiresAtMs" in answer)) return undefined;
  const { link, expiresAtMs } = answer;
  return typeof link === "string" && typeof expiresAtMs === "number" ? { link, expiresAtMs } : undefined;
}

function startedIn({ act, answer }: Done): StartedRecovery | undefined {
  const { account } = act.params;
  if (typeof answer !== "object" || answer === null || !("link" in answer)) return undefined;
  if (!("opensAtMs" in answer && "expiresAtMs" in answer)) return undefined;
  const { link, opensAtMs, expiresAtMs } = answer;
  return typeof link === "string" &&
    typeof opensAtMs === "number" &&
    typeof expiresAtMs === "number" &&
    typeof account === "string" &&
    isId<AccountId>(account)
    ? { link, opensAtMs, expiresAtMs, account }
    : undefined;
}
