/** `warbler trust`: makes this machine and its Chromium believe the server's local certificate authority, or stop doing so. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { serverSettings } from "../doctor/server-settings.ts";
import { type CaCertificate, caCertificate } from "../trust/certificate.ts";
import { takeSteps, thisMachine } from "../trust/machine.ts";
import { chromiumSteps, systemSteps } from "../trust/trust-steps.ts";
import { trustedCa } from "../trust/trusted-ca.ts";

type Deps = Pick<CliDeps, "words" | "output" | "terminal" | "profile">;

export function addTrust(program: Command, deps: Deps): void {
  const { words, output, terminal } = deps;
  const said = words.commands.trust;
  program
    .command("trust")
    .description(said.says)
    .option("--remove", said.remove)
    .option("--dry-run", said.dryRun)
    .option("--ca <file>", said.ca)
    .action(async (options: { remove?: true; dryRun?: true; ca?: string }) => {
      const { certificate, pemFile } = await chosenCa(options.ca, deps);
      const request = { ...certificate, pemFile, remove: options.remove === true };
      const machine = await thisMachine(terminal.env);
      const system = systemSteps(request, machine);
      const chromium = chromiumSteps(request, machine);
      const canDoChromium = chromium.length === 0 || machine.hasCertutil;
      const missing = [
        ...(system === undefined ? [said.unknownSystem(pemFile)] : []),
        ...(canDoChromium ? [] : [said.noCertutil]),
      ];
      if (!request.remove)
        output.note(said.meaning(pemFile, certificate.fingerprint, asBrowsersShow(certificate.fingerprint)));
      // Everybody may change their own Chromium; the system's store asks for more.
      const lists = [canDoChromium ? chromium : [], system ?? []];
      const isDryRun = options.dryRun === true;
      const says = lists.flat().map((step) => step.says);
      const { done, failed } = isDryRun ? { done: says, failed: [] } : await takeSteps(lists, terminal.env);
      await output.result({ dryRun: isDryRun, fingerprint: certificate.fingerprint, steps: done, failed, missing }, [
        ...done.map((step) => (isDryRun ? said.would(step) : said.did(step))),
        ...failed.map(({ step }) => said.missed(step)),
        ...missing,
      ]);
      if (isDryRun || failed.length + missing.length === 0) return;
      const help = failed.some(({ needsRights }) => needsRights) ? { help: said.needsRoot } : {};
      throw new CliFailure("partly", { code: "partly", message: said.partly, ...help });
    });
}

/** `AB:CD:…`, in which browsers and openssl show a SHA-256. */
function asBrowsersShow(fingerprint: string): string {
  return (Buffer.from(fingerprint, "base64url").toString("hex").toUpperCase().match(/../g) ?? []).join(":");
}

interface ChosenCa {
  readonly certificate: CaCertificate;
  readonly pemFile: string;
}

/** The file that was named, else what the profile pinned, else the authority of a server on this machine. */
async function chosenCa(file: string | undefined, { words, profile, terminal }: Deps): Promise<ChosenCa> {
  const pinned = caCertificate((await trustedCa(file, { words, profile })) ?? "");
  if (pinned !== undefined) return { certificate: pinned, pemFile: file ?? join(profile.folder, "ca.pem") };
  const pemFile = join(serverSettings(terminal.env).dataFolder, "tls", "ca.pem");
  const own = caCertificate(await readFile(pemFile, "utf8").catch(() => ""));
  if (own !== undefined) return { certificate: own, pemFile };
  const { noCa, noCaHelp } = words.commands.trust;
  throw new CliFailure("bad-input", { code: "no-local-ca", message: noCa(pemFile), help: noCaHelp });
}
