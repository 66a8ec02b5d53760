/**
 * Sends what the outbox holds for an end-to-end room. The content is encrypted once for its message id and stored before the
 * first try; the MLS part is made for an epoch and stored, with the ratchet it turned, before it goes out.
 */
import { CONTENT_KEY_BYTES, contentHash, encodeMessageKey, sealContent } from "@warbler/crypto/content-key";
import { encodeLogHead } from "@warbler/crypto/identity";
import { RECORD_KINDS } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { OutboxEntry } from "../outbox/outbox-entry.ts";
import { recordFromBytes } from "../sync/room-record.ts";
import { firstSeqOf, recordKey } from "../sync/room-window.ts";
import { encodeEndToEnd } from "../wire/end-to-end.ts";
import type { WireSent } from "../wire/server-frame.ts";
import type { EngineState, Step } from "./engine-state.ts";
import type { GroupDeps, OutgoingFrame } from "./group-deps.ts";
import type { HeldGroup } from "./held-group.ts";
import { type RoomGroup, sealMessage } from "./mls-group.ts";
import { accountsOf, isModerator } from "./roster.ts";
import { bytesFromSealed, type SealedEntry, sealedFromBytes, sealedKey } from "./sealed-entry.ts";

const MOST_TRIES = 16;

type SealDeps = Omit<GroupDeps, "send">;

export interface ContentToSend extends Pick<OutboxEntry, "room" | "message" | "content"> {
  readonly kind: OutboxEntry["kind"] | "import";
}

export interface SendContentDeps<Answer = WireSent> extends Omit<GroupDeps, "send"> {
  /** One try; rejects with the refusal. */
  readonly send: (frame: OutgoingFrame) => Promise<Answer>;
  readonly state: EngineState;
  /** Takes in what the server has beyond what is held. */
  readonly catchUp: () => Promise<void>;
  /** Commits what has to be committed before anything may be sent. */
  readonly settle: () => Promise<void>;
}

/** Resolves with the server's answer, or where the record is that an earlier try has made. */
export async function sendContent<Answer>(
  entry: ContentToSend,
  deps: SendContentDeps<Answer>,
): Promise<Answer | WireSent> {
  for (let tried = 1; ; tried++) {
    await deps.settle();
    const sealed = await deps.state.step((held) => sealFor(held, entry, deps));
    if ("seq" in sealed) return sealed;
    const { room, message, kind } = entry;
    try {
      return await deps.send({ room, message, kind: RECORD_KINDS[kind], ...sealed });
    } catch (error) {
      if (!(error instanceof WarblerError) || tried === MOST_TRIES) throw error;
      if (error.code !== "stale-epoch" && error.code !== "commit-first") throw error;
      await deps.catchUp();
    }
  }
}

/** Encrypts what will be sent soon: what sending does then is to look whether the epoch is still the same. */
export async function prepareContent(
  entry: OutboxEntry,
  deps: SealDeps & { readonly state: EngineState },
): Promise<void> {
  await deps.state.step((held) => sealFor(held, entry, deps));
}

/** The ack of an earlier try was lost and the record itself has come: nothing is sent again. */
async function cameBack(
  { room, message }: ContentToSend,
  { store, account, device }: Pick<GroupDeps, "store" | "account" | "device">,
): Promise<WireSent | undefined> {
  const seq = await firstSeqOf(store, room, message);
  const bytes = seq === undefined ? undefined : await store.read(recordKey(room, seq));
  const record = bytes && recordFromBytes(room, bytes);
  if (record?.author !== account || record.device !== device) return undefined;
  return { room, message, seq: record.seq, atMs: record.atMs, log: record.log };
}

/** The record's content for the group as it is, the same bytes again while the epoch is the same; or where the record is. */
async function sealFor(
  held: HeldGroup | undefined,
  entry: ContentToSend,
  deps: SealDeps,
): Promise<Step<{ readonly content: Uint8Array } | WireSent>> {
  const stored = await deps.store.read(sealedKey(entry.message));
  // With the record came the end of what was kept to send it.
  const sent = stored === undefined ? await cameBack(entry, deps) : undefined;
  if (sent !== undefined) return { value: sent };
  const group = held?.group;
  if (held === undefined || group === undefined || held.entry.standing !== "member") throw deps.fail("not-joined-yet");
  if (held.entry.broken !== undefined) throw deps.fail("group-broken", { detail: held.entry.broken });
  await requireKnownPeople(group, deps);
  // Everyone else would refuse it.
  const isModerators = entry.kind === "describe" || entry.kind === "import";
  if (isModerators && !isModerator(group.extension, deps.account)) throw deps.fail("forbidden");
  const sealed = (stored && sealedFromBytes(stored)) ?? (await sealOnce(entry, deps));
  const isCurrent = sealed.mls.length > 0 && sealed.generation === group.generation && sealed.epoch === group.epoch;
  if (isCurrent) return { value: { content: encodeEndToEnd({ mls: sealed.mls, content: sealed.part }) } };
  const { contentKey, part } = sealed;
  const data = encodeMessageKey({
    contentKey: new Uint8Array(contentKey),
    contentHash: contentHash(part),
    message: entry.message,
  });
  const authenticatedData = encodeLogHead(await deps.identity.membership.logHead());
  const made = await sealMessage(deps.mls, group, { data, authenticatedData });
  const { generation, epoch } = group;
  const next: SealedEntry = { ...sealed, generation, epoch, mls: made.message };
  return {
    held: { ...held, group: made.group },
    writes: [{ key: sealedKey(entry.message), value: bytesFromSealed(next) }],
    consumed: made.consumed,
    value: { content: encodeEndToEnd({ mls: made.message, content: part }) },
  };
}

/** Asked in the step that seals, of the members as they are in it: what is refused here has not been encrypted to anybody. */
async function requireKnownPeople({ members, own }: RoomGroup, { identity, fail }: SealDeps): Promise<void> {
  const others = accountsOf(members).filter((account) => account !== own.account);
  if (identity.membership.isStale()) throw fail("identity-stale");
  const blocked = await identity.membership.sendBlockedBy(others);
  if (blocked.length > 0) throw fail("identity-changed", { detail: blocked.join(", ") });
}

/** The content under a key of its own, before any try to send it. */
export async function sealOnce(
  { room, message, kind, content }: ContentToSend,
  { account: author, device, deviceKey, platform }: Pick<GroupDeps, "account" | "device" | "deviceKey" | "platform">,
  contentKey = platform.randomBytes(CONTENT_KEY_BYTES),
): Promise<SealedEntry> {
  const header = { room, author, device, message, kind: RECORD_KINDS[kind] };
  const part = await sealContent({ header, contentKey, device: deviceKey }, content);
  return { contentKey, part, content, generation: 0, epoch: 0, mls: new Uint8Array() };
}
