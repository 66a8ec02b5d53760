/** Why the server cannot start, as one sentence for an operator, in the language that the environment asks for. */
import type { Environment } from "@warbler/protocol/server-environment";
import { type Config, SettingRefusal } from "./config.ts";
import { FOLDER_IN_USE } from "./kernel/store/sqlite.ts";

/** `config` is what was asked for; undefined where the settings themselves were refused. */
export function startFailure(
  error: unknown,
  { config, env }: { readonly config: Pick<Config, "port" | "host"> | undefined; readonly env: Environment },
): string {
  const asked = [env["WARBLER_LANG"], env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value);
  const language = asked?.startsWith("zh") === true ? "zh" : "en";
  const words = language === "zh" ? zh : en;
  if (!(error instanceof Error)) return words.other("unknown failure");
  if (error instanceof SettingRefusal)
    return words.other(error.wrong.map(({ names, expected }) => words.setting(names, expected[language])).join("; "));
  if (config !== undefined && isOfListening(error, config.host)) {
    if (error.code === "EADDRINUSE") return words.portTaken(config.port);
    if (error.code === "EACCES") return words.portForbidden(config.port);
    return words.other(`WARBLER_HOST: ${error.message}`);
  }
  return error.message === FOLDER_IN_USE ? words.folderInUse : words.other(error.message);
}

/** Names the variable that a failure comes from. */
export async function namedBy<T>(variable: string, work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw cause instanceof Error ? new Error(`${variable}: ${cause.message}`, { cause }) : cause;
  });
}

/** As `namedBy`, where the database cannot be reached or refuses: its other failures are not the setting's. */
export async function namedByDatabase<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!UNREACHABLE.test(code)) throw cause;
    return namedBy("WARBLER_DATABASE_URL", Promise.reject(cause));
  });
}

/** System errors of a connection, and SQLSTATE classes 08 (connection), 28 (authorisation) and 3D (no such database). */
const UNREACHABLE = /^(E(CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|HOSTUNREACH|AI_AGAIN)|(08|28|3D)[0-9A-Z]{3})$/;

function isOfListening(error: Error, host: string): error is NodeJS.ErrnoException {
  if (!("syscall" in error)) return false;
  return (
    error.syscall === "listen" || (error.syscall === "getaddrinfo" && "hostname" in error && error.hostname === host)
  );
}

const en = {
  portTaken: (port: number) => `Port ${port} is taken; choose another with WARBLER_PORT.`,
  portForbidden: (port: number) =>
    `This account may not listen on port ${port}; choose one above 1023 with WARBLER_PORT.`,
  folderInUse: "Another Warbler already serves this data folder.",
  setting: (names: string, expected: string) => `${names}: expected ${expected}`,
  other: (message: string) => `cannot start: ${message}`,
};

const zh: typeof en = {
  portTaken: (port) => `端口 ${port} 已被占用，请用 WARBLER_PORT 选择其他端口。`,
  portForbidden: (port) => `此账户不可监听端口 ${port}，请用 WARBLER_PORT 选择 1023 以上的端口。`,
  folderInUse: "另一个 Warbler 服务器正在使用此数据目录。",
  setting: (names, expected) => `${names}：应为${expected}`,
  other: (message) => `无法启动：${message}`,
};
