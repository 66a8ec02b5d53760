/**
 * Who asks, decided here alone for every route and for the socket: whose the token is, and, where the session is bound to a key of its
 * device, that the request was signed by that key (RFC 9449). A token without its key is nobody.
 */
import type { Caller } from "../policy/policy.ts";
import { ok, type Result, refuse } from "../result.ts";
import { type Credential, credentialOf, credentialOfHello, type Identify } from "./credential.ts";
import { type Proven, readProof } from "./dpop-proof.ts";
import type { ProofMemory } from "./proof-memory.ts";

/** Of an HTTP request, what says who asks. */
export interface AskingRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly ip: string;
}

/** The first frame of a socket, and what was said to it and of it before. */
export interface AskingSocket {
  readonly token: Uint8Array;
  readonly proof: string;
  /** Made for this connection alone; absent where the client did not ask for one. */
  readonly nonce: string | undefined;
  /** As the client addressed it, with the port. */
  readonly host: string;
  readonly address: string;
}

export interface Authenticator {
  ofRequest(request: AskingRequest): Promise<Result<Caller>>;
  ofSocket(hello: AskingSocket): Promise<Result<Caller>>;
  /** Thumbprint of the key that a session begun by this request is bound to; undefined where it shows none. */
  keyOf(request: AskingRequest): Result<string | undefined>;
  /** For the next proof. */
  nonce(): string;
}

export const SOCKET_PATH = "/api/sync";
/** RFC 9449 §9: the proof would do with the nonce that comes with this answer. */
const USE_NONCE = "use_dpop_nonce";

export function authenticator({
  identify,
  proofs,
}: {
  readonly identify: Identify;
  readonly proofs: ProofMemory;
}): Authenticator {
  /** By which key; of requests whose bodies take a while, and who are asked once before it and once behind it. */
  const proved = new WeakMap<AskingRequest, string>();

  const take = (text: string, request: Proven): Result<string> => {
    const proof = readProof(text, request);
    if (proof === undefined) return refuse("invalid-dpop-proof");
    const how = proofs.take(proof);
    if (how === "taken") return ok(proof.thumbprint);
    return how === "stale" ? refuse("invalid-dpop-proof", USE_NONCE) : refuse("invalid-dpop-proof");
  };

  return {
    async ofRequest(request) {
      const { headers, ip } = request;
      const authorization = textOf(headers["authorization"]);
      const credential = credentialOf(authorization);
      if (credential === undefined) return refuse("signed-out");
      const known = await identify(credential, ip);
      if (!known.ok) return known;
      const { caller, boundTo } = known.value;
      // RFC 9449 §7.2: a bound token is not taken as a bearer's, nor the other way around.
      if ((boundTo !== undefined) !== isDpop(authorization)) return refuse("invalid-dpop-proof");
      if (boundTo === undefined || proved.get(request) === boundTo) return ok(caller);
      const taken = take(textOf(headers["dpop"]), { ...requestOf(request), token: tokenOf(credential) });
      if (!taken.ok) return taken;
      if (taken.value !== boundTo) return refuse("invalid-dpop-proof");
      proved.set(request, boundTo);
      return ok(caller);
    },

    async ofSocket({ token, proof, nonce, host, address }) {
      const credential = credentialOfHello(token);
      if (credential === undefined) return refuse("signed-out");
      const known = await identify(credential, address);
      if (!known.ok) return known;
      const { caller, boundTo } = known.value;
      if (boundTo === undefined) return ok(caller);
      const url = `https://${host}${SOCKET_PATH}`;
      const read = readProof(proof, { method: "GET", url, token: tokenOf(credential) });
      // The nonce is this connection's, which takes one hello: nothing needs to be remembered.
      const isOfKey = nonce !== undefined && read?.nonce === nonce && read.thumbprint === boundTo;
      return isOfKey ? ok(caller) : refuse("invalid-dpop-proof");
    },

    keyOf(request) {
      const { headers } = request;
      // Whoever is signed in proves that they are, which is looked at where it matters.
      if (headers["dpop"] === undefined || headers["authorization"] !== undefined) return ok(undefined);
      return take(textOf(headers["dpop"]), requestOf(request));
    },

    nonce: () => proofs.nonce(),
  };
}

const isDpop = (authorization: string): boolean => authorization.startsWith("DPoP ");

/** A session's token as it was given out, which is what `ath` is of. */
const tokenOf = ({ secret }: Credential): string => Buffer.from(secret).toString("base64url");

/**
 * The host is the one that the request names: a server answers to several, and stands behind what passes requests on. It keeps a proof for
 * another server from counting here; a thief can name any host, and is kept out by the nonce, the token and the key.
 */
const requestOf = ({ headers, method, url }: AskingRequest): Proven => ({
  method,
  url: `https://${textOf(headers["host"])}${url}`,
});

/** Of several headers of one name there is none that counts. */
const textOf = (value: string | readonly string[] | undefined): string => (typeof value === "string" ? value : "");
