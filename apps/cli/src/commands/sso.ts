/** `warbler sso`: by which services people of the organisation sign in, and one's own links with them. */
import { SSO_PROBLEM_WORDS, type SsoCheck, type SsoProvider, type SsoTested } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { ssoOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { nobodyTypes, stdinLines } from "../input.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { type SsoOptions, ssoSettings, withSsoOptions } from "../session/sso-options.ts";
import { findSso, goBySso } from "../session/sso-way.ts";
import { oneOf, valueFailure } from "../usage.ts";
import { addSsoLinks } from "./sso-links.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal">;
interface SecretOptions {
  readonly secretStdin?: true;
}

export function addSso(program: Command, deps: Deps): void {
  const { words } = deps;
  const said = words.commands.sso;
  const sso = program.command("sso").description(said.says);
  addList(sso, deps);
  addAdd(sso, deps);
  addChange(sso, deps);
  sso
    .command("secret")
    .description(said.secretSays)
    .argument("<service>", said.service)
    .option("--secret-stdin", said.secretStdin)
    .action(async (name: string, options: SecretOptions) => {
      await using me = await deps.session.open();
      const { id } = await serviceOf(me, name, deps);
      await ssoOf(me).setSecret(id, await secretFrom(options, deps));
      await printDone({ provider: id }, [said.secretKept], deps);
    });
  addTest(sso, deps);
  for (const isOn of [true, false])
    sso
      .command(isOn ? "on" : "off")
      .description(isOn ? said.onSays : said.offSays)
      .argument("<service>", said.service)
      .action(async (name: string) => {
        await using me = await deps.session.open();
        const { id, names } = await serviceOf(me, name, deps);
        await ssoOf(me).turn(id, isOn);
        await printDone({ provider: id, isOn }, [(isOn ? said.on : said.off)(onOneLine(names.en))], deps);
      });
  addRemove(sso, deps);
  sso
    .command("require")
    .description(said.requireSays)
    .argument("<yes|no>", said.yesOrNo, oneOf(words, ["yes", "no"]))
    .action(async (answer: "yes" | "no") => {
      await using me = await deps.session.open();
      await ssoOf(me).require(answer === "yes");
      await printDone({ isRequired: answer === "yes" }, [answer === "yes" ? said.required : said.notRequired], deps);
    });
  addSsoLinks(sso, deps);
}

function addList(sso: Command, { words, output, session }: Deps): void {
  const said = words.commands.sso;
  sso
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const { providers, isRequired, withoutLink } = await ssoOf(me).list();
      const rows = providers.map((one) => [
        words.sso.bothNames(onOneLine(one.names.en), onOneLine(one.names.zh)),
        one.isOn ? said.isOn : one.testedAtMs === undefined ? said.isUntested : said.isOff,
        one.issuer,
        said.people(one.people, one.onlyWayOf),
        one.id,
      ]);
      const lines = rows.length === 0 ? [words.sso.noServices] : table(rows);
      const rule = isRequired ? said.isRequired : said.isNotRequired(withoutLink);
      await output.result({ providers, isRequired, withoutLink }, [...lines, rule]);
    });
}

function addAdd(sso: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.sso;
  withSsoOptions(sso.command("add").description(said.addSays).argument("<issuer>", said.issuer), words)
    .option("--secret-stdin", said.secretStdin)
    .action(async (issuer: string, options: SsoOptions & SecretOptions) => {
      const { clientId, nameEn, nameZh } = options;
      if (clientId === undefined) throw valueFailure(said.clientIdExpected);
      const name = nameEn ?? nameZh ?? URL.parse(issuer)?.hostname ?? issuer;
      const names = { en: name, zh: nameZh ?? name };
      const settings = await ssoSettings(options, { names, clientId }, words);
      await using me = await session.open();
      const secret = await secretFrom(options, deps);
      const added = await ssoOf(me).add({ issuer, ...settings });
      await ssoOf(me).setSecret(added.id, secret);
      const next = [said.added, `  ${added.callbackUrl}`, said.tellLogout, `  ${added.logoutUrl}`, said.thenTest(name)];
      await printDone({ ...added }, next, deps);
    });
}

