/**
 * `warbler erase`: destroys the keys of a message, of a person's messages, of a month or of a room. It says first what that
 * destroys, asks for it to be typed, and prints where the audit log has the intent and the completion.
 */
import { type ApiInput, type ErasureAnswer, type ErasureId, isId, type RoomId } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findMessage, findPerson, findRoom } from "../session/find.ts";
import { namesOf } from "../session/names.ts";
import { valueFailure } from "../usage.ts";

interface EraseOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}
type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;
type Wanted = ApiInput<"erase">;

export function addErase(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.erase;
  const erase = program.command("erase").description(said.says);
  const kind = (name: string, says: string) =>
    erase.command(name).description(says).option("--dry-run", said.dryRun).option("--yes", said.yes);

  kind("message", said.messageSays)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .action(async (roomName: string, text: string, options: EraseOptions) => {
      await using me = await session.open();
      const room = await roomIdOf(me, roomName, deps);
      const seq = /^#?([1-9]\d{0,8})$/.exec(text)?.[1];
      const number =
        seq === undefined ? (await findMessage(await findRoom(me, roomName, words), text, words)).seq : Number(seq);
      await run(me, { what: "message", room, seq: number }, { typed: `#${number}`, options }, deps);
    });
  kind("person", said.personSays)
    .argument("<person>", said.person)
    .action(async (name: string, options: EraseOptions) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words, "anyone");
      await run(me, { what: "person", account: id }, { typed: onOneLine(handle), options }, deps);
    });
  kind("month", said.monthSays)
    .argument("<room>", words.commands.room.room)
    .argument("<month>", said.month)
    .action(async (roomName: string, month: string, options: EraseOptions) => {
      if (!/^\d{4}-\d{2}$/.test(month)) throw valueFailure(said.monthExpected);
      await using me = await session.open();
      const room = await roomIdOf(me, roomName, deps);
      await run(me, { what: "month", room, month }, { typed: month, options }, deps);
    });
  kind("room", said.roomSays)
    .argument("<room>", words.commands.room.room)
    .action(async (roomName: string, options: EraseOptions) => {
      await using me = await session.open();
      const room = await roomIdOf(me, roomName, deps);
      await run(me, { what: "room", room }, { typed: onOneLine(roomName), options }, deps);
    });
  erase
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const erasures = await me.erasures();
      const rows = erasures.map((one) => [
        one.id,
        said.whats[one.what],
        said.states[one.state],
        localMinute(one.completedAtMs ?? one.dueAtMs),
        one.devices === undefined ? "" : `${one.devices.confirmed}/${one.devices.asked}`,
        placesOf(one),
      ]);
      await output.result({ erasures }, table([said.head, ...rows]));
    });
  erase
    .command("show")
    .description(said.showSays)
    .argument("<id>", said.head[0])
    .action(async (id: string) => {
      await using me = await session.open();
      const erasure = (await me.erasures()).find((one) => one.id === id);
      if (erasure === undefined)
        throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(id) });
      await output.result({ erasure }, await answersOf(erasure, me, deps));
    });
  erase
    .command("withdraw")
    .description(said.withdrawSays)
    .argument("<id>", said.head[0])
    .action(async (id: string) => {
      if (!isId<ErasureId>(id))
        throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(id) });
      await using me = await session.open();
      await me.withdrawErasure(id);
      await output.result({ withdrawn: id, log: session.lastLog() }, [said.withdrawn(id)]);
    });
}

async function run(
  me: Warbler,
  wanted: Wanted,
  { typed, options }: { readonly typed: string; readonly options: EraseOptions },
  { words, output, terminal }: Deps,
): Promise<void> {
  const said = words.commands.erase;
  const before = await me.erase({ ...wanted, dryRun: true }).catch((cause: unknown) => {
    if (wanted.what !== "message" || !(cause instanceof WarblerError) || cause.code !== "not-found") throw cause;
    const message = words.errors.noMessage(String(wanted.seq));
    throw new CliFailure("not-found", { code: "not-found", message }, { cause });
  });
  const counted = said.destroys(before.records, before.keys);
  if (options.dryRun === true) {
    await output.result({ ...before, dryRun: true }, [counted, said.dryRunDone]);
    return;
  }
  if (options.yes !== true) {
    output.note(counted);
    output.note(before.waitMs === 0 ? said.forGood : said.waits(Math.round(before.waitMs / 3_600_000)));
    await confirmed(typed, { prompt: said.ask(typed), notConfirmed: said.notConfirmed }, { terminal, words });
  }
  const done = await me.erase(wanted);
  const { erasure } = done;
  const lines = [counted];
  if (erasure?.state === "waiting") lines.push(said.waiting(erasure.id, localMinute(erasure.dueAtMs)), said.approvals);
  if (erasure?.intent !== undefined) lines.push(said.intent(erasure.intent.leaf, erasure.intent.position));
  if (erasure?.end !== undefined) lines.push(said.completion(erasure.end.leaf, erasure.end.position));
  await output.result(done, lines);
}

/** How many devices confirmed, and the first of those that did not. */
async function answersOf({ devices }: ErasureAnswer, me: Warbler, { words }: Deps): Promise<readonly string[]> {
  const said = words.commands.erase;
  if (devices === undefined) return [said.notFollowed];
  const { asked, confirmed, missing } = devices;
  const names = await namesOf(
    me,
    missing.map(({ account }) => account),
  );
  const lines = missing.map(({ account, device, signedOut }) => {
    const name = onOneLine(names.get(account)?.handle ?? account);
    return signedOut === true ? said.missingSignedOut(name, device) : said.missing(name, device);
  });
  const unnamed = asked - confirmed - missing.length;
  return [said.confirmed(confirmed, asked), ...lines, ...(unnamed > 0 ? [said.moreMissing(unnamed)] : [])];
}

/** Owners may erase in rooms they are not in: those are named by id. */
async function roomIdOf(me: Warbler, nameOrId: string, { words }: Deps): Promise<RoomId> {
  return isId<RoomId>(nameOrId) ? nameOrId : (await findRoom(me, nameOrId, words)).id;
}

const placesOf = ({ intent, end }: ErasureAnswer): string =>
  [intent, end].flatMap((place) => (place === undefined ? [] : [`${place.leaf}/${place.position}`])).join(" ");
