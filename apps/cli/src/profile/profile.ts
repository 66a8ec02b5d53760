/**
 * One person's place on this machine: a folder that only they can enter, with the session, the pinned certificate
 * authority, and the SDK's store. Two folders are two people, who may talk to each other.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type AccountId, type DeviceId, isId, ORG_ROLES, type OrgRole, type SessionId } from "@warbler/protocol";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

/** Who is signed in where. The token opens the session, with the key: the file is as secret as a password. */
export interface SignedIn {
  readonly url: string;
  readonly organisation: string;
  readonly handle: string;
  readonly name: string;
  readonly role: OrgRole;
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly session: SessionId;
  readonly token: string;
  /** What the session is bound to, as the SDK reveals it; absent in sessions of before. */
  readonly key?: object;
  readonly expiresAtMs: number;
}

export interface Profile {
  readonly folder: string;
  /** Where the SDK keeps its store. */
  readonly storeFolder: string;
  readonly sessionFile: string;
  /** Undefined when nobody is signed in; throws `CliFailure` when the file is damaged. */
  signedIn(): Promise<SignedIn | undefined>;
  signIn(session: SignedIn): Promise<void>;
  signOut(): Promise<void>;
  /** The pinned local certificate authority, in PEM. */
  ca(): Promise<string | undefined>;
  pinCa(pem: string | undefined): Promise<void>;
  /** A small file of the profile's own, such as the state of an import. */
  read(name: string): Promise<string | undefined>;
  /** Replaces the file at once or not at all, readable by its owner only. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

const SESSION = "session.json";
const CA = "ca.pem";

export function profileIn(folder: string, words: Words): Profile {
  const at = (name: string) => join(folder, name);
  const read = (name: string) => readIfThere(at(name));
  const remove = (name: string) => rm(at(name), { force: true });
  async function write(name: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await replaceFile(at(name), text);
  }
  return {
    folder,
    storeFolder: at("store"),
    sessionFile: at(SESSION),
    async signedIn() {
      const text = await read(SESSION);
      if (text === undefined) return undefined;
      const session = signedInFromJson(text);
      if (session !== undefined) return session;
      const { brokenProfile, brokenProfileHelp } = words.errors;
      throw new CliFailure("bad-input", {
        code: "broken-profile",
        message: brokenProfile(at(SESSION)),
        help: brokenProfileHelp,
      });
    },
    signIn: (session) => write(SESSION, `${JSON.stringify(session, undefined, 2)}\n`),
    signOut: () => remove(SESSION),
    ca: () => read(CA),
    pinCa: (pem) => (pem === undefined ? remove(CA) : write(CA, pem)),
    read,
    write,
    remove,
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomBytes(6).toString("hex")}`;
  // "wx" follows no link that someone else put there.
  const file = await open(fresh, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

function signedInFromJson(text: string): SignedIn | undefined {
  const { url, organisation, handle, name, role, account, device, session, token, key, expiresAtMs } = fieldsOf(text);
  const orgRole = ORG_ROLES.find((known) => known === role);
  if (
    typeof url !== "string" ||
    typeof organisation !== "string" ||
    typeof handle !== "string" ||
    typeof name !== "string" ||
    typeof token !== "string" ||
    typeof expiresAtMs !== "number" ||
    orgRole === undefined ||
    !isIdText<AccountId>(account) ||
    !isIdText<DeviceId>(device) ||
    !isIdText<SessionId>(session)
  ) {
    return undefined;
  }
  const bound = typeof key === "object" && key !== null ? { key } : {};
  return { url, organisation, handle, name, role: orgRole, account, device, session, token, ...bound, expiresAtMs };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isIdText<T extends AccountId | DeviceId | SessionId>(value: unknown): value is T {
  return typeof value === "string" && isId<T>(value);
}
