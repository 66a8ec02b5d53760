// What end-to-end encryption costs a conversation: two people of the whole SDK, a steady rate, sealed beside end to end.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Auth, connect, invitation, type Room, setUp, type Warbler } from "@warbler/sdk";
import { nodePlatform } from "@warbler/sdk/node";
import { BODY_BYTES, until } from "../load/people.ts";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures, Scale } from "../scenario.ts";
import { percentile } from "../statistics.ts";
import { SET_UP_LINK, startProgram } from "../warbler/program.ts";

/** The first is the reference for the second. */
const LEVELS = ["sealed", "e2ee"] as const;
const STRAGGLERS_MS = 30_000;
const FILLER = "a".repeat(BODY_BYTES);

/** One room of each level. */
interface Conversation {
  readonly sender: Room;
  readonly receiver: Room;
}

export function roomLevels({ perSecond, durationMs, rounds }: Scale & { readonly perSecond: number }): LibraryScenario {
  const name = `room-levels-${perSecond}`;
  return {
    name,
    run: async (core) => {
      const startedAt = performance.now();
      const results: Figures[][] = LEVELS.map(() => []);
      await using stage = await openStage(core);
      const conversations = await Promise.all(LEVELS.map((level) => stage.open(level)));
      // The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const [index, conversation] of conversations.entries()) {
          const figures = await converse(conversation, { perSecond, durationMs });
          if (round > 0) results[index]?.push(figures);
        }
      }
      const servers = LEVELS.map((level, index) =>
        summarise(name, level, results[index] ?? [], index === 0 ? [] : (results[0] ?? [])),
      );
      return { scenario: name, elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

/** Warbler's own program, and two people on one device each. */
async function openStage(core: number | undefined) {
  await using undo = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), "warbler-bench-levels-"));
  undo.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const { said: link } = undo.use(await startProgram({ dataFolder, core }, SET_UP_LINK));
  const { origin } = new URL(link);
  const platform = nodePlatform({ ca: await readFile(join(dataFolder, "tls", "ca.pem"), "utf8") });
  const arrive = async (auth: Auth): Promise<Warbler> => {
    const client = await connect(origin, { auth, platform });
    undo.defer(() => client.close());
    await client.identity.setUp();
    return client;
  };
  const alice = await arrive(setUp(link, { organisation: "Benchmark", ...newcomer("alice") }));
  const { token: invited } = await alice.invite();
  const bob = await arrive(invitation(invited, newcomer("bob")));
  const stay = undo.move();
  return {
    open: async (level: (typeof LEVELS)[number]): Promise<Conversation> => {
      const sender = await alice.createRoom({ name: level, level, members: [bob.account] });
      const receiver = await bob.room(sender.id);
      return { sender, receiver };
    },
    [Symbol.asyncDispose]: () => stay.disposeAsync(),
  };
}

function newcomer(handle: string) {
  return { handle, name: handle, password: "a password of the benchmark", device: { name: "bench" } } as const;
}

/** The load is open, as in `steady.ts`: a message is due at its time, whether or not the last one came back. */
async function converse(
  { sender, receiver }: Conversation,
  { perSecond, durationMs }: { readonly perSecond: number; readonly durationMs: number },
): Promise<Figures> {
  const messages = Math.round((perSecond * durationMs) / 1000);
  const startedAt = performance.now();
  const dueAt = (number: number) => startedAt + (1000 * number) / perSecond;
  const delaysMs: number[] = [];
  const stop = receiver.on("message", ({ text }) => {
    delaysMs.push(performance.now() - dueAt(Number.parseInt(text, 10)));
  });
  const before = process.cpuUsage();
  const acks: Promise<unknown>[] = [];
  for (let number = 0; number < messages; number++) {
    // Not by spinning: the cryptography of both devices shares this process's core.
    while (performance.now() < dueAt(number)) await sleep(1);
    acks.push(sender.send(`${number} ${FILLER}`.slice(0, BODY_BYTES)).settled);
  }
  await Promise.all(acks);
  await until(
    () => delaysMs.length >= messages,
    STRAGGLERS_MS,
    () => `expected ${messages}, got ${delaysMs.length}`,
  );
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  stop();
  return {
    "messages/s": (1000 * messages) / elapsedMs,
    "both clients' CPU ms/message": (user + system) / 1000 / messages,
    "delivery p50 ms": percentile(delaysMs, 50),
    "delivery p99 ms": percentile(delaysMs, 99),
  };
}
