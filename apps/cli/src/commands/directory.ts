/** `warbler directory`: the other system that tells by SCIM who works here: its token, whom it means, and what its groups give. */
import type { DirectoryAnswer, DirectoryMapping, RoomId } from "@warbler/protocol";
import { directoryOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPerson, findRoom } from "../session/find.ts";
import { findRole, type RoleNames, roleNamesOf } from "../session/roles.ts";
import { durationMs, oneOf, valueFailure } from "../usage.ts";
import type { Words } from "../words/index.ts";
import { type ChangeOptions, changePolicy } from "./role-policy.ts";

interface MapOptions {
  readonly role?: string;
  readonly room?: string;
}

export function addDirectory(program: Command, deps: Pick<CliDeps, "words" | "language" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.directory;
  const directory = program.command("directory").description(said.says);
  directory
    .command("show", { isDefault: true })
    .description(said.showSays)
    .action(async () => {
      await using me = await session.open();
      const shown = await directoryOf(me).overview();
      const names = await roleNamesOf(me, words);
      const rooms = await me.rooms();
      const nameOf = (room: RoomId | undefined) => onOneLine(rooms.find(({ id }) => id === room)?.name ?? room ?? "");
      const gives = ({ role, room }: DirectoryMapping) => (role === undefined ? nameOf(room) : names.of(role));
      await output.result(shown, lines(shown, gives, words));
    });
  directory
    .command("people")
    .description(said.peopleSays)
    .action(async () => {
      await using me = await session.open();
      const people = await directoryOf(me).people();
      const rows = people.map(({ account, userName, name, active, joined }) => [
        userName,
        name,
        !active ? said.inactive : joined ? said.joined : said.waiting,
        account,
      ]);
      await output.result({ people }, rows.length === 0 ? [said.nobody] : table(rows));
    });
  directory
    .command("token")
    .description(said.tokenSays)
    .requiredOption("--name <text>", said.tokenName)
    .requiredOption("--for <time>", words.commands.token.forTime, durationMs(words))
    .action(async ({ name, for: forMs }: { name: string; for: number }) => {
      await using me = await session.open();
      const directories = directoryOf(me);
      const made = await directories.makeToken(name, forMs);
      const { url } = await directories.overview();
      const shown = [
        said.url(url),
        said.tokenMade(localMinute(made.expiresAtMs)),
        made.token,
        words.commands.token.once,
      ];
      await printDone({ url, ...made }, shown, deps);
    });
  directory
    .command("link")
    .description(said.linkSays)
    .argument("<user>", said.user)
    .argument("<person>", words.commands.user.person)
    .action(async (text: string, personName: string) => {
      await using me = await session.open();
      const entries = await directoryOf(me).people();
      const entry = entries.find((one) => one.entry === text || one.userName.toLowerCase() === text.toLowerCase());
      if (entry === undefined) throw missing(said.noUser(text));
      const { id, handle } = await findPerson(me, personName, words);
      await directoryOf(me).link(entry.entry, id);
      const line = said.linked(onOneLine(entry.userName), onOneLine(handle));
      await printDone({ entry: entry.entry, account: id }, [line], deps);
    });
  directory
    .command("map")
    .description(said.mapSays)
    .argument("<group>", said.group)
    .option("--role <role>", said.role)
    .option("--room <room>", said.room)
    .action(async (groupName: string, { role, room }: MapOptions) => {
      if ((role === undefined) === (room === undefined)) throw valueFailure(said.oneExpected);
      await using me = await session.open();
      const { id, name } = groupIn(await directoryOf(me).overview(), groupName, words);
      if (role !== undefined) await directoryOf(me).mapToRole(id, await findRole(me, role, words));
      else await directoryOf(me).mapToRoom(id, (await findRoom(me, room ?? "", words)).id);
      await printDone({ group: id, role, room }, [said.mapped(onOneLine(name), onOneLine(role ?? room ?? ""))], deps);
    });
  directory
    .command("officers")
    .description(said.officersSays)
    .argument("<on|off>", said.officersBy, oneOf(words, ["on", "off"]))
    .option("--reason <text>", words.commands.role.reason)
    .option("--dry-run", words.commands.role.dryRun)
    .action(async (by: "on" | "off", options: ChangeOptions) => {
      await using me = await session.open();
      await changePolicy(me, options, deps, (now) => ({ ...now, officersByGroup: by === "on" }));
    });
  directory
    .command("unmap")
    .description(said.unmapSays)
    .argument("<group>", said.group)
    .argument("<what>", said.what)
    .action(async (groupName: string, what: string) => {
      await using me = await session.open();
      const group = groupIn(await directoryOf(me).overview(), groupName, words);
      const names = await roleNamesOf(me, words);
      const mapping = mappingIn(group.mappings, what, { names, rooms: await me.rooms() });
      if (mapping === undefined) throw missing(said.noMapping(what));
      await directoryOf(me).unmap(mapping.id);
      await printDone({ unmapped: mapping.id }, [said.unmapped(onOneLine(group.name), onOneLine(what))], deps);
    });
}

function lines(
  { url, tokens, people, groups, requests }: DirectoryAnswer,
  gives: (mapping: DirectoryMapping) => string,
  words: Words,
): readonly string[] {
  const said = words.commands.directory;
  return [
    said.url(url),
    ...(tokens.length === 0
      ? [said.noToken]
      : table(
          tokens.map(({ id, name, expiresAtMs }) => [name, words.commands.token.until(localMinute(expiresAtMs)), id]),
        )),
    said.people(people.all, people.waiting, people.inactive),
    ...table(
      groups.map(({ name, members, mappings }) => [
        name,
        said.members(members),
        mappings.map((one) => (one.counts ? gives(one) : said.countsNot(gives(one)))).join(", "),
      ]),
    ),
    ...table(requests.slice(0, 10).map(({ atMs, what, outcome }) => [localMinute(atMs), what, outcome])),
  ];
}

const missing = (message: string) => new CliFailure("not-found", { code: "not-found", message });

function groupIn({ groups }: DirectoryAnswer, text: string, words: Words): DirectoryAnswer["groups"][number] {
  const found = groups.find(({ id, name }) => id === text || name.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw missing(words.commands.directory.noGroup(text));
  return found;
}

/** By the id of the mapping, or the name or id of the role or room it gives. */
function mappingIn(
  mappings: readonly DirectoryMapping[],
  text: string,
  {
    names,
    rooms,
  }: { readonly names: RoleNames; readonly rooms: readonly { readonly id: string; readonly name: string }[] },
): DirectoryMapping | undefined {
  return mappings.find(({ id, role, room }) => {
    const isRole = role !== undefined && (role === text || names.of(role) === text);
    return (
      id === text ||
      isRole ||
      (room !== undefined && (room === text || rooms.some((one) => one.id === room && one.name === text)))
    );
  });
}
