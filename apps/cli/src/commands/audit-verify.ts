/** `warbler audit verify [URL|FOLDER]`: rebuilds the whole log from its entries and names the first thing that does not hold. */
import {
  type LogFault,
  parseVerifierKey,
  type ReadTile,
  verifyEd25519ByWebCrypto,
  verifyLog,
} from "@warbler/transparency";
import type { Command } from "commander";
import { type LogSource, logInFolder, logOnServer } from "../audit/log-source.ts";
import { nodeHasher } from "../audit/node-hasher.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { table } from "../output/table.ts";
import { parseServerLink } from "../server-link.ts";
import { trustedCa } from "../trust/trusted-ca.ts";
import { valueFailure } from "../usage.ts";
import { exportIn, verifyExport } from "./audit-export.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal" | "profile">;

export function addAuditVerify(audit: Command, deps: Deps): void {
  const { words, output } = deps;
  const said = words.commands.audit;
  audit
    .command("verify")
    .description(said.verifySays)
    .argument("[where]", said.where)
    .option("--key <key>", said.key)
    .option("--ca <file>", words.commands.login.ca)
    .action(async (where: string | undefined, options: { key?: string; ca?: string }) => {
      const exported = where === undefined ? undefined : await exportIn(where);
      if (where !== undefined && exported !== undefined)
        return verifyExport(exported, { key: options.key, file: where }, deps);
      const { source, verifierKey, verified, tiles } = await verifyWhole(where, options, deps);
      const pinned = await checkPinned(source, deps);
      const { size, origin, root } = verified;
      const rootText = Buffer.from(root).toString("base64");
      await output.result(
        { ok: true, source: source.name, origin, size, root: rootText, key: verifierKey, tiles, pinned },
        [
          said.verified(size),
          ...table([
            [said.origin, origin],
            [said.root, rootText],
            [said.keyName, verifierKey],
            ["✓", said.checked.tiles(tiles)],
            ["✓", said.checked.signature],
            [pinned ? "✓" : "-", pinned ? said.checked.pinned : said.checked.pinnedNone],
          ]),
          ...(options.key === undefined ? [said.keyUnpinned] : []),
        ],
      );
    });
}

/** Throws `log-broken`, naming the first thing that does not hold. `keep` is handed every tile that was read. */
export async function verifyWhole(
  where: string | undefined,
  options: { readonly key?: string; readonly ca?: string },
  deps: Deps,
  keep: (path: string, bytes: Uint8Array) => Promise<void> = () => Promise.resolve(),
) {
  const source = await sourceOf(where, options.ca, deps);
  const verifierKey = options.key ?? (await keyOf(source, deps));
  const key = parseVerifierKey(verifierKey, nodeHasher);
  if (!key.ok) throw broken(key.refusal, deps);
  const note = await source.checkpoint();
  if (note === undefined) throw broken(faultText({ reason: "missing file", path: "checkpoint" }), deps);
  let tiles = 0;
  const readTile: ReadTile = async (path) => {
    const bytes = await source.readTile(path);
    if (bytes !== undefined) {
      tiles += 1;
      await keep(path, bytes);
    }
    return bytes;
  };
  const verdict = await verifyLog(
    { note, key: key.value, readTile },
    { verify: verifyEd25519ByWebCrypto, hasher: nodeHasher },
  );
  if (!verdict.ok) throw broken(faultText(verdict.refusal), deps);
  return { source, verifierKey, note, verified: verdict.value, tiles };
}

async function sourceOf(where: string | undefined, caFile: string | undefined, deps: Deps): Promise<LogSource> {
  const { words, session, terminal } = deps;
  const folder = where === undefined || /^https?:\/\//.test(where) ? undefined : await logInFolder(where);
  if (folder !== undefined) return folder;
  const link = parseServerLink(where ?? (await session.current()).url);
  if ("flaw" in link) throw valueFailure(words.usage.notUrl(where ?? ""));
  return logOnServer(link.origin, session.platform(await trustedCa(caFile, deps)), terminal.interrupted);
}

/** The key this profile pinned when it first saw the server's log, else the one the source tells. */
async function keyOf(source: LogSource, { words, session, profile }: Deps): Promise<string> {
  const signedIn = await profile.signedIn();
  if (signedIn?.url === source.name) {
    await using me = await session.open();
    return (await me.audit.key()).verifierKey;
  }
  const told = await source.toldKey();
  if (told !== undefined) return told;
  throw new CliFailure("usage", { code: "no-verifier-key", message: words.commands.audit.noVerifierKey });
}

/** Whether the log was held against a checkpoint that this profile saw before; a contradiction is thrown as `fork`. */
async function checkPinned(source: LogSource, { session, profile }: Deps): Promise<boolean> {
  const signedIn = await profile.signedIn();
  if (signedIn?.url !== source.name) return false;
  await using me = await session.open();
  const before = await me.audit.pinned();
  await me.audit.checkpoint();
  return before !== undefined;
}

function faultText(fault: LogFault): string {
  const path = "path" in fault ? ` ${fault.path}` : "";
  const entries = "start" in fault ? ` (entries ${fault.start} to ${fault.end - 1})` : "";
  return `${fault.reason}${path}${entries}`;
}

function broken(what: string, { words }: Deps): CliFailure {
  const { broken: says, brokenHelp } = words.commands.audit;
  return new CliFailure("unproven", { code: "log-broken", message: says(what), help: brokenHelp });
}
