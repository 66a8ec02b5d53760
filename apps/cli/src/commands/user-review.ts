/** `warbler user list|sessions|sign-out|take-device`: what officers see of people, and the end of somebody's sessions or device. */
import {
  type DeviceId,
  isId,
  type ReviewedPerson,
  RISK_SIGNS,
  type SessionId,
  sessionBinding,
  sessionRisk,
} from "@warbler/protocol";
import { peopleOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPerson } from "../session/find.ts";
import { findRole, roleNamesOf } from "../session/roles.ts";
import { oneOf, wholeNumber } from "../usage.ts";

const DEFAULT_LIMIT = 200;

interface ListOptions {
  readonly role?: string;
  readonly only?: "suspended" | (typeof RISK_SIGNS)[number];
  readonly limit: number;
}

export function addUserReview(user: Command, deps: Pick<CliDeps, "words" | "language" | "output" | "session">): void {
  const { words, language, output, session } = deps;
  const said = words.commands.user;
  user
    .command("list", { isDefault: true })
    .description(said.listSays)
    .option("--role <role>", said.ofRole)
    .option("--only <what>", said.only, oneOf(words, ["suspended", ...RISK_SIGNS]))
    .option("--limit <number>", words.commands.people.limit, wholeNumber(words, 1, 1_000_000), DEFAULT_LIMIT)
    .action(async ({ role, only, limit }: ListOptions) => {
      await using me = await session.open();
      const filter = {
        ...(role !== undefined && { role: await findRole(me, role, words) }),
        ...(only !== undefined && { only }),
      };
      const names = await roleNamesOf(me, words);
      const people: ReviewedPerson[] = [];
      for await (const person of peopleOf(me).review(filter)) if (people.push(person) === limit) break;
      const rolesOf = ({ role: first, held }: ReviewedPerson) =>
        [
          words.roles[first],
          ...held.map((one) =>
            one.untilMs === undefined
              ? names.of(one.role)
              : `${names.of(one.role)} ${words.commands.role.until(localMinute(one.untilMs))}`,
          ),
        ].join(", ");
      const rows = people.map((one) => [
        `@${one.handle}`,
        one.name,
        rolesOf(one),
        one.suspended ? words.commands.role.suspended : "",
        one.factors.map((kind) => said.factors[kind]).join(", "),
        String(one.devices),
        one.lastActiveAtMs === undefined ? "–" : localMinute(one.lastActiveAtMs),
        one.signs.map((sign) => said.signs[sign]).join(", "),
      ]);
      await output.result({ people }, table([said.head, ...rows]));
    });
  user
    .command("sessions")
    .description(said.sessionsSays)
    .argument("<person>", said.person)
    .action(async (name: string) => {
      await using me = await session.open();
      const { id } = await findPerson(me, name, words);
      const { devices } = await peopleOf(me).person(id);
      const rows = devices.flatMap((device) => [
        [device.id, device.name, "", localMinute(device.addedAtMs), "", "", device.takenAway ? said.isTaken : "", ""],
        ...device.sessions.map((one) => [
          one.id,
          "",
          one.address ?? "",
          localMinute(one.startedAtMs),
          localMinute(one.lastSeenAtMs),
          localMinute(Math.min(one.expiresAtMs, one.unusedEndsAtMs)),
          sessionRisk(one.signs, language),
          sessionBinding(one.bound, language),
        ]),
      ]);
      await output.result({ devices }, table([said.sessionHead, ...rows]));
    });
  user
    .command("sign-out")
    .description(said.signOutSays)
    .argument("<person>", said.person)
    .option("--session <id>", said.oneSession)
    .requiredOption("--reason <text>", said.reason)
    .action(async (name: string, { session: one, reason }: { session?: string; reason: string }) => {
      if (one !== undefined && !isId<SessionId>(one))
        throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(one) });
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      const ended = await peopleOf(me).signOut(id, { reason, ...(one !== undefined && { session: one }) });
      await printDone({ account: id, ended }, [said.signedOut(onOneLine(handle), ended)], deps);
    });
  user
    .command("take-device")
    .description(said.takeSays)
    .argument("<person>", said.person)
    .argument("<device>", said.device)
    .requiredOption("--reason <text>", said.reason)
    .action(async (name: string, device: string, { reason }: { reason: string }) => {
      if (!isId<DeviceId>(device))
        throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(device) });
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      await peopleOf(me).takeDeviceAway(id, device, reason);
      await printDone({ account: id, device }, [said.taken(onOneLine(handle)), said.takenListed], deps);
    });
}
