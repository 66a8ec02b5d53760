/**
 * Letting a new device in, as a conversation of the two devices through the server's mailbox: the new one commits to its
 * keys, the old one answers, the new one reveals, and people compare the number that follows from all of it.
 */
import {
  APPROVAL_NONCE_BYTES,
  type ApprovalAnswer,
  type ApprovalOpening,
  approvalCommitment,
  approvalNumber,
  decodeApprovalReveal,
  encodeApprovalReveal,
  type ListedDevice,
} from "@warbler/crypto/identity";
import {
  type AccountId,
  type ApiAnswer,
  type ApprovalId,
  base64urlFromBytes,
  bytesFromBase64url,
  type DeviceId,
} from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { joined } from "../wire/protobuf.ts";
import type { ApprovalsLook, WaitingApproval } from "./identity-api.ts";
import type { LogReplica } from "./log-replica.ts";

/** The first byte of each message. */
const COMMITMENT = 1;
const ANSWER = 2;
const REVEAL = 3;
const NONCES = "identity/approval/";

export interface ApprovalsDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly replica: LogReplica;
  readonly fail: Fail;
}

type Mailbox = ApiAnswer<"approvals">["approvals"][number];

export class Approvals {
  readonly #deps: ApprovalsDeps;

  constructor(deps: ApprovalsDeps) {
    this.#deps = deps;
  }

  /**
   * The old device's view. What nobody has answered yet is answered, so that the new device can show its number, unless this
   * is only to look: who answers takes the request from the other devices.
   */
  async waiting({ onlyLook = false }: ApprovalsLook = {}): Promise<readonly Omit<WaitingApproval, "name">[]> {
    const { api, device } = this.#deps;
    const { approvals } = await api.call("approvals", undefined);
    const others = approvals.filter((one) => one.device !== device);
    return Promise.all(others.map(async (mailbox) => this.#viewOf(onlyLook ? mailbox : await this.#answered(mailbox))));
  }

  /** The device behind the request, if the number is the one that both sides see. Any other number ends the request. */
  async confirmed(id: ApprovalId, number: string): Promise<ListedDevice> {
    const { api, fail } = this.#deps;
    const mailbox = await this.#mailbox(id);
    const opening = await this.#openingIn(mailbox);
    const answer = await this.#ownAnswer(mailbox);
    if (opening === undefined || answer === undefined) throw fail("approval-waiting");
    if (approvalNumber(opening, answer) === number.replaceAll(/\D/g, "")) return opening.candidate;
    // Whoever guesses gets one guess.
    await api.call("endApproval", undefined, { approval: id });
    throw fail("approval-number-wrong");
  }

  async end(id: ApprovalId): Promise<void> {
    await this.#deps.api.call("endApproval", undefined, { approval: id });
    await this.#deps.store.write([{ key: `${NONCES}${id}`, value: undefined }]);
  }

  /** Ends what the device had asked: it was let in another way. */
  async endOf(device: DeviceId): Promise<void> {
    const { approvals } = await this.#deps.api.call("approvals", undefined);
    for (const asked of approvals.filter((one) => one.device === device)) await this.end(asked.id);
  }

  /** The new device's side: asks, and keeps back what it will reveal. */
  async ask(candidate: ListedDevice): Promise<{ readonly mailbox: Mailbox; readonly opening: ApprovalOpening }> {
    const { api, account, platform } = this.#deps;
    const opening = { account, candidate, nonce: platform.randomBytes(APPROVAL_NONCE_BYTES) };
    const mailbox = await api.call("askApproval", { payload: messageOf(COMMITMENT, approvalCommitment(opening)) });
    return { mailbox, opening };
  }

  /** Undefined until the old device has answered; then reveals, once, and gives the number. */
  async numberFor(id: ApprovalId, opening: ApprovalOpening): Promise<string | undefined> {
    const { api, replica, device } = this.#deps;
    const mailbox = await this.#mailbox(id);
    const said = answerIn(mailbox);
    if (said === undefined) return undefined;
    const isRevealed = mailbox.messages.some(
      ({ from, payload }) => from === device && bodyOf(payload, REVEAL) !== undefined,
    );
    if (!isRevealed)
      await api.call("answerApproval", { payload: messageOf(REVEAL, encodeApprovalReveal(opening)) }, { approval: id });
    await replica.refresh();
    const identity = replica.newest(this.#deps.account);
    if (identity === undefined) return undefined;
    return approvalNumber(opening, { ...said, root: identity.root, versionHash: identity.hash });
  }

  async #mailbox(id: ApprovalId): Promise<Mailbox> {
    const { approvals } = await this.#deps.api.call("approvals", undefined);
    const found = approvals.find((one) => one.id === id);
    if (found === undefined) throw this.#deps.fail("approval-over");
    return found;
  }

  async #answered(mailbox: Mailbox): Promise<Mailbox> {
    const { api, store, platform } = this.#deps;
    if (answerIn(mailbox) !== undefined || commitmentIn(mailbox) === undefined) return mailbox;
    const nonce = platform.randomBytes(APPROVAL_NONCE_BYTES);
    await store.write([{ key: `${NONCES}${mailbox.id}`, value: nonce }]);
    return api.call("answerApproval", { payload: messageOf(ANSWER, nonce) }, { approval: mailbox.id });
  }

  #viewOf(mailbox: Mailbox): Omit<WaitingApproval, "name"> {
    const { id, device, askedAtMs, expiresAtMs } = mailbox;
    const answerer = answerIn(mailbox)?.device;
    const isTaken = answerer !== undefined && answerer !== this.#deps.device;
    const isRevealed = revealIn(mailbox) !== undefined;
    return { id, device, askedAtMs, expiresAtMs, step: isTaken ? "taken" : isRevealed ? "number" : "waiting" };
  }

