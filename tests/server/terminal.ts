/** People at a terminal, each with the store of a profile that outlives each command. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "@warbler/cli";
import { memoryStore, type Store } from "@warbler/sdk";
import { PASSWORD, type World } from "@warbler/testkit";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
/** Whoever has nothing to answer is no person: nothing is asked. */
export type Terminal = (args: readonly string[], answers?: readonly string[]) => Promise<Said>;

export async function terminals(world: World) {
  const folder = await mkdtemp(join(tmpdir(), "warbler-terminal-"));
  const terminalOf = (handle: string): Terminal => {
    const store: Store = memoryStore();
    return async (args, answers = []) => {
      const typed = [...answers];
      const answer = async () => typed.shift() ?? "";
      let [out, err] = ["", ""];
      const code = await runCli(args, {
        gateway: {
          platform: () => world.platform,
          store: async () => ({ ...store, close: async () => undefined }),
          fetchLocalCa: async () => world.ca,
        },
        terminal: {
          env: { WARBLER_HOME: join(folder, handle), HOME: folder, LANG: "en_GB.UTF-8", WARBLER_PASSWORD: PASSWORD },
          stdin: (async function* () {})(),
          isInteractive: answers.length > 0,
          screenColumns: undefined,
          writeOut: async (text) => {
            out += typeof text === "string" ? text : new TextDecoder().decode(text);
          },
          writeError: (text) => {
            err += text;
          },
          ask: answer,
          askSecret: answer,
          interrupted: new AbortController().signal,
          nowMs: world.clock.nowMs,
          sleep: () => Promise.resolve(),
        },
      });
      return { code, out, err };
    };
  };
  return {
    /** For files of tests, beside the people's profiles. */
    folder,
    /** Somebody who is signed in nowhere. */
    stranger: (): Terminal => terminalOf("stranger"),
    /** Somebody who was invited already. */
    async signedIn(handle: string): Promise<Terminal> {
      const terminal = terminalOf(handle);
      const done = await terminal(["login", world.url, "--handle", handle]);
      if (done.code !== 0) throw new Error(done.err);
      return terminal;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
