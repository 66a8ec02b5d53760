/** `warbler devices`: one's devices and sessions, which of them are let in, and the end of those that should not be. */
import { type DeviceId, isId, type SessionId } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { addDevicesApprove } from "./devices-approve.ts";
import { addDevicesRequest } from "./devices-request.ts";

export function addDevices(program: Command, deps: Pick<CliDeps, "words" | "output" | "session" | "terminal">): void {
  const { words, output, session } = deps;
  const said = words.commands.devices;
  const devices = program.command("devices").description(said.says);
  devices
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const listed = await listedOf(me);
      const list = (await me.devices()).map((one) => ({ ...one, ...listed?.get(one.id) }));
      const rows = list.flatMap(({ id, name, lastSeenAtMs, current, sessions, listed: isListed, takenAway }) => [
        [
          id,
          name,
          localMinute(lastSeenAtMs),
          takenAway === true ? said.takenAway : isListed === undefined ? "" : isListed ? said.listed : said.unlisted,
          current ? said.current : "",
        ],
        ...sessions.map((one) => [
          "",
          said.session(one.id, localMinute(Math.min(one.expiresAtMs, one.unusedEndsAtMs))),
          localMinute(one.lastSeenAtMs),
          "",
          one.current ? said.current : "",
        ]),
      ]);
      await output.result({ devices: list }, table([said.head, ...rows]));
    });
  addDevicesRequest(devices, deps);
  addDevicesApprove(devices, deps);
  devices
    .command("revoke")
    .alias("remove")
    .description(said.revokeSays)
    .argument("<id>", said.head[0])
    .action(async (id: string) => {
      if (!isId<DeviceId>(id)) throw notFound(id);
      await using me = await session.open();
      await me.removeDevice(id);
      await printDone({ removed: id }, [said.removed(id)], deps);
    });
  devices
    .command("end-others")
    .description(said.endOthersSays)
    .action(async () => {
      await using me = await session.open();
      await me.endOtherSessions();
      await printDone({ ended: "others" }, [said.endedOthers], deps);
    });
  devices
    .command("end-session")
    .description(said.endSays)
    .argument("<id>", said.head[0])
    .action(async (id: string) => {
      if (!isId<SessionId>(id)) throw notFound(id);
      await using me = await session.open();
      await me.endSession(id);
      await printDone({ ended: id }, [said.ended(id)], deps);
    });

  function notFound(id: string): CliFailure {
    return new CliFailure("not-found", { code: "not-found", message: words.errors.noId(id) });
  }
}

/** Which devices are let in; undefined where this device can look at no signed list. */
async function listedOf(
  me: Warbler,
): Promise<ReadonlyMap<DeviceId, { readonly listed: boolean; readonly fingerprint: string }> | undefined> {
  try {
    const own = await me.identity.devices();
    return new Map(own.map(({ id, listed, fingerprint }) => [id, { listed, fingerprint }] as const));
  } catch (error) {
    if (error instanceof WarblerError && error.code === "device-key-missing") return undefined;
    throw error;
  }
}
