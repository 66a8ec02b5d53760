/** Why the server cannot start, as one sentence for an operator, in the language that the environment asks for. */
import { FOLDER_IN_USE } from "./kernel/store/sqlite.ts";

/** `port` is the one that was asked for; undefined where the settings themselves were refused. */
export function startFailure(
  error: unknown,
  { port, env }: { readonly port: number | undefined; readonly env: Readonly<Record<string, string | undefined>> },
): string {
  const asked = [env["WARBLER_LANG"], env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value);
  const words = asked?.startsWith("zh") === true ? zh : en;
  if (!(error instanceof Error)) return words.other("unknown failure");
  const code = "code" in error ? error.code : undefined;
  if (port !== undefined && code === "EADDRINUSE") return words.portTaken(port);
  if (port !== undefined && code === "EACCES" && "syscall" in error && error.syscall === "listen")
    return words.portForbidden(port);
  return error.message === FOLDER_IN_USE ? words.folderInUse : words.other(error.message);
}

const en = {
  portTaken: (port: number) => `Port ${port} is taken; choose another with WARBLER_PORT.`,
  portForbidden: (port: number) =>
    `This account may not listen on port ${port}; choose one above 1023 with WARBLER_PORT.`,
  folderInUse: "Another Warbler already serves this data folder.",
  other: (message: string) => `cannot start: ${message}`,
};

const zh: typeof en = {
  portTaken: (port) => `端口 ${port} 已被占用，请用 WARBLER_PORT 选择其他端口。`,
  portForbidden: (port) => `此账户不可监听端口 ${port}，请用 WARBLER_PORT 选择 1023 以上的端口。`,
  folderInUse: "另一个 Warbler 服务器正在使用此数据目录。",
  other: (message) => `无法启动：${message}`,
};
