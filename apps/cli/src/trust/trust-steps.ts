/**
 * What makes a machine and its Chromium believe a certificate authority, step by step, so that each can be shown before
 * it is done. Steps that do not apply to this system are not in the list.
 */
import { join } from "node:path";

export interface TrustStep {
  /** As shown to people: a command line or a file. */
  readonly says: string;
  readonly act:
    | { readonly kind: "write"; readonly path: string; readonly text: string }
    | { readonly kind: "remove"; readonly path: string }
    | ({ readonly kind: "run"; readonly program: string; readonly args: readonly string[] } & RunOptions);
}

interface RunOptions {
  readonly mayFail?: true;
  /** What the program reads from standard input. */
  readonly input?: string;
  /** As whom it runs; as who runs this unless told. */
  readonly person?: Person;
}

/** Whose files these are. */
export interface Person {
  readonly uid: number;
  readonly gid: number;
  readonly homeFolder: string;
}

export interface TrustRequest {
  readonly pem: string;
  /** Path of a file with `pem`, for programs that read it. */
  readonly pemFile: string;
  /** SHA-256 of the certificate, in base64url. */
  readonly fingerprint: string;
  readonly remove: boolean;
}

export interface Machine {
  readonly platform: string;
  readonly homeFolder: string;
  /** Whose Chromium is meant, where root acts for somebody (sudo). */
  readonly person?: Person;
  /** Debian's folder for additions to its store, where it exists. */
  readonly debianFolder: string | undefined;
  readonly hasCertutil: boolean;
  readonly hasNssDatabase: boolean;
}

/** Undefined for a system whose store we do not know. */
export function systemSteps(request: TrustRequest, machine: Machine): readonly TrustStep[] | undefined {
  if (machine.platform === "linux" && machine.debianFolder !== undefined)
    return debianSteps(request, machine.debianFolder);
  if (machine.platform === "darwin") return macSteps(request, machine);
  return undefined;
}

/** Chromium on Linux reads the user's NSS database beside its own roots; elsewhere it follows the system. */
export function chromiumSteps(request: TrustRequest, machine: Machine): readonly TrustStep[] {
  if (machine.platform !== "linux") return [];
  const folder = join(machine.homeFolder, ".pki", "nssdb");
  const database = `sql:${folder}`;
  const name = nameOf(request);
  const as = machine.person === undefined ? {} : { person: machine.person };
  if (request.remove)
    return machine.hasNssDatabase
      ? [run("certutil", ["-D", "-d", database, "-n", name], { ...as, mayFail: true })]
      : [];
  const made: readonly TrustStep[] = machine.hasNssDatabase
    ? []
    : [run("mkdir", ["-p", "-m", "700", folder], as), run("certutil", ["-N", "-d", database, "--empty-password"], as)];
  // "C,,": may certify web servers, nothing else. The certificate comes by standard input: its file may be another's.
  const added = run("certutil", ["-A", "-d", database, "-n", name, "-t", "C,,", "-a"], { ...as, input: request.pem });
  return [...made, { ...added, says: `${added.says} < ${request.pemFile}` }];
}

function debianSteps({ pem, fingerprint, remove }: TrustRequest, folder: string): readonly TrustStep[] {
  const path = join(folder, `warbler-${fingerprint.slice(0, 16)}.crt`);
  return remove
    ? [{ says: `rm ${path}`, act: { kind: "remove", path } }, run("update-ca-certificates", ["--fresh"])]
    : [{ says: `write ${path}`, act: { kind: "write", path, text: pem } }, run("update-ca-certificates", [])];
}

function macSteps({ pemFile, remove }: TrustRequest, { homeFolder }: Machine): readonly TrustStep[] {
  const keychain = join(homeFolder, "Library", "Keychains", "login.keychain-db");
  return remove
    ? [run("security", ["remove-trusted-cert", pemFile])]
    : [run("security", ["add-trusted-cert", "-r", "trustRoot", "-p", "ssl", "-k", keychain, pemFile])];
}

function nameOf({ fingerprint }: TrustRequest): string {
  return `Warbler ${fingerprint.slice(0, 16)}`;
}

function run(program: string, args: readonly string[], options: RunOptions = {}): TrustStep {
  const says = [program, ...args.map((arg) => (/[^\w@%+=:,./-]/.test(arg) ? `'${arg}'` : arg))].join(" ");
  return { says, act: { kind: "run", program, args, ...options } };
}
