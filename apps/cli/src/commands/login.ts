/** `warbler login LINK|URL`: sets an organisation up, accepts an invitation, comes back by a recovery link, or signs in. */
import { hostname } from "node:os";
import { lineOf } from "@warbler/imports/bring-in";
import { healthAnswer, LIMITS } from "@warbler/protocol";
import { type Auth, connect, doorOf, type Platform, sso, type Warbler, WarblerError } from "@warbler/sdk";
import { newSessionKey, revealSessionKey } from "@warbler/sdk/node";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { parseServerLink, type ServerLink } from "../server-link.ts";
import { accessNotices } from "../session/access-notice.ts";
import { proveAtTerminal } from "../session/prove.ts";
import { openedLink } from "../session/recovery-link.ts";
import { entering, type GivenAnswers } from "../session/sign-in-answers.ts";
import { findSso, goBySso } from "../session/sso-way.ts";
import { caCertificate } from "../trust/certificate.ts";
import { trustedCa } from "../trust/trusted-ca.ts";
import { valueFailure } from "../usage.ts";
import { sentencesIn } from "../words/index.ts";

interface LoginOptions {
  readonly handle?: string;
  readonly name?: string;
  readonly organisation?: string;
  readonly device?: string;
  readonly passwordStdin?: true;
  readonly ca?: string;
  /** The service's name; true where none was given, since there is but one. */
  readonly sso?: string | true;
  readonly paste?: true;
}

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal" | "profile" | "gateway">;

export function addLogin(program: Command, deps: Deps): void {
  const said = deps.words.commands.login;
  program
    .command("login")
    .description(said.says)
    .argument("<link>", said.link)
    .option("--handle <name>", said.handle)
    .option("--name <name>", said.name)
    .option("--organisation <name>", said.organisation)
    .option("--device <name>", said.device)
    .option("--password-stdin", said.passwordStdin)
    .option("--ca <file>", said.ca)
    .option("--sso [service]", said.sso)
    .option("--paste", said.paste)
    .action(async (text: string, options: LoginOptions) => {
      const link = linkFrom(text, deps);
      if (options.sso !== undefined) refuseOtherLinks(link, deps);
      await refuseSecondLogin(deps);
      const ca = await caFor(link, options.ca, deps);
      const { session, profile, gateway, language } = deps;
      await greet(link, session.platform(ca), deps);
      const device = lineOf(options.device ?? hostname(), LIMITS.deviceNameChars) || "warbler";
      const enter = async (auth: Auth) =>
        connect(link.origin, {
          auth,
          key: await newSessionKey("storable"),
          platform: session.platform(ca),
          store: await gateway.store(profile.storeFolder),
          lang: sentencesIn(language),
          prove: proveAtTerminal(deps.terminal, deps.words),
        });
      await using me = await (options.sso === undefined
        ? enterAnswering(link, { ...options, device, enter, ca }, deps)
        : enter(await authBySso(link, { ...options, device, named: options.sso }, deps)));
      await keep(me, link, ca, deps);
    });
}

/** By what is asked and answered at the terminal. */
async function enterAnswering(
  link: ServerLink,
  {
    enter,
    ca,
    ...given
  }: GivenAnswers & {
    readonly device: string;
    readonly enter: (auth: Auth) => Promise<Warbler>;
    readonly ca: string | undefined;
  },
  deps: Deps,
): Promise<Warbler> {
  const { origin, token } = link;
  const recovers =
    link.kind === "recover" && token !== undefined
      ? await openedLink({ origin, token, platform: deps.session.platform(ca) }, deps)
      : undefined;
  return entering({ ...link, ...(recovers !== undefined && { recovers }) }, given, enter, deps);
}

/** Links that are for a password. */
function refuseOtherLinks({ kind }: ServerLink, { words: { commands } }: Deps): void {
  if (kind === "set-up") throw valueFailure(commands.login.ssoNeedsOwner);
  if (kind === "recover") throw valueFailure(commands.login.ssoOrLink);
}

interface BySso {
  readonly device: string;
  readonly named: string | true;
  readonly ca?: string;
  readonly paste?: true;
}

async function authBySso(link: ServerLink, { device, named, ca, paste }: BySso, deps: Deps): Promise<Auth> {
  const { session, language, words } = deps;
  const door = doorOf(link.origin, {
    platform: session.platform(await caFor(link, ca, deps)),
    lang: sentencesIn(language),
  });
  const { id: provider } = findSso((await door.api("ssoChoices", undefined)).providers, named, words);
  const invitation = link.token === undefined ? {} : { invitation: link.token };
  const back = await goBySso(
    (input) => door.api("beginSsoSignIn", { ...input, ...invitation }),
    { provider, paste },
    deps,
  );
  return sso(back, { name: device });
}

