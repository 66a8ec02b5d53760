/** `warbler room create` and `rename`: a new room with its protection level, or a new name and topic for one. */
import { describeRoomRequest, LIMITS, PROTECTION_LEVELS, type ProtectionLevel } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findPeople, findRoom } from "../session/find.ts";
import { oneOf, valueFailure } from "../usage.ts";
import type { Words } from "../words/index.ts";

interface CreateOptions {
  readonly level?: ProtectionLevel;
  readonly topic?: string;
  readonly with?: string;
}

export function addRoomCreate(room: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, session } = deps;
  const said = words.commands.room;
  room
    .command("create")
    .description(said.createSays)
    .argument("[name]", said.name)
    .argument("[people...]", said.members)
    .option("--level <level>", said.level, oneOf(words, PROTECTION_LEVELS))
    .option("--topic <text>", said.topic)
    .option("--with <person>", said.direct)
    .action(async (name: string | undefined, people: readonly string[], options: CreateOptions) => {
      const isDirect = options.with !== undefined;
      if ((name === undefined) !== isDirect) throw valueFailure(said.nameOrDirect);
      refuseOddName(name, words);
      await using me = await session.open();
      const members = await findPeople(me, options.with === undefined ? people : [options.with], words);
      const made = await me.createRoom({
        name: name ?? "",
        kind: isDirect ? "direct" : "group",
        level: options.level ?? (await me.api("chatRules", undefined)).newRooms ?? "sealed",
        ...(options.topic !== undefined && { topic: options.topic }),
        members: members.map(({ id }) => id),
      });
      const shown = made.name === "" ? (members[0]?.name ?? "") : made.name;
      await printDone(
        { id: made.id, name: made.name, kind: made.kind, level: made.level },
        [said.created(onOneLine(shown), made.id)],
        deps,
      );
    });
  room
    .command("rename")
    .description(said.renameSays)
    .argument("<room>", said.room)
    .argument("[name]", said.name)
    .option("--topic <text>", said.topic)
    .action(async (roomName: string, name: string | undefined, { topic }: { topic?: string }) => {
      if (name === undefined && topic === undefined) throw valueFailure(said.nothingToChange);
      refuseOddName(name, words);
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      await found.describe({ ...(name !== undefined && { name }), ...(topic !== undefined && { topic }) });
      await printDone({ id: found.id, name: name ?? found.name, topic }, [said.renamed(name ?? found.name)], deps);
    });
}

function refuseOddName(name: string | undefined, words: Words): void {
  const isOdd = name !== undefined && !describeRoomRequest.shape.name.safeParse(name).success;
  if (isOdd) throw valueFailure(words.commands.room.nameOdd(LIMITS.roomNameChars));
}
