/**
 * What happened to this account by another device: a sign-in from somewhere new, another password or factor, a device that an
 * officer took away; and that the token of a bot ends. From the person's own facts, which keep it; asked again when the server says so, and whenever the connection is back.
 */
import type { ACCOUNT_FACTS, AuditAnswer } from "@warbler/protocol";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { sessionStore } from "../state/chat-state.ts";
import { wheneverOnline } from "../state/online.ts";
import { createStore, useStore } from "../state/store.ts";

export const NOTICES = {
  "session.started": "signIn",
  "password.changed": "password",
  "device.removed": "taken",
  "factor.added": "factorAdded",
  "factor.removed": "factorRemoved",
  "recovery-codes.made": "codes",
  "sso.linked": "linked",
  "token.ends-soon": "token",
  "emergency.begun": "emergency",
} as const satisfies Record<(typeof ACCOUNT_FACTS)[number], string>;
type NoticeKind = keyof typeof NOTICES;
export interface AccountNotice {
  readonly kind: NoticeKind;
  readonly atMs: number;
  readonly leaf: number;
}
/** Pages of facts for one look: more than anybody signs in between two of them. */
const MOST_PAGES = 25;

const noticesStore = createStore<readonly AccountNotice[]>([]);

engine.onEvent((event) => {
  if (event.type === "identity" && event.change === "account") look();
});
wheneverOnline(look);

/** The newest that the person has not said they know, and how many there are. */
export function useAccountNotice(): { readonly newest: AccountNotice; readonly count: number } | undefined {
  const known = useStore(settingsStore, ({ accountKnownLeaf }) => accountKnownLeaf);
  const unknown = useStore(noticesStore).filter(({ leaf }) => leaf > known);
  const [newest] = unknown;
  return newest === undefined ? undefined : { newest, count: unknown.length };
}

/** Not told again in this browser. */
export const accountNoticesKnown = ({ leaf }: AccountNotice): void => changeSettings({ accountKnownLeaf: leaf });

function look(): void {
  const session = sessionStore.get();
  if (session.phase !== "signed-in") return;
  noticesFor(session.me.device).then(
    (notices) => noticesStore.set(notices),
    () => undefined,
  );
}

/** Newest first, from what the person knows on. What is no notice is known with what came before it. */
async function noticesFor(device: string): Promise<readonly AccountNotice[]> {
  if (settingsStore.get().accountKnownLeaf < 0) {
    // What was before this browser's first look is no news.
    const [newest] = (await api("ownFacts", {})).facts;
    changeSettings({ accountKnownLeaf: newest?.leaf ?? 0 });
  }
  const notices: AccountNotice[] = [];
  let afterLeaf = settingsStore.get().accountKnownLeaf;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { facts, more } = await api("ownFacts", { about: "account", afterLeaf });
    notices.push(...facts.flatMap((fact) => noticeOf(fact, device)));
    afterLeaf = facts.at(-1)?.leaf ?? afterLeaf;
    if (notices.length === 0) changeSettings({ accountKnownLeaf: afterLeaf });
    if (!more) break;
  }
  return notices.reverse();
}

function noticeOf(
  { kind, atMs, leaf, detail }: AuditAnswer["facts"][number],
  device: string,
): readonly AccountNotice[] {
  if (!isNotice(kind) || detail?.["device"] === device) return [];
  const isUsual =
    (kind === "session.started" && detail?.["newDevice"] !== true && detail?.["newPlace"] !== true) ||
    // Taken off by the person themselves, and not by an officer.
    (kind === "device.removed" && detail?.["by"] === undefined);
  return isUsual ? [] : [{ kind, atMs, leaf }];
}

const isNotice = (kind: string): kind is NoticeKind => Object.hasOwn(NOTICES, kind);
