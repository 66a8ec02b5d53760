/** People who speak the bare protocol: for tests of what the server does with every kind of input. */
import type { ApiInput, ApiName, INVITED_ROLES } from "@warbler/protocol";
import { type Params, type RawHttp, rawHttp } from "./http.ts";
import { openRawSocket, type RawSocket } from "./socket.ts";

/** Of everyone in a world. */
export const PASSWORD = "a long enough passphrase";

/** What the server says of a new session. */
interface SessionBody {
  readonly account: string;
  readonly device: string;
  readonly session: string;
  readonly token: string;
}

export interface RawDeps {
  readonly url: () => string;
  readonly ca: string;
  readonly owner: SessionBody;
}

export function rawAccess({ url, ca, owner: ownersSession }: RawDeps) {
  const http: RawHttp = rawHttp(url, ca);
  const sockets: RawSocket[] = [];
  const socket = async (query?: string) => {
    const raw = await openRawSocket(url(), ca, query);
    sockets.push(raw);
    return raw;
  };
  const personOf = ({ account, device, session, token }: SessionBody) => ({
    account,
    device,
    session,
    token,
    call: <N extends ApiName>(name: N, params: Params = {}, body?: ApiInput<N> | Uint8Array) =>
      http.call(name, { token, params, ...(body !== undefined && { body }) }),
    /** Gives the password once more, so that sensitive acts need no further proof for a while. */
    proves: async () => {
      const { ticket } = (await http.call("askProof", { token })).body;
      await http.call("prove", { token, body: { ticket, proof: { kind: "password", password: PASSWORD } } });
    },
    /** A socket that has said hello. */
    connect: async () => {
      const raw = await socket();
      return Object.assign(raw, { welcome: await raw.hello(token) });
    },
  });
  const owner = personOf(ownersSession);
  const newPerson = (handle: string, verifyingKey = "A".repeat(43)) => ({
    handle,
    name: handle,
    password: PASSWORD,
    device: { name: "test", verifyingKey },
  });
  return {
    owner,
    url,
    http: http.http,
    form: http.form,
    call: http.call,
    socket,
    newPerson,
    /** Someone new, by an invitation of the owner. */
    join: async (handle: string, role: (typeof INVITED_ROLES)[number] = "member", verifyingKey?: string) => {
      const { token } = (await owner.call("invite", {}, { role })).body;
      const joined = await http.call("acceptInvitation", { body: { token, ...newPerson(handle, verifyingKey) } });
      return personOf(joined.body);
    },
    signIn: (handle: string, password = PASSWORD, verifyingKey?: string) =>
      http.call("signIn", { body: { handle, password, device: newPerson(handle, verifyingKey).device } }),
    personOf,
    close: () => {
      for (const one of sockets) one.drop();
      http.close();
    },
  };
}
export type Raw = ReturnType<typeof rawAccess>;
export type RawMember = Raw["owner"];
