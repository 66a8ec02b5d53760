/** The checks that need no server: the runtime, the settings, the data folder, the disk, the port, the clock. */
import { constants, type Stats } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { sizeText } from "../output/time-text.ts";
import type { Language, Words } from "../words/index.ts";
import type { Finding } from "./findings.ts";
import type { ServerSettings } from "./server-settings.ts";

const NODE_MAJOR = 24;
const LOW_DISK_BYTES = 2 * 1024 ** 3;
const NO_DISK_BYTES = 200 * 1024 ** 2;

export function checkNode(words: Words, version: string): Finding {
  const said = words.commands.doctor;
  return Number.parseInt(version, 10) >= NODE_MAJOR
    ? { check: "node", verdict: "ok", says: said.nodeOk(version) }
    : { check: "node", verdict: "fail", says: said.nodeOld(version), help: said.nodeHelp };
}

export function checkSettings(words: Words, { wrong }: ServerSettings, language: Language): Finding {
  const said = words.commands.doctor;
  if (wrong.length === 0) return { check: "configuration", verdict: "ok", says: said.settingsOk };
  const says = wrong.map(({ names, expected }) => said.settingWrong(names, expected[language])).join("; ");
  return { check: "configuration", verdict: "fail", says, help: said.settingHelp };
}

async function folderAt(path: string): Promise<Stats | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true ? found : undefined;
}

export async function isFolder(path: string): Promise<boolean> {
  return (await folderAt(path)) !== undefined;
}

/** The folder holds keys: nobody else may enter it. */
export async function checkFolder(words: Words, folder: string): Promise<Finding> {
  const said = words.commands.doctor;
  const found = await folderAt(folder);
  if (found === undefined) {
    return { check: "folder", verdict: "warn", says: said.folderAbsent(folder), help: said.folderAbsentHelp };
  }
  if (!(await isAllowed(folder, constants.W_OK | constants.X_OK))) {
    return { check: "folder", verdict: "fail", says: said.folderReadOnly(folder), help: said.folderReadOnlyHelp };
  }
  // Windows keeps no such bits.
  const forOthers = process.platform === "win32" ? 0 : found.mode & 0o077;
  if (forOthers === 0) return { check: "folder", verdict: "ok", says: said.folderOk(folder) };
  const mode = (found.mode & 0o777).toString(8);
  return { check: "folder", verdict: "fail", says: said.folderOpen(folder, mode), help: said.folderOpenHelp(folder) };
}

/** A folder with its own root key in it opens itself to whoever copies it. */
export function checkRootKey(
  words: Words,
  folder: string,
  { rootKeyPath, hasPassphrase }: Pick<ServerSettings, "rootKeyPath" | "hasPassphrase">,
): Finding {
  const said = words.commands.doctor;
  if (hasPassphrase) return { check: "rootKey", verdict: "ok", says: said.rootKeyPassphrase };
  const path = rootKeyPath ?? resolve(folder, "keys", "root.key");
  const inFolder = relative(resolve(folder), path);
  const isInside = !inFolder.startsWith("..") && !isAbsolute(inFolder);
  return isInside
    ? { check: "rootKey", verdict: "warn", says: said.rootKeyInside(path), help: said.rootKeyInsideHelp }
    : { check: "rootKey", verdict: "ok", says: said.rootKeyApart(path) };
}

export async function checkDisk(words: Words, folder: string): Promise<Finding> {
  const said = words.commands.doctor;
  const { bavail, bsize } = await statfs(await nearestFolder(folder));
  const freeBytes = bavail * bsize;
  const free = sizeText(freeBytes);
  if (freeBytes >= LOW_DISK_BYTES) return { check: "disk", verdict: "ok", says: said.diskOk(free) };
  const verdict = freeBytes < NO_DISK_BYTES ? "fail" : "warn";
  return { check: "disk", verdict, says: said.diskLow(free), help: said.diskHelp };
}

/** Whether the port could be listened on now. */
export async function checkPort(words: Words, { port, host }: Pick<ServerSettings, "port" | "host">): Promise<Finding> {
  const said = words.commands.doctor;
  const refusal = await listeningRefusal(port, host);
  if (refusal === undefined) return { check: "port", verdict: "ok", says: said.portFree(port) };
  if (refusal === "EACCES") {
    return { check: "port", verdict: "fail", says: said.portForbidden(port), help: said.portForbiddenHelp };
  }
  return { check: "port", verdict: "fail", says: said.portTaken(port), help: said.portTakenHelp };
}

/** A clock before this program was made is certainly wrong; certificates and sessions then fail in puzzling ways. */
export function checkClockAlone(words: Words, nowMs: number): Finding | undefined {
  const year = new Date(nowMs).getUTCFullYear();
  if (year >= 2026 && year < 2100) return undefined;
  const said = words.commands.doctor;
  return { check: "clock", verdict: "fail", says: said.clockWrong(year), help: said.clockHelp };
}

function listeningRefusal(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

async function nearestFolder(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await stat(at).catch(() => undefined)) !== undefined || dirname(at) === at) return at;
  }
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
