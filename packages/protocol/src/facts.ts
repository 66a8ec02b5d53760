/**
 * The audit vocabulary: every fact the ledger can record. `code` is what a public leaf shows and is never reused.
 * Facts marked `batched` share one leaf per group commit; the others have a leaf of their own.
 */
export const FACTS = {
  batch: { code: 1 },
  "organisation.set-up": { code: 10 },
  "password.changed": { code: 13 },
  "person.invited": { code: 14 },
  "invitation.withdrawn": { code: 15 },
  "invitation.accepted": { code: 16 },
  "role.granted": { code: 17 },
  /** A stored role that the writer did not make, or not last, or that is gone: somebody changed the database. */
  "role-row.refused": { code: 18 },
  /** There was no register of roles: the rows with a genuine tag were taken as they were. */
  "role-register.made": { code: 19 },
  "person.suspended": { code: 11 },
  "person.reinstated": { code: 12 },
  "person.removed": { code: 26 },
  "session.started": { code: 20 },
  "session.ended": { code: 21 },
  "sign-in.refused": { code: 22 },
  "session.seen": { code: 23, batched: true },
  "device.removed": { code: 24 },
  /** An officer looked through the people, or at one person's devices and sessions, or ended some of these. */
  "people.reviewed": { code: 25 },
  "person.reviewed": { code: 27 },
  "person.signed-out": { code: 29 },
  "status.changed": { code: 28, batched: true },
  "room.created": { code: 30 },
  "room.described": { code: 31 },
  "room.member-added": { code: 32 },
  "room.member-removed": { code: 33 },
  "room.role-granted": { code: 34 },
  "record.appended": { code: 40, batched: true },
  "cursor.moved": { code: 41, batched: true },
  "attachment.started": { code: 42, batched: true },
  "attachment.chunk-stored": { code: 43, batched: true },
  "attachment.removal-intended": { code: 44 },
  "attachment.removed": { code: 45 },
  /** Saved, hidden or left unread by one person for themselves. */
  "mark.set": { code: 46, batched: true },
  "chat-rules.changed": { code: 47 },
  "receipts.chosen": { code: 48 },
  /** What somebody began to write went from one of their devices to others, sealed to these. */
  "draft.sent": { code: 49, batched: true },
  "import.started": { code: 50 },
  "import.people-added": { code: 51 },
  "import.records-added": { code: 52 },
  "import.completed": { code: 53 },
  "import.members-added": { code: 54 },
  "erasure.intended": { code: 60 },
  "erasure.completed": { code: 61 },
  "erasure.withdrawn": { code: 62 },
  /** A device says that it destroyed what it held of what was erased. */
  "erasure.confirmed": { code: 63 },
  "audit.queried": { code: 70 },
  "identity.changed": { code: 80 },
  "device.approval-asked": { code: 81 },
  "device.approval-answered": { code: 82, batched: true },
  "device.keys-handed-over": { code: 83, batched: true },
  "key-packages.stored": { code: 84, batched: true },
  "key-packages.claimed": { code: 85 },
  "keychain.appended": { code: 86, batched: true },
  "recovery.changed": { code: 87 },
  "recovery.opened": { code: 88 },
  "group.begun": { code: 90 },
  "group.committed": { code: 91 },
  "group.left": { code: 92 },
  "group.fork-reported": { code: 93 },
  "group.welcome-taken": { code: 94, batched: true },
  /** Messages from another system were brought into an end-to-end room by a member. */
  "group.history-added": { code: 95 },
  /** The server asked a room's members to take out somebody who is suspended or has left. */
  "group.removal-proposed": { code: 96 },
  /** Somebody called others to a message of theirs, or one of those has seen it. */
  "urgent.called": { code: 98 },
  "urgent.seen": { code: 99, batched: true },
  "report.made": { code: 100 },
  /** Somebody looked at what a report disclosed. */
  "report.read": { code: 101 },
  "report.taken": { code: 102 },
  "report.closed": { code: 103 },
  "policy.changed": { code: 110 },
  "role.held": { code: 111 },
  "role.dropped": { code: 112 },
  /** A role that was held until a time ended. */
  "role.ended": { code: 113 },
  "role.asked": { code: 114 },
  "role.answered": { code: 115 },
  /** Under dual control: an act was asked for, approved by a signature, done, or withdrawn. */
  "act.asked": { code: 116 },
  "act.approved": { code: 117 },
  "act.executed": { code: 118 },
  "act.withdrawn": { code: 119 },
  "review.started": { code: 130 },
  /** A part of the snapshot that a review is about to begin with. */
  "review.snapshot-stored": { code: 131, batched: true },
  "review.decided": { code: 132 },
  /** What nobody had decided when it was due. */
  "review.lapsed": { code: 133 },
  /** A removal that a review decided could not be carried out, or waits for a room's members. */
  "review.removal-open": { code: 134 },
  "review.reminded": { code: 135 },
  "review.closed": { code: 136 },
  "review.withdrawn": { code: 137 },
  "review.result-read": { code: 138 },
  /** Something of a review was changed or taken out in the database. */
  "review.damaged": { code: 141 },
  /** Parts of a snapshot that no review began with were removed. */
  "review.snapshot-dropped": { code: 142, batched: true },
  "review.series-begun": { code: 139 },
  "review.series-ended": { code: 140 },
  /** Who answers for a secret of the server was named, or nobody does any more. */
  "key.custodian-named": { code: 143 },
  "security.configured": { code: 120 },
  "factor.added": { code: 121 },
  "factor.changed": { code: 122 },
  "factor.removed": { code: 123 },
  "recovery-codes.made": { code: 124 },
  "bot.made": { code: 150 },
  "bot.handed-over": { code: 151 },
  "bot.removed": { code: 152 },
  "token.made": { code: 153 },
  "token.ended": { code: 154 },
  "token.seen": { code: 155, batched: true },
  /** Whoever answers for a token was told that it ends soon. */
  "token.ends-soon": { code: 156 },
  /** By a directory of another system, or about it. */
  "directory.person-added": { code: 160 },
  "directory.person-changed": { code: 161 },
  "directory.person-removed": { code: 162 },
  "directory.group-changed": { code: 163 },
  "directory.mapping-changed": { code: 164 },
  "directory.linked": { code: 165 },
  /** Roles and rooms that a group gave or took back. */
  "directory.applied": { code: 166 },
  /** Somebody proved anew who they are, for sensitive acts. */
  "proof.given": { code: 125 },
  "proof.refused": { code: 126 },
  /** A service for single sign-on was added, changed, given a secret, tried, switched or removed, or became the only way in. */
  "sso.configured": { code: 170 },
  "sso.linked": { code: 171 },
  "sso.unlinked": { code: 172 },
  /** Somebody new came in by a service that may bring people. */
  "sso.joined": { code: 173 },
  "sso.refused": { code: 174 },
  /** The service told that somebody signed out there. */
  "sso.logged-out": { code: 175 },
  /** A way back to an account: made by an officer, let be used at once by the person, refused, withdrawn, used. */
  "access-recovery.started": { code: 180 },
  "access-recovery.confirmed": { code: 181 },
  "access-recovery.refused": { code: 182 },
  "access-recovery.withdrawn": { code: 183 },
  "access-recovery.used": { code: 184 },
  /** Who has the link was given the account's root key, encrypted under its recovery code. */
  "access-recovery.wraps-given": { code: 185 },
  /** Somebody took a role by themselves in an emergency; it ended; an officer looked at what was done, and judged it. */
  "emergency.begun": { code: 190 },
  "emergency.ended": { code: 191 },
  "emergency.read": { code: 192 },
  "emergency.judged": { code: 193 },
} as const satisfies Record<string, { code: number; batched?: true }>;

export type FactKind = keyof typeof FACTS;
export const isFactKind = (kind: string): kind is FactKind => Object.hasOwn(FACTS, kind);
/** Those that one asks for by name; a batch stands for the facts in it. */
export const FACT_KINDS: readonly FactKind[] = Object.keys(FACTS)
  .filter(isFactKind)
  .filter((kind) => kind !== "batch");

export function isBatched(kind: FactKind): boolean {
  return "batched" in FACTS[kind];
}

const KIND_BY_CODE = new Map<number, string>(Object.entries(FACTS).map(([kind, { code }]) => [code, kind]));

/** The word for a leaf's kind code, or undefined for a code this version does not know. */
export function factKindFromCode(code: number): string | undefined {
  return KIND_BY_CODE.get(code);
}
