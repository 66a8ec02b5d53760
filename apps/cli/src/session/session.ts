/** Opens the SDK with what a profile holds, and remembers where in the audit log the last write landed. */
import { connect, type LogPosition, type Platform, token, type Warbler } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import type { Output } from "../output/output.ts";
import type { Profile, SignedIn } from "../profile/profile.ts";
import type { Terminal } from "../terminal.ts";
import type { Language, Words } from "../words/index.ts";
import { accessNotices } from "./access-notice.ts";
import type { Gateway } from "./gateway.ts";
import { LOG_HEADER, logPositionFrom } from "./log-watch.ts";
import { proveAtTerminal } from "./prove.ts";
import type { BeginSso } from "./sso-way.ts";

export interface Session {
  /** Who is signed in; throws `signed-out` otherwise. */
  current(): Promise<SignedIn>;
  /** A client that is usable; the caller closes it. Tells of recoveries of this person's access, unless `quietly`. */
  open(options?: { readonly quietly?: boolean }): Promise<Warbler>;
  /** Where the last HTTP request that changed something was recorded. */
  lastLog(): LogPosition | undefined;
  /** The platform for a server, trusting `ca` beside the machine's own authorities. */
  platform(ca: string | undefined): Platform;
}

export function signedOut(words: Words): CliFailure {
  const { signedOut: message, signedOutHelp: help } = words.errors;
  return new CliFailure("signed-out", { code: "signed-out", message, help });
}

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
    async open({ quietly = false } = {}) {
      const { url, token: sessionToken, account, device } = await current();
      const opened: { client?: Warbler } = {};
      const beginSso: BeginSso = async (input) => {
        if (opened.client === undefined) throw signedOut(words);
        return opened.client.api("beginSsoProof", input);
      };
      const me = await connect(url, {
        auth: token(sessionToken, { account, device }),
        platform: platform(await profile.ca()),
        store: await gateway.store(profile.storeFolder),
        lang: language,
        prove: proveAtTerminal(terminal, words, beginSso),
      });
      opened.client = me;
      if (!quietly)
        for (const line of await accessNotices(me, { nowMs: terminal.nowMs(), atSignIn: false }, words))
          output.note(line);
      return me;
    },
  };
}