  /** What the new device revealed, if it is what it had committed to before it saw the answer. */
  async #openingIn(mailbox: Mailbox): Promise<ApprovalOpening | undefined> {
    const revealed = revealIn(mailbox);
    const opening = revealed && decodeApprovalReveal(this.#deps.account, revealed);
    const commitment = commitmentIn(mailbox);
    if (opening === undefined || commitment === undefined) return undefined;
    const isKept = equalBytes(approvalCommitment(opening), commitment) && opening.candidate.device === mailbox.device;
    if (isKept) return opening;
    await this.end(mailbox.id);
    throw this.#deps.fail("approval-number-wrong", {
      detail: "the device revealed other keys than it had committed to",
    });
  }

  async #ownAnswer(mailbox: Mailbox): Promise<ApprovalAnswer | undefined> {
    const { store, replica, account, device, fail } = this.#deps;
    const said = answerIn(mailbox);
    const nonce = await store.read(`${NONCES}${mailbox.id}`);
    if (said === undefined) return undefined;
    if (said.device !== device || nonce === undefined || !equalBytes(said.nonce, nonce)) throw fail("approval-taken");
    await replica.refresh();
    const identity = replica.newest(account);
    return identity && { device, nonce, root: identity.root, versionHash: identity.hash };
  }
}

function messageOf(kind: number, body: Uint8Array): string {
  return base64urlFromBytes(joined([Uint8Array.of(kind), body]));
}

function bodyOf(payload: string, kind: number): Uint8Array | undefined {
  const bytes = bytesFromBase64url(payload);
  return bytes?.[0] === kind ? bytes.subarray(1) : undefined;
}

function commitmentIn({ messages: [first], device }: Mailbox): Uint8Array | undefined {
  return first?.from === device ? bodyOf(first.payload, COMMITMENT) : undefined;
}

/** The first answer counts, whoever of the other devices gave it. */
function answerIn({ messages, device }: Mailbox): Pick<ApprovalAnswer, "device" | "nonce"> | undefined {
  for (const { from, payload } of messages) {
    const nonce = from === device ? undefined : bodyOf(payload, ANSWER);
    if (nonce?.length === APPROVAL_NONCE_BYTES) return { device: from, nonce };
  }
  return undefined;
}

function revealIn({ messages, device }: Mailbox): Uint8Array | undefined {
  for (const { from, payload } of messages) {
    const revealed = from === device ? bodyOf(payload, REVEAL) : undefined;
    if (revealed !== undefined) return revealed;
  }
  return undefined;
}
