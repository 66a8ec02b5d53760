/** People in a group, for tests that are about one rule. */
import { applyPending, type CommitInput, type CreatedCommit, createCommit } from "../group/create-commit.ts";
import { createGroup } from "../group/create-group.ts";
import type { GroupSettings, GroupState, MlsDeps } from "../group/group-state.ts";
import { joinGroup } from "../group/join-group.ts";
import {
  capabilitiesFor,
  createKeyPackage,
  type Identity,
  type NewKeyPackage,
  type OwnKeyPackage,
} from "../group/key-packages.ts";
import { acceptAnyCredentialAndCommitForTests, type GroupPolicy } from "../group/policy.ts";
import { type Processed, processMessage } from "../group/process-message.ts";
import { basicCredential } from "../messages/credential.ts";
import type { Extension } from "../messages/extension.ts";
import type { MlsProvider } from "../provider/provider.ts";
import type { Result } from "../refusal.ts";

export const DAY_MS = 86_400_000;

/** The value of a result that must not be a refusal. */
export function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`expected a value, got ${result.refusal.reason}: ${result.refusal.detail}`);
  return result.value;
}

/** The refusal of a result that must be one, as "reason: detail". */
export function refusalOf(result: Result<unknown>): string {
  if (result.ok) throw new Error("expected a refusal, got a value");
  return `${result.refusal.reason}: ${result.refusal.detail}`;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface Person {
  readonly identity: Identity;
  state: GroupState;
}

export function depsOf(provider: MlsProvider, policy: Partial<GroupPolicy> = {}): MlsDeps {
  return { provider, policy: { ...acceptAnyCredentialAndCommitForTests, ...policy } };
}

export async function identityNamed(
  { provider }: MlsDeps,
  name: string,
  extensions: readonly number[] = [],
): Promise<Identity> {
  const signer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
  return {
    signer,
    credential: basicCredential(utf8(name)),
    capabilities: capabilitiesFor(provider.suite, { extensions }),
  };
}

export function keyPackageOf(
  { provider }: MlsDeps,
  identity: Identity,
  input: Partial<NewKeyPackage> = {},
): Promise<OwnKeyPackage> {
  return createKeyPackage(provider, { ...identity, notBeforeMs: 0, notAfterMs: 90 * DAY_MS, ...input });
}

export interface SmallGroupInput {
  readonly names: readonly string[];
  readonly contextExtensions?: readonly Extension[];
  /** Extension types that everyone supports. */
  readonly supported?: readonly number[];
  readonly settings?: Partial<GroupSettings>;
}

/** The first name makes the group and adds the others in one commit. */
export async function smallGroup(deps: MlsDeps, input: SmallGroupInput): Promise<Person[]> {
  const { contextExtensions, settings } = input;
  const identities = await Promise.all(input.names.map((name) => identityNamed(deps, name, input.supported)));
  const [first, ...others] = identities;
  if (first === undefined) throw new Error("expected a name");
  const groupId = utf8("a small group");
  const creator: Person = {
    identity: first,
    state: valueOf(await createGroup(deps, { ...first, groupId, contextExtensions, settings })),
  };
  const packages = await Promise.all(others.map((identity) => keyPackageOf(deps, identity)));
  const proposals = packages.map(({ keyPackage }) => ({ kind: "add", keyPackage }) as const);
  const { welcome } = await commit(deps, [creator], creator, { proposals });
  if (welcome === undefined) return [creator];
  const people: Person[] = [creator];
  for (const [at, identity] of others.entries()) {
    const own = packages[at];
    if (own === undefined) continue;
    const { state } = valueOf(await joinGroup(deps, { welcome, keyPackages: [own], settings }));
    people.push({ identity, state });
  }
  return people;
}

/** One commits and applies, all the others follow. */
export async function commit(
  deps: MlsDeps,
  people: readonly Person[],
  committer: Person,
  input: Partial<CommitInput> = {},
): Promise<CreatedCommit> {
  const created = valueOf(await createCommit(deps, committer.state, { signer: committer.identity.signer, ...input }));
  committer.state = valueOf(await applyPending(created.state, created.pending)).state;
  for (const person of people) if (person !== committer) await follow(deps, person, created.commit, input);
  return created;
}

export async function follow(
  deps: MlsDeps,
  person: Person,
  message: Uint8Array,
  options: Pick<CommitInput, "psks" | "nowMs"> = {},
): Promise<Processed> {
  const processed = valueOf(await processMessage(deps, person.state, message, options));
  if (processed.kind !== "removed") person.state = processed.state;
  return processed;
}