function addChange(sso: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.sso;
  withSsoOptions(sso.command("change").description(said.changeSays).argument("<service>", said.service), words).action(
    async (name: string, options: SsoOptions) => {
      await using me = await session.open();
      const before = await serviceOf(me, name, deps);
      await ssoOf(me).change(before.id, await ssoSettings(options, before, words));
      const after = (await ssoOf(me).list()).providers.find(({ id }) => id === before.id);
      const mustTest = before.isOn && after?.isOn === false;
      await printDone({ provider: before.id }, [mustTest ? said.changedAndOff : said.changed], deps);
    },
  );
}

function addTest(sso: Command, deps: Deps): void {
  const { words, language, session } = deps;
  const said = words.commands.sso;
  sso
    .command("test")
    .description(said.testSays)
    .argument("<service>", said.service)
    .option("--check", said.checkOnly)
    .option("--paste", words.commands.login.paste)
    .action(async (name: string, { check, paste }: { check?: true; paste?: true }) => {
      await using me = await session.open();
      const { id: provider, names } = await serviceOf(me, name, deps);
      const checked = await ssoOf(me).check(provider);
      if (checked.problem !== undefined)
        throw new CliFailure("refused", {
          code: checked.problem,
          message: SSO_PROBLEM_WORDS[checked.problem][language],
        });
      if (check === true) return printDone({ provider, ...checked }, checkLines(checked, deps), deps);
      const back = await goBySso((input) => ssoOf(me).beginTest(input), { provider, paste }, deps);
      const tested = await ssoOf(me).endTest(back);
      const lines = [...checkLines(checked, deps), ...testLines(tested, deps), said.thenOn(onOneLine(names.en))];
      await printDone({ provider, ...checked, tested }, lines, deps);
    });
}

function addRemove(sso: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.sso;
  sso
    .command("remove")
    .description(said.removeSays)
    .argument("<service>", said.service)
    .option("--yes", said.yes)
    .action(async (name: string, { yes }: { yes?: true }) => {
      await using me = await session.open();
      const { id, names, people, onlyWayOf } = await serviceOf(me, name, deps);
      if (yes !== true) {
        const prompt = `${said.removes(people, onlyWayOf)}\n${said.typeName(onOneLine(names.en))}`;
        await confirmed(names.en, { prompt, notConfirmed: said.notRemoved }, deps);
      }
      await ssoOf(me).remove(id);
      await printDone({ removed: id }, [said.removed(onOneLine(names.en))], deps);
    });
}

const serviceOf = async (me: Warbler, name: string, { words }: Deps): Promise<SsoProvider> =>
  findSso((await ssoOf(me).list()).providers, name, words);

/** From standard input, the environment, or typed unseen; never from the command line, which every process of the machine can see. */
async function secretFrom({ secretStdin }: SecretOptions, { terminal, words }: Deps): Promise<string> {
  if (secretStdin === true) return (await stdinLines(terminal, words))[0] ?? "";
  const given = terminal.env["WARBLER_SSO_SECRET"];
  if (given) return given;
  if (!terminal.isInteractive) throw nobodyTypes(words);
  return terminal.askSecret(words.commands.sso.askSecret);
}

function checkLines({ offers }: SsoCheck, { words }: Deps): readonly string[] {
  const said = words.commands.sso;
  if (offers === undefined) return [];
  const parts = [
    [said.offers.par, offers.par],
    [said.offers.pkce, offers.pkce],
    [said.offers.iss, offers.iss],
    [said.offers.logout, offers.logout],
  ] as const;
  return [said.answers, ...parts.map(([what, has]) => `  ${has ? said.has(what) : said.hasNot(what)}`)];
}

function testLines(tested: SsoTested, { words }: Deps): readonly string[] {
  const said = words.commands.sso;
  const { subject, name, email, emailVerified, acr, amr, isTwofold, mayJoin } = tested;
  const mail = email === undefined ? said.nothing : emailVerified ? said.verified(email) : said.unverified(email);
  return [
    said.testedAs,
    `  ${said.claims.subject}: ${onOneLine(subject)}`,
    `  ${said.claims.name}: ${onOneLine(name ?? said.nothing)}`,
    `  ${said.claims.email}: ${onOneLine(mail)}`,
    `  ${said.claims.how}: ${onOneLine([...(acr === undefined ? [] : [acr]), ...amr].join(" ") || said.nothing)}`,
    `  ${isTwofold ? said.twofold : said.notTwofold}`,
    `  ${mayJoin ? said.mayJoin : said.mayNotJoin}`,
  ];
}
