// The web client as people have it: the program with an imported community in it, and a Chromium in which one of them is
// signed in.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect, password } from "@warbler/sdk";
import { nodePlatform } from "@warbler/sdk/node";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { SET_UP_LINK, startProgram } from "../warbler/program.ts";

const commandLine = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));
const PASSWORD = "an owner who lives for one import";
const OTHER_ROOMS = 10;
const MESSAGES_EACH = 100;
const OUTPUT_BYTES = 16 * 1024 * 1024;
/** For one step of a page, on a machine that does other things as well. */
const PATIENCE_MS = 120_000;

export interface Stage extends AsyncDisposable {
  readonly origin: string;
  /** Rooms with messages in them, the largest first. */
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly lastSeq: number }[];
  readonly context: BrowserContext;
  /** Signed in, at the list of rooms. */
  readonly page: Page;
  /** On which Chromium takes orders of other programs. */
  readonly debuggingPort: number;
}

interface StageOptions {
  readonly exportFile: string;
  readonly core: number | undefined;
  readonly executablePath: string;
}

export async function openStage({ exportFile, core, executablePath }: StageOptions): Promise<Stage> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "warbler-bench-web-"));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const { said: link } = undo.use(await startProgram({ dataFolder: join(folder, "data"), core }, SET_UP_LINK));
  const { origin } = new URL(link);
  const warbler = async (...args: readonly string[]) => {
    const env = { ...process.env, WARBLER_PASSWORD: PASSWORD };
    const all = [commandLine, "--home", join(folder, "home"), "--json", ...args];
    return (await promisify(execFile)(process.execPath, all, { env, maxBuffer: OUTPUT_BYTES })).stdout;
  };
  await warbler("login", link, "--handle", "owner", "--name", "Owner", "--organisation", "Benchmark");
  await warbler("import", "slack", exportFile);
  await furnish(origin, await readFile(join(folder, "data", "tls", "ca.pem"), "utf8"));
  const { rooms } = JSON.parse(await warbler("room", "list"));
  const debuggingPort = await freePort();
  const context = await chromium.launchPersistentContext(join(folder, "browser"), {
    executablePath,
    ignoreHTTPSErrors: true,
    locale: "en-US",
    viewport: { width: 1350, height: 940 },
    args: ["--no-sandbox", "--ignore-certificate-errors", `--remote-debugging-port=${debuggingPort}`],
  });
  undo.defer(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Sign-in name").fill("owner");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link").first().waitFor();
  const stay = undo.move();
  return {
    origin,
    rooms: roomsIn(rooms),
    context,
    page,
    debuggingPort,
    [Symbol.asyncDispose]: () => stay.disposeAsync(),
  };
}

/** Rooms beside the imported one, so that there is somewhere to go. */
async function furnish(origin: string, ca: string): Promise<void> {
  const auth = password("owner", PASSWORD, { name: "bench" });
  await using me = await connect(origin, { auth, platform: nodePlatform({ ca }) });
  for (let number = 1; number <= OTHER_ROOMS; number++) {
    const room = await me.createRoom({ name: `room ${number}` });
    const sent = Array.from(
      { length: MESSAGES_EACH },
      (_, at) => room.send(`**${at}** in room ${number}: 明天演练`).settled,
    );
    await Promise.all(sent);
  }
}

function roomsIn(listed: readonly Stage["rooms"][number][]): Stage["rooms"] {
  return listed.filter(({ lastSeq }) => lastSeq > 1).sort((a, b) => b.lastSeq - a.lastSeq);
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    server.close(() => resolve(port));
  });
  return promise;
}
