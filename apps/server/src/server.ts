/** Puts the server together: kernel, features, transit. Built by hand, so that one page shows who uses what. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import Fastify from "fastify";
import type { Config } from "./config.ts";
import { accessRecovered } from "./features/access-recovery/index.ts";
import { deviceRemoved, passwordChanged, personSignedOut, sessionsEnded } from "./features/accounts/index.ts";
import { mountTiles } from "./features/audit/index.ts";
import { serverKeysOf } from "./features/custodians/index.ts";
import { identityChanged } from "./features/identity/index.ts";
import { personRemoved, personSuspended } from "./features/roles/index.ts";
import { ssoLoggedOut, ssoUnlinked } from "./features/sso/index.ts";
import { botRemoved, tokenEnded } from "./features/tokens/index.ts";
import { mountWebClient } from "./features/web-client/index.ts";
import { featureTables, openFeatures } from "./features.ts";
import type { Clock } from "./kernel/clock.ts";
import { openKernel } from "./kernel/kernel.ts";
import { fileCustodian, passphraseCustodian } from "./kernel/keys/custodian.ts";
import type { Log } from "./kernel/log.ts";
import { repeat } from "./kernel/repeat.ts";
import { ok } from "./kernel/result.ts";
import { authenticator } from "./kernel/routes/authenticator.ts";
import type { Identify } from "./kernel/routes/credential.ts";
import { mountHttp, sendProblem } from "./kernel/routes/http.ts";
import { proofMemory } from "./kernel/routes/proof-memory.ts";
import { createRequestBudget } from "./kernel/routes/request-budget.ts";
import { mountSocket } from "./kernel/routes/socket.ts";
import { startWriterThread } from "./kernel/writer/writer-thread.ts";
import { namedBy, namedByDatabase } from "./start-failure.ts";
import { certificateWatch } from "./transit/certificate-files.ts";
import { certificateState } from "./transit/certificate-state.ts";
import { type ServerCertificate, serverCertificate } from "./transit/local-ca.ts";
import { fewAtATime } from "./transit/pipelining.ts";
import { takenInTime } from "./transit/slow-readers.ts";
import { createTlsServer } from "./transit/tls-server.ts";

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  /** The one-time link that makes the organisation; undefined once it is made. */
  readonly setUpLink: string | undefined;
  /** Fingerprint of the local CA, if there is one. */
  readonly caFingerprint: string | undefined;
  readonly servesWebClient: boolean;
  /** Reads the certificate again, after it was replaced. */
  reloadCertificate(): Promise<void>;
}

/** A certificate of the local CA is renewed in time, and an own one loaded when its files changed. */
const CERTIFICATE_CHECK_MS = 12 * 3_600_000;
const CERTIFICATE_LOOK_MS = 10_000;
/** How long a socket may outlive its session's last day; an end by hand reaches it at once. */
const SESSION_LOOK_MS = 60_000;

export interface ServerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly onBroken: (sentence: string) => void;
  /** TLS on a port, and the writer in a thread, unless told: simulations bring a network and a disk of their own. */
  readonly openTransit?: typeof createTlsServer;
  readonly startWriter?: typeof startWriterThread;
}

