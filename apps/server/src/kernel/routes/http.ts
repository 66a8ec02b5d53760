/** Serves routes over fastify: static headers, bearer sessions, parsing, permission, problem details (RFC 9457). */
import { type Action, type ApiName, type Endpoint, ERRORS, LIMITS, type Problem } from "@warbler/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Ledger } from "../ledger.ts";
import { type Log, placeOf } from "../log.ts";
import type { AnyGrant, Caller, Decisions, OpenGrant } from "../policy/policy.ts";
import type { Refusal, Result } from "../result.ts";
import { credentialOf, type Identify } from "./credential.ts";
import { endpointOf, type HttpRoute, parseParams, type RawAnswer, type Redirect } from "./route.ts";
import { SCIM_TYPE, sendScimAnswer, sendScimRefusal } from "./scim.ts";

export interface HttpDeps {
  readonly policy: Decisions;
  readonly openGrant: (reason: string) => OpenGrant;
  readonly identify: Identify;
  readonly log: Log;
  /** Where what a request wrote was recorded; told in the header `warbler-log`. */
  readonly receiptOf: Ledger["receiptOf"];
}

const HEADERS = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

export function problemOf({ code, detail, retryAfterMs }: Refusal): Problem {
  const { status, retryable, en, zh } = ERRORS[code];
  return {
    type: `urn:warbler:error:${code}`,
    title: en,
    titleZh: zh,
    status,
    code,
    retryable,
    ...(detail !== undefined && { detail }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal);
  if (refusal.retryAfterMs !== undefined) reply.header("retry-after", String(Math.ceil(refusal.retryAfterMs / 1000)));
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

type SendRefusal = (reply: FastifyReply, refusal: Refusal) => FastifyReply;

const isRaw = (answer: unknown): answer is RawAnswer =>
  typeof answer === "object" && answer !== null && "raw" in answer;

const isRedirect = (answer: unknown): answer is Redirect =>
  typeof answer === "object" && answer !== null && "redirectTo" in answer;

/** A body that came as a form, so that no other route takes it for JSON. */
class FormBody {
  readonly fields: URLSearchParams;
  constructor(text: string) {
    this.fields = new URLSearchParams(text);
  }
  /** Undefined where a field is there twice: which one counts would be the reader's choice. */
  once(): Readonly<Record<string, string>> | undefined {
    const names = [...this.fields.keys()];
    return new Set(names).size === names.length ? Object.fromEntries(this.fields) : undefined;
  }
}

export function mountHttp(app: FastifyInstance, routes: readonly HttpRoute[], deps: HttpDeps): void {
  app.addHook("onSend", async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, { code: "not-found" }));
  app.setErrorHandler(answerToError(deps.log, sendProblem));
  // Bodies of bytes arrive as they are; JSON is fastify's own parser, which refuses prototype poisoning.
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, new FormBody(String(body))),
  );
  const json = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(SCIM_TYPE, { parseAs: "string" }, (request, body, done) => {
    // An empty body is what some send with a DELETE.
    if (body === "") return done(null, undefined);
    return json(request, body.toString(), done);
  });
  for (const one of routes) mountRoute(app, one, deps);
}

/** What is thrown is answered without detail and logged by its place. */
function answerToError(log: Log, send: SendRefusal, route?: ApiName) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): void => {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    const status =
      typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
    if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return void send(reply, { code: "body-too-large" });
    if (status >= 400 && status < 500) return void send(reply, { code: "bad-request" });
    log("request-failed", { ...(route !== undefined && { route }), error: placeOf(error) });
    send(reply, { code: "internal" });
  };
}

function mountRoute(app: FastifyInstance, one: HttpRoute, deps: HttpDeps): void {
  const endpoint: Endpoint = endpointOf(one.name);
  const isScim = endpoint.dialect === "scim";
  const sendRefusal: SendRefusal = isScim ? sendScimRefusal : sendProblem;
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    errorHandler: answerToError(deps.log, sendRefusal, one.name),
    bodyLimit: one.maxBodyBytes ?? LIMITS.jsonBodyBytes,
    handler: async (request, reply) => {
      const result = await answer(one, endpoint, request, reply, deps);
      if (!result.ok) return sendRefusal(reply, result.refusal);
      if (isRedirect(result.value)) return reply.redirect(result.value.redirectTo, 303);
      if (isRaw(result.value)) {
        if (result.value.immutable === true) reply.header("cache-control", "public, max-age=31536000, immutable");
        return reply.type(result.value.contentType).send(result.value.raw);
      }
      if (isScim) return sendScimAnswer(reply, endpoint.method, result.value);
      return result.value === undefined ? reply.code(204).send() : reply.send(result.value);
    },
  });
}

async function answer(
  one: HttpRoute,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDeps,
): Promise<Result<unknown>> {
  const refusal = (code: Refusal["code"], detail?: string) =>
    ({ ok: false, refusal: { code, ...(detail !== undefined && { detail }) } }) as const;
  let caller: Caller | undefined;
  if (!("openTo" in one.access)) {
    const credential = credentialOf(request.headers.authorization);
    const known = credential === undefined ? refusal("signed-out") : await deps.identify(credential, request.ip);
    if (!known.ok) return known;
    caller = known.value;
  }
  const params = parseParams(request.params as Record<string, string>);
  if (params === undefined) return refusal("not-found");
  let body: unknown;
  if (endpoint.body !== undefined) {
    const parsed = endpoint.body.safeParse(sentBody(endpoint, request));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refusal(
        "bad-request",
        issue === undefined ? undefined : `${issue.path.map(String).join(".") || "body"}: ${issue.code}`,
      );
    }
    body = parsed.data;
  }
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  if (endpoint.bytes === "request" && endpoint.mayBeEmpty !== true && bytes.length === 0)
    return refusal("bad-request", "expected a body of bytes");
  const input = { body, params, bytes } as never;
  let grant: AnyGrant | OpenGrant;
  if ("openTo" in one.access) grant = deps.openGrant(one.access.reason);
  else {
    if (caller === undefined) return refusal("signed-out");
    const decided = await deps.policy.agree<Action>(caller, one.access.action, one.access.resource(input, caller));
    if (!decided.ok) return decided;
    grant = decided.value;
  }
  const result = await one.run(input, grant, {
    address: request.ip,
    client: (request.headers["user-agent"] ?? "").slice(0, LIMITS.clientNameChars),
  });
  const receipt = deps.receiptOf(grant);
  if (receipt !== undefined) reply.header("warbler-log", `${receipt.leaf}/${receipt.position}`);
  return result;
}

/** What is to be parsed: the query, the JSON, or the form; undefined where it came as what the route does not take. */
function sentBody({ method, form }: Endpoint, { query, body }: FastifyRequest): unknown {
  if (method === "GET") return query;
  if (form === true) return body instanceof FormBody ? body.once() : undefined;
  return body instanceof FormBody ? undefined : body === undefined ? {} : body;
}
