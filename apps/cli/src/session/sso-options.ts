/** Settings of a sign-in service as options of a command line. */
import { readFile } from "node:fs/promises";
import { type ApiInput, SSO_JOINING, type SsoJoining, type SsoProvider } from "@warbler/protocol";
import type { Command } from "commander";
import { CliFailure } from "../cli-failure.ts";
import { caCertificate } from "../trust/certificate.ts";
import { oneOf, repeated } from "../usage.ts";
import type { Words } from "../words/index.ts";

type Settings = ApiInput<"changeSsoProvider">;

export interface SsoOptions {
  readonly nameEn?: string;
  readonly nameZh?: string;
  readonly clientId?: string;
  readonly scope?: readonly string[];
  readonly joining?: SsoJoining;
  readonly domain?: readonly string[];
  readonly externalIdClaim?: string;
  readonly privateNetwork?: boolean;
  readonly ca?: string;
  readonly requireAcr?: readonly string[];
  readonly requireAmr?: readonly string[];
  readonly factorAcr?: readonly string[];
  readonly factorAmr?: readonly string[];
}

export function withSsoOptions(command: Command, words: Words): Command {
  const said = words.commands.sso;
  return command
    .option("--name-en <name>", said.nameEn)
    .option("--name-zh <name>", said.nameZh)
    .option("--client-id <id>", said.clientId)
    .option("--scope <scope>", said.scope, repeated)
    .option("--joining <who>", said.joining(SSO_JOINING.join(", ")), oneOf(words, SSO_JOINING))
    .option("--domain <domain>", said.domain, repeated)
    .option("--external-id-claim <claim>", said.externalIdClaim)
    .option("--private-network", said.privateNetwork)
    .option("--no-private-network", said.noPrivateNetwork)
    .option("--ca <file>", said.ca)
    .option("--require-acr <value>", said.requireAcr, repeated)
    .option("--require-amr <value>", said.requireAmr, repeated)
    .option("--factor-acr <value>", said.factorAcr, repeated)
    .option("--factor-amr <value>", said.factorAmr, repeated);
}

/** What the options say, and of everything else what is there. */
export async function ssoSettings(
  options: SsoOptions,
  before: Partial<SsoProvider> & Pick<Settings, "names" | "clientId">,
  words: Words,
): Promise<Settings> {
  const authority = options.ca === undefined ? before.authority : await authorityIn(options.ca, words);
  const names = { en: options.nameEn ?? before.names.en, zh: options.nameZh ?? before.names.zh };
  const listed = (given: readonly string[] | undefined, known: readonly string[] | undefined) => {
    const list = given ?? known;
    return list === undefined ? undefined : [...list];
  };
  const parts = {
    scopes: listed(options.scope, before.scopes),
    joining: options.joining ?? before.joining,
    domains: listed(options.domain, before.domains),
    externalIdClaim: options.externalIdClaim ?? before.externalIdClaim,
    privateNetwork: options.privateNetwork ?? before.privateNetwork,
    authority,
    requiredAcr: listed(options.requireAcr, before.requiredAcr),
    requiredAmr: listed(options.requireAmr, before.requiredAmr),
    factorAcr: listed(options.factorAcr, before.factorAcr),
    factorAmr: listed(options.factorAmr, before.factorAmr),
  };
  return { names, clientId: options.clientId ?? before.clientId, ...present(parts) };
}

async function authorityIn(file: string, words: Words): Promise<string> {
  const pem = caCertificate(await readFile(file, "utf8").catch(() => ""))?.pem;
  if (pem !== undefined) return pem;
  throw new CliFailure("bad-input", { code: "bad-certificate", message: words.commands.login.badCa });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(parts: T): Present<T>;
function present(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
