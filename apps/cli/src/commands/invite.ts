/** `warbler invite`: a link for one person, listed and withdrawn by those who may invite. */
import { INVITED_ROLES, type InvitationId, isId } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPerson, findRoom } from "../session/find.ts";
import { oneOf, repeated } from "../usage.ts";

interface InviteOptions {
  readonly role: (typeof INVITED_ROLES)[number];
  readonly note?: string;
  readonly room?: readonly string[];
  readonly as?: string;
}

export function addInvite(program: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.invite;
  const invite = program.command("invite").description(said.says);
  invite
    .command("new", { isDefault: true })
    .description(said.newSays)
    .option("--role <role>", said.role, oneOf(words, INVITED_ROLES), "member")
    .option("--note <text>", said.note)
    .option("--room <room>", said.room, repeated)
    .option("--as <person>", said.as)
    .action(async (options: InviteOptions) => {
      await using me = await session.open();
      const rooms = [];
      for (const name of options.room ?? []) rooms.push((await findRoom(me, name, words)).id);
      const placeholder = options.as === undefined ? undefined : await findPerson(me, options.as, words, "imported");
      const made = await me.invite({
        role: options.role,
        ...(options.note !== undefined && { note: options.note }),
        rooms,
        ...(placeholder !== undefined && { placeholder: placeholder.id }),
      });
      await printDone(
        { id: made.id, link: made.link, expiresAtMs: made.expiresAtMs },
        [said.link, made.link, said.until(localMinute(made.expiresAtMs))],
        deps,
      );
    });
  invite
    .command("list")
    .description(said.listSays)
    .option("--mine", said.mine)
    .action(async ({ mine }: { mine?: true }) => {
      await using me = await session.open();
      const isOwn = mine === true || !(await me.permissions()).includes("invitations.list");
      const { invitations } = await me.api(isOwn ? "ownInvitations" : "invitations", undefined);
      const rows = invitations.map(({ id, state, role, expiresAtMs, note }) => [
        id,
        said.states[state],
        role,
        localMinute(expiresAtMs),
        note,
      ]);
      await output.result({ invitations }, table(rows));
    });
  invite
    .command("withdraw")
    .description(said.withdrawSays)
    .argument("<id>", said.withdrawSays)
    .action(async (id: string) => {
      if (!isId<InvitationId>(id)) {
        throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(id) });
      }
      await using me = await session.open();
      const ofAll = (await me.permissions()).includes("invitations.withdraw");
      await me.api(ofAll ? "withdrawInvitation" : "withdrawOwnInvitation", undefined, { invitation: id });
      await printDone({ withdrawn: id }, [said.withdrawn(id)], deps);
    });
}
