/** The account's identity and recovery, as a program sees them. */
import type { AccountId, ApprovalId, DeviceAnswer, DeviceId, RoomId } from "@warbler/protocol";

/**
 * "none": the account has no identity yet. "ready": this device is on the account's signed list. "needs-approval": another
 * device must let this one in, or the recovery secret does. "needs-recovery": no other device is left that could.
 */
export type IdentityState = "none" | "ready" | "needs-approval" | "needs-recovery";

export interface OwnDevice extends Pick<DeviceAnswer, "id" | "name" | "addedAtMs" | "lastSeenAtMs" | "current"> {
  /** Whether the account's newest signed version lists it. One that is not gets no keys. */
  readonly listed: boolean;
  /** Eight groups of five digits of its signature key. */
  readonly fingerprint: string;
}

export interface SafetyNumberOf {
  readonly account: AccountId;
  /** Twelve groups of five digits, the same on both sides. */
  readonly digits: string;
  /** For a QR code, and what scanning one gives. */
  readonly payload: string;
  /** "changed": another root than the one known here; nothing is sent to rooms with this person until it is accepted. */
  readonly trust: Trust;
}
export type Trust = "unverified" | "verified" | "changed";

export interface WaitingApproval {
  readonly id: ApprovalId;
  readonly device: DeviceId;
  /** What the server calls it: a hint, no proof. */
  readonly name: string;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
  /** "number": the device shows its number now. "taken": another of the account's devices is answering it. */
  readonly step: "waiting" | "number" | "taken";
}

export interface ApprovalsLook {
  /** Answers nothing, so that another device of the account can. */
  readonly onlyLook?: boolean;
}

export interface ApprovalRequest {
  readonly id: ApprovalId;
  readonly expiresAtMs: number;
  /** This device's keys as one line, for a QR code or a paste: who takes it needs no number. */
  readonly payload: string;
  /** Six digits to be compared with, or typed into, the approving device, once it has answered. */
  number(signal?: AbortSignal): Promise<string>;
  /** Resolves when this device is on the list. Rejects with `approval-over`. */
  approved(signal?: AbortSignal): Promise<void>;
  cancel(): Promise<void>;
}

export interface OwnMonitor {
  readonly state: IdentityState;
  readonly origin: string;
  /** Entries of the log that were verified here, and their root in base64url. */
  readonly size: number;
  readonly root: string;
  /** When the log last signed. */
  readonly signedAtMs: number;
  readonly version: number;
  /** Of the account's root: eight groups of five digits. */
  readonly rootFingerprint: string;
  readonly devices: readonly OwnDevice[];
  /** Listed, yet not among the devices that the server shows. */
  readonly unknownDevices: readonly DeviceId[];
  /** Versions of this account, oldest first. */
  readonly versions: readonly OwnVersion[];
}

export interface OwnVersion {
  readonly version: number;
  readonly atMs: number;
  readonly added: readonly DeviceId[];
  readonly removed: readonly DeviceId[];
  readonly byRoot: boolean;
  readonly rootChanged: boolean;
  /** Recovery was set up, or set up anew. */
  readonly recoveryChanged: boolean;
  /** The keychain was begun anew. */
  readonly keychainBegun: boolean;
}

/** What was begun in a room on one of the account's devices. Empty where it was sent or thrown away. */
export interface OwnDraft {
  readonly room: RoomId;
  readonly text: string;
}

export interface IdentityApi {
  state(): Promise<IdentityState>;
  /**
   * Makes the account's identity if it has none; done by itself at the first sign-in. Where this device is `ready` then, others
   * can take it into their rooms.
   */
  setUp(): Promise<IdentityState>;
  safetyNumber(account: AccountId): Promise<SafetyNumberOf>;
  /** Marks the person as verified; with what a QR code said, only if it is theirs (`safety-number-wrong` otherwise). */
  verify(account: AccountId, scanned?: string): Promise<void>;
  /** Takes a changed root as the person's own, unverified. */
  accept(account: AccountId): Promise<void>;
  /** Those of these people whose root changed and was not accepted. */
  changed(accounts: readonly AccountId[]): Promise<readonly AccountId[]>;
  monitor(): Promise<OwnMonitor>;
  devices(): Promise<readonly OwnDevice[]>;
  /** Takes a device off the list, under a new identity key and keychain segment. */
  revoke(device: DeviceId): Promise<void>;
  /** Devices that ask to be let in. This device answers them, and they show their numbers, unless it only looks. */
  approvals(options?: ApprovalsLook): Promise<readonly WaitingApproval[]>;
  /** Lets the device in whose screen shows this number. A wrong one ends the request: `approval-number-wrong`. */
  approve(id: ApprovalId, number: string): Promise<OwnDevice>;
  /** Lets the device in whose code was read from its own screen; where one is `asked`, no other. */
  approvePayload(payload: string, asked?: DeviceId): Promise<OwnDevice>;
  reject(id: ApprovalId): Promise<void>;
  requestApproval(): Promise<ApprovalRequest>;
  /** Hands the keys that this device holds to another listed one again. */
  handOver(device: DeviceId): Promise<number>;
  /** Seals what was begun in a room to the account's other devices; false where none has it now. Empty takes it back there. */
  sendDraft(draft: OwnDraft): Promise<boolean>;
  /** What the other devices sent since the last call. */
  takeDrafts(): Promise<readonly OwnDraft[]>;
  /** The key of a device from any version of its account's list: for what it signed while it was listed. */
  deviceKey(account: AccountId, device: DeviceId): Promise<Uint8Array | undefined>;
  /** Signs the payload of an act under dual control with this device's key: what is signed is done. */
  signAct(payload: Uint8Array): Promise<Uint8Array>;
  /** Signs, with this device's key, decisions of an access review. */
  signReview(payload: Uint8Array): Promise<Uint8Array>;
  /** Signs that a recovery of this account's access may be used at once. */
  signAccessRecovery(payload: Uint8Array): Promise<Uint8Array>;
}

