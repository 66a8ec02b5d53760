/** The server's program: settings from the environment, signals, and the words an operator sees first. */
import { type Config, configFrom } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import { logTo } from "./kernel/log.ts";
import { startServer } from "./server.ts";
import { startFailure } from "./start-failure.ts";

// Whatever the server writes is its own account's to read, from the moment it is there: SQLite's files, logs and journals, too.
process.umask(0o077);
const log = logTo((line) => process.stderr.write(line), systemClock.nowMs);
// Whoever read the first lines may have gone; the server goes on all the same.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
const say = (line: string) => process.stdout.write(`${line}\n`);

let config: Config | undefined;
try {
  config = configFrom(process.env);
  const server = await startServer(config, {
    clock: systemClock,
    log,
    onBroken: (sentence) => {
      process.stderr.write(`warbler: the store failed, so nothing can be acknowledged any more: ${sentence}\n`);
      process.exit(70);
    },
  });
  say(`Warbler is ready: ${server.url}`);
  say(`Data folder: ${config.dataFolder}`);
  if (server.caFingerprint !== undefined) say(`Local CA (SHA-256): ${server.caFingerprint}`);
  if (!server.servesWebClient) say("The web client is not built: `npm start` in the repository builds it.");
  if (server.setUpLink !== undefined)
    say(
      `Set up your organisation with this one-time link, valid for a day. Open it in a browser, or run\n` +
        `npx warbler login with it in quotes:\n  ${server.setUpLink}`,
    );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    log("stopping");
    server[Symbol.asyncDispose]().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", () => void server.reloadCertificate());
} catch (error) {
  process.stderr.write(`warbler: ${startFailure(error, { config, env: process.env })}\n`);
  process.exit(1);
}
