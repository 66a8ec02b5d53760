/** `warbler keys monitor`: what the identity log says of one's own account, verified entry by entry. */
import type { OwnVersion } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";

export function addKeys(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.keys;
  const keys = program.command("keys").description(said.says);
  keys
    .command("monitor")
    .description(said.monitorSays)
    .action(async () => {
      await using me = await session.open();
      const seen = await me.identity.monitor();
      const { origin, size, root, signedAtMs, rootFingerprint, versions, devices, unknownDevices } = seen;
      const names = new Map(devices.map(({ id, name }) => [id, name] as const));
      const nameOf = (id: OwnVersion["added"][number]) => names.get(id) ?? id;
      await output.result(seen, [
        ...table([
          [said.log, origin],
          ["", said.size(size, root)],
          [said.signed, localMinute(signedAtMs)],
          [said.root, rootFingerprint],
          ...versions.map((version) => versionRow(version, { words, nameOf })),
        ]),
        ...(unknownDevices.length === 0 ? [] : [said.unknown(unknownDevices.join(", "))]),
      ]);
    });
}

function versionRow(
  { version, atMs, added, removed, byRoot, rootChanged, recoveryChanged, keychainBegun }: OwnVersion,
  { words, nameOf }: { words: Words; nameOf: (id: OwnVersion["added"][number]) => string },
): readonly string[] {
  const said = words.commands.keys;
  const what = [
    ...(added.length > 0 ? [said.added(added.map(nameOf).join(", "))] : []),
    ...(removed.length > 0 ? [said.removed(removed.map(nameOf).join(", "))] : []),
    ...(recoveryChanged ? [said.recovery] : []),
    ...(keychainBegun ? [said.keychain] : []),
    ...(byRoot ? [said.byRoot] : []),
    ...(rootChanged ? [said.rootChanged] : []),
  ];
  return [said.version(version, localMinute(atMs)), what.join("; ")];
}
