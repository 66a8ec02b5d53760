/** Opens the SDK with what a profile holds, and remembers where in the audit log the last write landed. */
import {
  connect,
  type LogPosition,
  type Platform,
  token,
  type Warbler,
  WarblerError,
  type WarblerErrorCode,
} from "@warbler/sdk";
import { sessionKeyFromStored } from "@warbler/sdk/node";
import { CliFailure } from "../cli-failure.ts";
import type { Output } from "../output/output.ts";
import type { Profile, SignedIn } from "../profile/profile.ts";
import type { Terminal } from "../terminal.ts";
import { type Language, sentencesIn, type Words } from "../words/index.ts";
import { accessNotices } from "./access-notice.ts";
import { emergencyNotices } from "./emergency-notice.ts";
import type { Gateway } from "./gateway.ts";
import { LOG_HEADER, logPositionFrom } from "./log-watch.ts";
import { proveAtTerminal } from "./prove.ts";
import type { BeginSso } from "./sso-way.ts";

export interface Session {
  /** Who is signed in; throws `signed-out` otherwise. */
  current(): Promise<SignedIn>;
  /**
   * A client that is usable; the caller closes it. Tells of recoveries of this person's access, unless `quietly`. With
   * `orOffline` it has what the store holds where the server is out of reach, and says so.
   */
  open(options?: { readonly quietly?: boolean; readonly orOffline?: boolean }): Promise<Warbler>;
  /** Where the last HTTP request that changed something was recorded. */
  lastLog(): LogPosition | undefined;
  /** The platform for a server, trusting `ca` beside the machine's own authorities. */
  platform(ca: string | undefined): Platform;
}

export function signedOut(words: Words): CliFailure {
  const { signedOut: message, signedOutHelp: help } = words.errors;
  return new CliFailure("signed-out", { code: "signed-out", message, help });
}

/** How a server that is away fails; whatever else it does is told. */
const OUT_OF_REACH: readonly WarblerErrorCode[] = ["network", "timeout"];

export function sessionOf(
  profile: Profile,
  deps: {
    readonly gateway: Gateway;
    readonly words: Words;
    readonly language: Language;
    readonly terminal: Terminal;
    readonly output: Pick<Output, "note">;
  },
): Session {
  const { gateway, words, language, terminal, output } = deps;
  let lastLog: LogPosition | undefined;

  function platform(ca: string | undefined): Platform {
    const plain = gateway.platform(ca);
    return {
      ...plain,
      async fetch(url, init) {
        const answer = await plain.fetch(url, init);
        lastLog = logPositionFrom(answer.headers.get(LOG_HEADER)) ?? lastLog;
        return answer;
      },
    };
  }
  async function current(): Promise<SignedIn> {
    const signedIn = await profile.signedIn();
    if (signedIn !== undefined) return signedIn;
    throw signedOut(words);
  }
  return {
    current,
    lastLog: () => lastLog,
    platform,
    async open({ quietly = false, orOffline = false } = {}) {
      const { url, token: sessionToken, account, device, key: kept } = await current();
      const key = await sessionKeyFromStored(kept);
      const opened: { client?: Warbler } = {};
      const beginSso: BeginSso = async (input) => {
        if (opened.client === undefined) throw signedOut(words);
        return opened.client.api("beginSsoProof", input);
      };
      const ca = await profile.ca();
      const connected = async (offline: boolean) =>
        connect(url, {
          auth: token(sessionToken, { account, device, ...(key !== undefined && { key }) }),
          platform: platform(ca),
          store: await gateway.store(profile.storeFolder),
          lang: sentencesIn(language),
          prove: proveAtTerminal(terminal, words, beginSso),
          offline,
        });
      const me = await connected(false).catch((error: unknown) => {
        if (!orOffline || !(error instanceof WarblerError) || !OUT_OF_REACH.includes(error.code)) throw error;
        output.note(words.errors.onlyHere);
        return connected(true);
      });
      opened.client = me;
      if (!quietly && me.state === "online") {
        const access = accessNotices(me, { nowMs: terminal.nowMs(), atSignIn: false }, words);
        for (const lines of await Promise.all([access, emergencyNotices(me, words)]))
          for (const line of lines) output.note(line);
      }
      return me;
    },
  };
}