export async function startServer(
  config: Config,
  { clock, log, onBroken, openTransit = createTlsServer, startWriter = startWriterThread }: ServerDeps,
): Promise<RunningServer> {
  await namedBy("WARBLER_DATA", mkdir(config.dataFolder, { recursive: true, mode: 0o700 }));
  const custodian =
    config.passphrase === undefined
      ? fileCustodian(config.rootKeyPath)
      : passphraseCustodian(config.rootKeyPath, config.passphrase);
  const certificateNow = () =>
    serverCertificate({
      folder: join(config.dataFolder, "tls"),
      publicHost: config.publicHost,
      nowMs: clock.nowMs(),
      ...(config.ownCertificate !== undefined && { own: config.ownCertificate }),
    });
  let certificate: ServerCertificate = await (config.ownCertificate === undefined
    ? certificateNow()
    : namedBy("WARBLER_TLS_CERT, WARBLER_TLS_KEY", certificateNow()));
  const tls = openTransit(certificate, { allowTls12: config.allowTls12 });

  const rootKey = await namedBy(
    config.passphrase === undefined ? "WARBLER_ROOT_KEY" : "WARBLER_ROOT_PASSPHRASE",
    custodian.rootKey(),
  );
  const opened = openKernel({
    dataFolder: config.dataFolder,
    ...(config.databaseUrl !== undefined && { databaseUrl: config.databaseUrl }),
    rootKey,
    tables: featureTables,
    clock,
    log,
    onBroken,
    startWriter,
  });
  const kernel = await namedByDatabase(opened);
  // Listening first tells the port, which links need when the system chooses it; nothing is answered before all is mounted.
  const port = await new Promise<number>((resolve, reject) => {
    tls.listener.once("error", reject);
    tls.listener.listen(config.port, config.host, () => {
      const address = tls.listener.address();
      resolve(typeof address === "object" && address !== null ? address.port : config.port);
    });
  });
  const publicUrl = `https://${config.publicHost.includes(":") ? `[${config.publicHost}]` : config.publicHost}:${port}`;

  const { all, accounts, tokens, deliveries, audit } = await openFeatures(kernel, {
    ...config,
    publicUrl,
    serverKeys: serverKeysOf(config),
    caFingerprint: certificate.localCa?.fingerprint,
    localCaPem: () => certificate.localCa?.pem,
    transport: () => certificateState({ certificate, url: publicUrl, allowTls12: config.allowTls12 }),
  });

  const app = Fastify({
    logger: false,
    serverFactory: (handler) => tls.https.on("request", fewAtATime(takenInTime(handler, clock))),
    forceCloseConnections: true,
    // Addresses that the router itself refuses: too long, or not decodable.
    frameworkErrors: (_error, _request, reply) => void sendProblem(reply, { code: "not-found" }),
  });
  const identify: Identify = async ({ kind, secret }, address) => {
    if (kind === "session") return accounts.sessions.identify(secret);
    const caller = await tokens.watch.identify(secret, address);
    return caller.ok ? ok({ caller: caller.value }) : caller;
  };
  const asking = authenticator({ identify, proofs: proofMemory(clock) });
  const budgets = {
    writes: createRequestBudget(config.writesPerSecond, clock),
    reads: createRequestBudget(config.readsPerSecond, clock),
  };
  mountHttp(
    app,
    all.flatMap(({ routes }) => routes),
    {
      policy: kernel.policy,
      openGrant: kernel.openGrant,
      authenticator: asking,
      budgets,
      log,
      receiptOf: kernel.ledger.receiptOf,
    },
  );
  mountTiles(app, audit);
  const servesWebClient = config.webFolder !== undefined && (await mountWebClient(app, config.webFolder));
  const sockets = mountSocket(
    tls.https,
    all.flatMap(({ frames }) => frames ?? []),
    {
      policy: kernel.policy,
      authenticator: asking,
      budgets,
      welcome: deliveries.welcome,
      opened: deliveries.opened,
      closed: deliveries.closed,
      clock,
      log,
    },
  );
  kernel.ledger.on(personSignedOut, ({ account, session }) =>
    sockets.end((caller) => caller.account === account && (session === undefined || caller.session === session)),
  );
  for (const fact of [sessionsEnded, ssoUnlinked, ssoLoggedOut])
    kernel.ledger.on(fact, ({ sessions }) => sockets.end(({ session }) => sessions.includes(session)));
  kernel.ledger.on(deviceRemoved, ({ device }) => sockets.end((caller) => caller.device === device));
  kernel.ledger.on(identityChanged, ({ account, removed }) =>
    sockets.end((caller) => caller.account === account && removed.includes(caller.device)),
  );
  for (const fact of [personSuspended, personRemoved])
    kernel.ledger.on(fact, ({ account, bots }) =>
      sockets.end((caller) => caller.account === account || bots.includes(caller.account)),
    );
  kernel.ledger.on(accessRecovered, ({ account }) => sockets.end((caller) => caller.account === account));
  kernel.ledger.on(botRemoved, ({ account }) => sockets.end((caller) => caller.account === account));
  kernel.ledger.on(tokenEnded, ({ token }) => sockets.end(({ session }) => String(session) === String(token)));
  kernel.ledger.on(passwordChanged, ({ account, kept }) =>
    sockets.end((caller) => caller.account === account && caller.session !== kept),
  );
  const stopLooking = repeat(
    clock,
    SESSION_LOOK_MS,
    async () => {
      const callers = sockets.callers();
      const people = callers.filter(({ reach }) => reach === undefined);
      const over = new Set([
        ...(await accounts.sessions.look(people.map(({ session }) => session))),
        ...(await tokens.watch.over(callers)),
      ]);
      if (over.size > 0) sockets.end(({ session }) => over.has(session));
    },
    () => log("listener-failed"),
  );
  await app.ready();
  tls.serve();

  const reloadCertificate = async () => {
    try {
      certificate = await certificateNow();
      tls.reload(certificate);
      log("certificate-loaded");
    } catch {
      log("certificate-refused");
    }
  };
  const stopChecking = repeat(clock, CERTIFICATE_CHECK_MS, reloadCertificate, () => log("certificate-refused"));
  const hasChanged = config.ownCertificate === undefined ? undefined : certificateWatch(config.ownCertificate);
  await hasChanged?.();
  const stopWatching = repeat(
    clock,
    CERTIFICATE_LOOK_MS,
    async () => {
      if ((await hasChanged?.()) === true) await reloadCertificate();
    },
    () => log("certificate-refused"),
  );

  return {
    url: publicUrl,
    setUpLink: await accounts.setUpLink(),
    caFingerprint: certificate.localCa?.fingerprint,
    servesWebClient,
    reloadCertificate,
    async [Symbol.asyncDispose]() {
      stopLooking();
      stopChecking();
      stopWatching();
      sockets.close();
      tls.listener.close();
      tls.https.closeAllConnections();
      await app.close();
      await kernel[Symbol.asyncDispose]();
      // The router leaves connections open that no request has come on; who uses one later would be told that it stops.
      tls.endConnections();
    },
  };
}