/** A printed code as typed, or 32 bytes from a passkey's PRF extension for `RecoveryApi.prfSalt`. */
export type RecoverySecret = string | { readonly means: "passkey"; readonly secret: Uint8Array };

export interface RecoveryMeansStatus {
  readonly means: "code" | "passkey";
  readonly createdAtMs: number;
  /** When another secret took its place; absent for one that counts. */
  readonly replacedAtMs?: number;
}

export interface RecoveryStatusOf {
  /** "untested": this device still holds what recovery would bring back, until the secret was tried once. */
  readonly state: "none" | "untested" | "ready";
  readonly means: readonly RecoveryMeansStatus[];
  /** A code counts that was made here and that nobody has said to have kept: `unseenCode` tells it again. */
  readonly codeUnseen: boolean;
  /** Entries of the keychain on the server. */
  readonly keychainEntries: number;
  /** False where the server's keychain is not the one that this device has followed: `beginKeychain` begins a new one. */
  readonly keychainWhole: boolean;
  /** How often it was begun anew. */
  readonly keychainsGivenUp: number;
  /** Keys that this device holds. */
  readonly keysHere: number;
  /** Keys here that are on their way to the keychain. */
  readonly keysWaiting: number;
}

export interface Recovered {
  /** Content keys that the keychain gave. */
  readonly keys: number;
  /** False when the server holds back a part of the keychain, or another one: the rest was read. */
  readonly whole: boolean;
  /** Whether the keychain was once begun anew: of the one before, what still held was read. */
  readonly begunAnew: boolean;
}

export interface RecoveryUse {
  /** Takes all other devices off the list: for when one of them is in wrong hands. */
  readonly alone?: boolean;
}

export interface RecoverySetUp {
  /** Replaces the root, for when the secret and the device that held it are gone. Everyone is asked to verify anew. */
  readonly newRoot?: boolean;
  /** A second means beside the code, or the code beside it: one that counts, to open what is there. */
  readonly by?: RecoverySecret;
}

/**
 * Refusals: `recovery-code-incomplete`, `recovery-code-mistyped` (the check symbol), `recovery-code-replaced` (its detail says
 * when it was made and replaced), `recovery-code-wrong`, `recovery-not-set-up`, `recovery-set-up-already`,
 * `recovery-elsewhere` (only the account's first device can set it up without a new root), `recovery-damaged`.
 */
export interface RecoveryApi {
  status(): Promise<RecoveryStatusOf>;
  /** The code to be printed or written down. This device keeps it until `codeKept`, in case it was never shown. */
  setUp(options?: RecoverySetUp): Promise<string>;
  /** The code that was made last, unless it was said to be kept, or does not count. */
  unseenCode(): Promise<string | undefined>;
  /** The person has the code: this device forgets it. */
  codeKept(): Promise<void>;
  /** Recovery by a passkey; `by` is needed where this device does not hold what is wrapped. */
  setUpPasskey(secret: Uint8Array, options?: RecoverySetUp): Promise<void>;
  /** Opens what recovery would bring back, and changes nothing. */
  test(secret: RecoverySecret): Promise<void>;
  /** Puts this device on the list and reads the keychain. */
  use(secret: RecoverySecret, options?: RecoveryUse): Promise<Recovered>;
  /** Replaces the code; the old one opens nothing afterwards. Other means end with it. */
  rotate(old: RecoverySecret): Promise<string>;
  /**
   * Gives up a keychain that the server has spoilt and begins another one behind it, into which every device puts again what
   * it holds. Nothing is lost that any device has.
   */
  beginKeychain(): Promise<void>;
  /** Input of the PRF extension for this account. */
  prfSalt(): Promise<Uint8Array>;
}
