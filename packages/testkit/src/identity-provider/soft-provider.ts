/**
 * A sign-in service (OpenID Connect) that does what a test wants: it signs in whoever the test says, at once, and lies where the
 * test wants that. Real TLS, with the certificate of a world's server; nothing of it is a library's.
 */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";

type Json = Readonly<Record<string, unknown>>;

/** Who is signed in there, and what is said of them. */
export interface SoftUser extends Json {
  readonly sub: string;
}

/** Each changes what an honest service would say. */
export interface ProviderLies {
  readonly discovery?: Json;
  /** Answers with these bytes at this path, in place of what belongs there. */
  readonly instead?: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;
  readonly idToken?: Json;
  readonly header?: Json;
  /** Made in place of the signature. */
  readonly signature?: (input: string) => string;
  /** What comes back with the browser beside the code. */
  readonly callback?: Readonly<Record<string, string>>;
}

interface Grant {
  readonly nonce: string | undefined;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly user: SoftUser;
}

const CLIENT = { id: "warbler", secret: "a secret of the client" } as const;
const KEY_ID = "k1";
const text64 = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");
const seconds = (nowMs: number) => Math.floor(nowMs / 1_000);

export class SoftProvider implements AsyncDisposable {
  readonly #server: Server;
  readonly #key: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  readonly #codes = new Map<string, Grant>();
  readonly client = CLIENT;
  lies: ProviderLies = {};
  /** Time as it writes it into what it tells of sign-outs. */
  nowMs: () => number = Date.now;
  user: SoftUser = { sub: "somebody" };
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** What the last browser was sent here with. */
  lastQuery = new URLSearchParams();

  private constructor(server: Server) {
    this.#server = server;
    this.#key = generateKeyPairSync("rsa", { modulusLength: 2048 });
  }

  /** `folder`: of a world, whose certificate also names this machine. */
  static async open(folder: string): Promise<SoftProvider> {
    const [cert, key] = await Promise.all(
      ["server.pem", "server.key"].map((name) => readFile(join(folder, "tls", name), "utf8")),
    );
    const server = createServer({ cert, key });
    const provider = new SoftProvider(server);
    server.on("request", (request, response) => {
      provider.#answer(request, response).catch(() => response.writeHead(500).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  get issuer(): string {
    const address = this.#server.address();
    return `https://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  get publicKeyPem(): string {
    return this.#key.publicKey.export({ type: "spki", format: "pem" }).toString();
  }

  /** Signed as the service signs, unless lies say otherwise. */
  jwt(claims: Json, header: Json = {}): string {
    const input = `${text64({ alg: "RS256", kid: KEY_ID, ...header, ...this.lies.header })}.${text64(claims)}`;
    const made = this.lies.signature?.(input);
    return `${input}.${made ?? sign("sha256", Buffer.from(input), this.#key.privateKey).toString("base64url")}`;
  }

  /** A signature with the public key as if it were a shared secret. */
  hs256 = (input: string): string => createHmac("sha256", this.publicKeyPem).update(input).digest("base64url");

  /** A token that tells that somebody signed out here. */
  logoutToken(claims: Json, header: Json = { typ: "logout+jwt" }): string {
    const now = seconds(this.nowMs());
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
    const jti = randomBytes(12).toString("hex");
    return this.jwt({ iss: this.issuer, aud: CLIENT.id, iat: now, exp: now + 120, jti, events, ...claims }, header);
  }

  /** Stops answering, as a service that is down. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.issuer);
    this.asked.push(url.pathname);
    const instead = this.lies.instead?.[url.pathname];
    if (instead !== undefined) return instead(request, response);
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(response, { ...this.#about(), ...this.lies.discovery });
      case "/jwks":
        return json(response, {
          keys: [{ ...this.#key.publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig" }],
        });
      case "/authorize":
        return this.#authorize(url.searchParams, response);
      case "/token":
        return this.#token(request, new URLSearchParams(await text(request)), response);
      default:
        response.writeHead(404).end();
    }
  }

  #about(): Json {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
    };
  }

  #authorize(query: URLSearchParams, response: ServerResponse): void {
    this.lastQuery = query;
    const code = randomBytes(16).toString("hex");
    const redirectUri = query.get("redirect_uri") ?? "";
    this.#codes.set(code, {
      nonce: query.get("nonce") ?? undefined,
      challenge: query.get("code_challenge") ?? "",
      redirectUri,
      user: this.user,
    });
    const to = new URL(redirectUri);
    const back = { code, state: query.get("state") ?? "", iss: this.issuer, ...this.lies.callback };
    for (const [name, value] of Object.entries(back)) to.searchParams.set(name, value);
    response.writeHead(302, { location: to.href }).end();
  }

  #token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse): void {
    const code = form.get("code") ?? "";
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const basic = Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replaceAll("%20", "+")}`);
    const isClient = request.headers.authorization === `Basic ${basic.toString("base64")}`;
    if (!isClient) return json(response, { error: "invalid_client" }, 401);
    const isGood =
      grant !== undefined && challenge === grant.challenge && form.get("redirect_uri") === grant.redirectUri;
    if (!isGood) return json(response, { error: "invalid_grant" }, 400);
    const now = seconds(Date.now());
    const claims = {
      iss: this.issuer,
      aud: CLIENT.id,
      iat: now,
      exp: now + 120,
      auth_time: now,
      ...(grant.nonce !== undefined && { nonce: grant.nonce }),
      ...grant.user,
      ...this.lies.idToken,
    };
    json(response, { access_token: "opaque", token_type: "Bearer", id_token: this.jwt(claims) });
  }
}

function json(response: ServerResponse, body: Json, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
