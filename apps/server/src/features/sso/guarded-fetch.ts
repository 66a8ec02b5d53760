/**
 * Asks a service of others, which may be hostile: over https alone, nowhere that `mayAsk` does not allow (looked at where the
 * connection is made, so that a name cannot mean another address by then), without following it elsewhere, in bounded time and size.
 */
import { type LookupAddress, lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { getCACertificates } from "node:tls";
import { LIMITS, type SsoProblem } from "@warbler/protocol";
import type { Clock } from "../../kernel/clock.ts";
import { mayAsk } from "./addresses.ts";

/** What is wrong with the service, as a word; it may be the cause of another error. */
export class ServiceProblem extends Error {
  readonly problem: SsoProblem;
  constructor(problem: SsoProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

export interface GuardedFetchDeps {
  readonly clock: Pick<Clock, "deadline">;
  readonly allowsPrivate: boolean;
  /** PEM; trusted beside what the machine trusts. */
  readonly authority: string | undefined;
}

/** What is asked, as the OpenID Connect library has it. */
export interface Asked {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: ArrayBuffer | null | ReadableStream | string | Uint8Array | URLSearchParams | undefined;
}

export type GuardedFetch = (url: string, asked: Asked) => Promise<Response>;

const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/;

export function guardedFetch({ clock, allowsPrivate, authority }: GuardedFetchDeps): GuardedFetch {
  const ca = authority === undefined ? undefined : [...getCACertificates("default"), inLines(authority)];
  return async (text, { method, headers, body }) => {
    const url = URL.parse(text);
    if (url?.protocol !== "https:") throw new ServiceProblem("not-https");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !mayAsk(host, allowsPrivate)) throw new ServiceProblem("private-address");
    const sent = body instanceof URLSearchParams ? body.toString() : body;
    if (sent !== null && sent !== undefined && typeof sent !== "string")
      throw new Error("expected a body of text, got another one");
    const signal = clock.deadline(LIMITS.ssoAnswerMs);
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request(url, { method, headers, ca, signal, agent: false, lookup: guardedLookup(allowsPrivate) });
        asked.once("response", resolve).once("error", reject);
        asked.end(sent ?? undefined);
      });
      return await responseOf(answer);
    } catch (cause) {
      throw cause instanceof ServiceProblem ? cause : new ServiceProblem(problemOf(cause, signal), { cause });
    }
  };
}

/** RFC 7468: a field of a page may have taken the line ends away, without which no library reads it. */
const inLines = (pem: string): string =>
  pem.replace(
    /(-----BEGIN CERTIFICATE-----)([^-]*)(-----END CERTIFICATE-----)\s*/g,
    (_all, begin: string, body: string, end: string) =>
      `${begin}\n${body.replace(/\s/g, "").replace(/.{64}/g, "$&\n").trimEnd()}\n${end}\n`,
  );

function problemOf(error: unknown, signal: AbortSignal): SsoProblem {
  if (signal.aborted) return "too-slow";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return TLS_CODES.test(code) ? "certificate" : "unreachable";
}

/** Names that mean one address that may be asked and one that may not are not asked at all. */
const guardedLookup =
  (allowsPrivate: boolean): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return done(error, []);
      const [first] = found;
      if (first === undefined || found.some(({ address }) => !mayAsk(address, allowsPrivate)))
        return done(new ServiceProblem("private-address"), []);
      if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });

async function responseOf(answer: IncomingMessage): Promise<Response> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    answer.destroy();
    throw new ServiceProblem("redirect");
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer) {
    if (!Buffer.isBuffer(part)) throw new Error("expected an answer of bytes");
    bytes += part.length;
    if (bytes > LIMITS.ssoAnswerBytes) {
      answer.destroy();
      throw new ServiceProblem("too-large");
    }
    parts.push(part);
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return new Response(status === 204 ? null : Buffer.concat(parts), { status, headers });
}