function linkFrom(text: string, { words }: Deps): ServerLink {
  const link = parseServerLink(text);
  if (!("flaw" in link)) return link;
  switch (link.flaw) {
    case "not-url":
      throw valueFailure(words.usage.notUrl(onOneLine(text)));
    case "plain-http":
      throw valueFailure(words.usage.plainHttp);
    case "incomplete":
      throw valueFailure(words.usage.badLink);
  }
}

/** A profile is one person: another one needs a folder of their own. */
async function refuseSecondLogin({ words, profile, terminal }: Deps): Promise<void> {
  const { other, otherHelp } = words.commands.login;
  const present = await profile.signedIn();
  if (present === undefined || present.expiresAtMs <= terminal.nowMs()) return;
  throw new CliFailure("usage", { code: "signed-in", message: other(present.handle, present.url), help: otherHelp });
}

/** The certificate authority to trust for this server alone; undefined where the machine's own authorities are to do. */
async function caFor(link: ServerLink, file: string | undefined, deps: Deps): Promise<string | undefined> {
  const isByLink = file === undefined && link.fingerprint !== undefined;
  return isByLink ? pinnedCa(link.origin, link.fingerprint, deps) : trustedCa(file, deps);
}

async function pinnedCa(origin: string, fingerprint: string, { words, gateway }: Deps): Promise<string> {
  try {
    return await gateway.fetchLocalCa(origin, fingerprint);
  } catch (cause) {
    if (!(cause instanceof WarblerError) || cause.code === "network") throw cause;
    const { wrongCa: message, wrongCaHelp: help } = words.commands.login;
    throw new CliFailure("untrusted", { code: "wrong-fingerprint", message, help }, { cause });
  }
}

/** Before anybody types anything: whether the server is there, and has still to be set up. */
async function greet({ kind, origin }: ServerLink, platform: Platform, { language }: Deps): Promise<void> {
  let answer: Response;
  try {
    answer = await platform.fetch(`${origin}/api/health`, {});
  } catch (cause) {
    throw new WarblerError("network", sentencesIn(language), { cause });
  }
  const health = healthAnswer.safeParse(await answer.json().catch(() => undefined));
  if (kind === "set-up" && health.data?.state === "ready")
    throw new WarblerError("already-set-up", sentencesIn(language));
}

async function keep(me: Warbler, { origin }: ServerLink, ca: string | undefined, deps: Deps): Promise<void> {
  const { words, profile } = deps;
  const { token, key, session, organisation, handle, name, role, expiresAtMs } = me.session;
  const isWhole = session && organisation !== undefined && handle && name && role && expiresAtMs;
  if (!isWhole) throw new Error("expected the whole session after a sign-in, got a part of it");
  const { account, device } = me;
  await profile.pinCa(ca);
  const who = { url: origin, organisation, handle, name, role, account, device };
  const bound = key === undefined ? {} : { key: await revealSessionKey(key) };
  await profile.signIn({ ...who, session, token, ...bound, expiresAtMs });
  const fingerprint = ca === undefined ? undefined : caCertificate(ca)?.fingerprint;
  const next = await nextStep(me);
  for (const line of await accessNotices(me, { nowMs: deps.terminal.nowMs(), atSignIn: true }, words))
    deps.output.note(line);
  await printDone(
    { url: origin, organisation, account, device, handle, name, role, ca: fingerprint, next },
    [
      words.commands.login.done(onOneLine(name), onOneLine(organisation)),
      ...(fingerprint === undefined ? [] : [words.commands.login.pinned(fingerprint)]),
      ...(next === undefined ? [] : [words.commands.login[next]]),
    ],
    deps,
  );
}

/** What is left to do before this device takes part in end-to-end rooms, or before it is the only one that could. */
async function nextStep(me: Warbler): Promise<"needsApproval" | "needsRecovery" | "setRecoveryUp" | undefined> {
  try {
    switch (await me.identity.setUp()) {
      case "needs-approval":
        return "needsApproval";
      case "needs-recovery":
        return "needsRecovery";
      case "ready":
        return (await me.recovery.status()).state === "none" ? "setRecoveryUp" : undefined;
      case "none":
        return undefined;
    }
  } catch (error) {
    // Signing in has succeeded; what is wrong with identities shows where they are used.
    if (error instanceof WarblerError) return undefined;
    throw error;
  }
}
