/**
 * Programs that must not compile: each goes around one of the four guarantees. A line that did compile would fail the
 * check of types, since its `@ts-expect-error` would have nothing to expect.
 */
import type { Secret } from "@warbler/crypto";
import type { AccountId, MessageId, RoomId } from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import type { Erasure } from "./erasure.ts";
import type { Kernel } from "./kernel.ts";
import { aboutEach, factType, insert, plan, type RecordToAppend, update } from "./plan.ts";
import type { Agreed, Caller, Grant, OpenGrant } from "./policy/policy.ts";
import { facts, records, roleAssignments } from "./records.ts";
import { ok, refuse } from "./result.ts";
import { frameRoute } from "./routes/frame-route.ts";
import { route } from "./routes/route.ts";
import { choice, count, type EndToEndCiphertext, endToEnd, id, type RowOf, sealed, table } from "./tables.ts";

const columns = {
  id: id<MessageId>(),
  author: id<AccountId>(),
  words: sealed<string>({ key: "subject", of: "author" }, "a note"),
  title: sealed<string>({ key: "subject", of: "author" }, "its title"),
  stars: count(),
  mood: choice(["calm", "busy"]),
};
const notes = table("notes", columns, { primaryKey: ["id"] });
const drafts = table("drafts", columns, { primaryKey: ["id"] });
const letters = table(
  "letters",
  {
    id: id<MessageId>(),
    author: id<AccountId>(),
    said: endToEnd({ key: "subject", of: "author" }, "what clients say to clients"),
    noted: sealed<string>({ key: "subject", of: "author" }, "what the server may read"),
  },
  { primaryKey: ["id"] },
);
const written = factType<{ readonly words: string }>("room.described");

interface Given extends Kernel {
  readonly caller: Caller;
  readonly room: RoomId;
  readonly message: MessageId;
  readonly account: AccountId;
  readonly mayRead: Grant<"message.read">;
  readonly maySend: Grant<"message.send">;
  readonly open: OpenGrant;
  readonly note: RowOf<typeof notes>;
  readonly draft: RowOf<typeof drafts>;
  readonly letter: RowOf<typeof letters>;
  readonly ciphertext: EndToEndCiphertext;
  readonly record: RecordToAppend;
  readonly password: Secret<string>;
  readonly text: string;
  send(grant: Grant<"message.send">): unknown;
}

/** 1. Permission: no handler without a decision, and what is acted on comes from the decision. */
export function withoutPermission({ caller, room, mayRead, maySend, open, policy, send }: Given): readonly unknown[] {
  const roomOf = ({ params }: { readonly params: { readonly room: RoomId } }) =>
    ({ kind: "room", room: params.room }) as const;
  return [
    // @ts-expect-error A route has no handler before it has said who may use it.
    route("pins").handle(async () => ok({ pins: [] })),
    // @ts-expect-error So has a request of the socket.
    frameRoute("fetch", ok).handle(() => ok({ case: "pong", value: {} })),
    // @ts-expect-error A route that is open to anyone says why.
    route("health").openToAnyone(),
    // @ts-expect-error A permission is a row of the table of actions, not any word.
    route("pins").requires("pins.read", roomOf),
    // @ts-expect-error An action on a room is decided on a room, not on the organisation.
    route("pins").requires("room.read", () => ({ kind: "org" })),
    // @ts-expect-error The organisation's roles are granted in the organisation, not in a room.
    route("grantRoomRole").requires("role.grant", roomOf),
    route("pins")
      .requires("room.read", roomOf)
      // @ts-expect-error The room acted on is the grant's: the handler does not even see the one of the address.
      .handle(async (_grant, { params }) => ok({ pins: [], of: params.room })),
    route("startAttachment")
      .requires("attachment.write", ({ body }) => ({ kind: "room", room: body.room }))
      // @ts-expect-error Nor the one of the body.
      .handle((_grant, { body }) => body.room),
    frameRoute("setTyping", ({ typing }) => ok({ room, typing }))
      .requires("presence.tell", (input) => ({ kind: "room", room: input.room }))
      // @ts-expect-error Nor the one of the frame.
      .handle((_grant, input) => ok({ case: "done", value: input.room })),
    // @ts-expect-error Permission to read is no permission to send.
    send(mayRead),
    // @ts-expect-error What a route is open to anyone for is no permission of anyone.
    send(open),
    // @ts-expect-error A grant made by hand is none.
    send({ action: "message.send", caller, resource: { kind: "room", room }, scope: room, version: 0 }),
    // @ts-expect-error Nor is the copy of a genuine one with another room.
    send({ ...maySend, resource: { kind: "room", room } }),
    // @ts-expect-error Who decides cannot be talked into opening: a job asks for `openGrant` by name, where a reader sees it.
    policy.openGrant("because"),
    // @ts-expect-error A caller is an account, a device and a session, never a name.
    policy.decide({ account: "alice" }, "message.send", { kind: "room", room }),
    // @ts-expect-error An account is no room, though both are 22 characters.
    policy.decide(caller, "message.send", { kind: "room", room: caller.account }),
  ];
}

/** 1, for what may be under dual control: it is never done with a plain grant. */
export function alone({
  ledger,
  policy,
  mayErase,
  mayQuery,
  eraser,
  maySend,
  roomOf,
  act,
}: AloneGiven): readonly unknown[] {
  const about = [{ subject: null, detail: {} }] as const;
  const work = () => plan(factType<null>("erasure.intended"), about, [], null);
  return [
    // @ts-expect-error A plain grant of an action that may be under dual control commits nothing.
    ledger.commit(mayErase, work),
    // @ts-expect-error Nor does what needs such permission take it.
    eraser.erase(mayErase, act),
    // @ts-expect-error What was agreed to for one action is no agreement to another.
    eraser.erase(mayQuery, act),
    // @ts-expect-error A copy that says it was agreed to was not.
    eraser.erase({ ...mayErase, kind: "agreed" }, act),
    // @ts-expect-error A list of names is no quorum.
    policy.agree(maySend.caller, "records.erase", { kind: "org" }, { act: {}, approvers: [maySend.caller.account] }),
    route("erase")
      .requires("records.erase", () => ({ kind: "org" }))
      // @ts-expect-error A handler that takes a plain grant cannot be sure that others were asked: it gets, and passes on, the agreed one.
      .handle(async (grant) => ok(grant satisfies { readonly kind: "decided" })),
    // @ts-expect-error A request of the socket is answered at once: it cannot wait for others.
    frameRoute("fetch", ok).requires("records.erase", roomOf),
  ];
}
interface AloneGiven extends Kernel {
  readonly mayErase: Grant<"records.erase">;
  readonly mayQuery: Agreed<"audit.query">;
  readonly maySend: Grant<"message.send">;
  readonly act: Erasure;
  roomOf(): { readonly kind: "org" };
}

/** 2. Audit: no write without a fact in the same commit. */
export function withoutAudit(given: Given): readonly unknown[] {
  const { ledger, reader, maySend, account, message, record, text } = given;
  const note = { id: message, author: account, words: "w", title: "t", stars: 1, mood: "calm" } as const;
  return [
    // @ts-expect-error A commit needs a grant.
    ledger.commit(undefined, () => plan(written, aboutEach(account, [], {}), [insert(notes, note)], { words: "w" })),
    // @ts-expect-error Work that returns steps alone tells no fact.
    ledger.commit(maySend, () => ({ steps: [insert(notes, note)] })),
    // @ts-expect-error Work that returns nothing tells no fact.
    ledger.commit(maySend, () => {}),
    // @ts-expect-error A fact is about someone, or about the server: about nobody is no fact.
    plan(written, [], [insert(notes, note)], { words: "w" }),
    // @ts-expect-error A fact has a kind of the audit vocabulary.
    factType<null>("note.written"),
    // @ts-expect-error Listeners are told what the fact says they are told.
    plan(written, aboutEach(account, [], {}), [], { title: "t" }),
    // @ts-expect-error A fact's detail is numbers and words, no objects.
    aboutEach(account, [], { note }),
    // @ts-expect-error Only the writer numbers records.
    { ...record, seq: 5 } satisfies RecordToAppend,
    // @ts-expect-error The query builder of features selects, and nothing else.
    reader.query<{ notes: RowOf<typeof notes> }>().insertInto("notes"),
    // @ts-expect-error It does not delete.
    reader.query<{ notes: RowOf<typeof notes> }>().deleteFrom("notes"),
    // @ts-expect-error It does not update.
    reader.query<{ notes: RowOf<typeof notes> }>().updateTable("notes"),
    // @ts-expect-error A statement of a feature selects, and nothing else.
    reader.all('DELETE FROM "records"', []),
    // @ts-expect-error A statement is written in the code, never brought along as a text.
    reader.get(text, []),
  ];
}

/** 3. At rest: nothing about a person is stored as it is, and nothing sealed is opened elsewhere. */
export function inClear(given: Given): readonly unknown[] {
  const { vault, account, message, note, draft, text } = given;
  const whole = { id: message, author: account, words: "w", title: "t", stars: 1, mood: "calm" } as const;
  return [
    // @ts-expect-error There is no kind of column for plain text.
    table("letters", { id: id<MessageId>(), words: { kind: "text", nullable: false } }, { primaryKey: ["id"] }),
    // @ts-expect-error An id column holds ids, so that no text hides in one.
    id<string>(),
    // @ts-expect-error A sealed column says under which key.
    sealed<string>("a note"),
    // @ts-expect-error And what it holds, for the data map.
    sealed<string>({ key: "table" }),
    // @ts-expect-error A text is no identifier.
    insert(notes, { ...whole, id: text }),
    // @ts-expect-error A choice is a word of its closed list.
    insert(notes, { ...whole, mood: text }),
    // @ts-expect-error A count is a number.
    insert(notes, { ...whole, stars: text }),
    // @ts-expect-error What is sealed is of the declared type.
    insert(notes, { ...whole, words: 5 }),
    // @ts-expect-error Bytes that are sealed already are no text to seal: they were bound to another row.
    insert(notes, { ...whole, words: note.words }),
    // @ts-expect-error A column that was not declared has no kind, so it cannot be stored.
    insert(notes, { ...whole, remark: text }),
    // @ts-expect-error The tag of a role is the writer's to make.
    insert(roleAssignments, { scope: "org", account, role: "owner", since_ms: 1, tag: new Uint8Array(32) }),
    // @ts-expect-error No column is found by a sealed value's plain text.
    update(notes, { words: "w" }, { stars: 2 }),
    // @ts-expect-error A sealed value is no text: it must be opened by the vault.
    note.words satisfies string,
    // @ts-expect-error A sealed value of another table does not belong in this row.
    { ...note, words: draft.words } satisfies RowOf<typeof notes>,
    // @ts-expect-error Nor does one of another column.
    { ...note, words: note.title } satisfies RowOf<typeof notes>,
    // @ts-expect-error A row of another table is not opened as if it were of this one.
    vault.open(notes, "words", draft),
    // @ts-expect-error Plain bytes are not sealed.
    vault.open(notes, "words", { ...note, words: new Uint8Array(40) }),
    // @ts-expect-error A column that is not sealed has nothing to open.
    vault.open(notes, "stars", note),
    // @ts-expect-error Records are opened by their own key, of room and author.
    vault.openRecord(note),
    // @ts-expect-error Features read keys through the vault and make none.
    vault.ensure,
    // @ts-expect-error A fact's detail is sealed: it is no object yet.
    (row: RowOf<typeof facts>) => row.detail.reason,
    // @ts-expect-error What was said is sealed: it is no content yet.
    (row: RowOf<typeof records>) => row.content.text,
  ];
}

/**
 * 4. Silence: secrets and contents do not reach a log line. TypeScript lets any object into a template or `console.log`: there
 * a secret prints as `<secret>` (`secret.test.ts`), and the lint rules refuse it in templates.
 */
export function aloud(given: Given): readonly unknown[] {
  const { log, account, password, text, note } = given;
  return [
    // @ts-expect-error A line is a word of the closed list.
    log("something-happened"),
    // @ts-expect-error Not a sentence with something in it.
    log(`request-failed: ${text}`),
    // @ts-expect-error No field takes a text, which might be what somebody wrote.
    log("request-failed", { error: text }),
    // @ts-expect-error An error is logged by its place, since its message may quote.
    log("request-failed", { error: new Error(text) }),
    // @ts-expect-error No field takes an object.
    log("request-failed", { account: { id: account } }),
    // @ts-expect-error No field takes a row.
    log("request-failed", { note }),
    // @ts-expect-error No field takes a secret.
    log("request-failed", { code: password }),
    // @ts-expect-error A secret is not its value: it must be revealed, where a reviewer can see it.
    password satisfies string,
    // @ts-expect-error Nor is it compared, cut or joined unseen.
    password.length,
    // @ts-expect-error A role row that is forged is told by scope and account, not by a name.
    log("role-row-forged", { scope: text, account }),
  ];
}

/** 3, for what clients encrypt for clients: the server relays it, and nothing here opens it. */
export function notForUs({ vault, account, message, letter, ciphertext }: Given): readonly unknown[] {
  const whole = { id: message, author: account, noted: "" } as const;
  return [
    // @ts-expect-error What clients encrypted for clients has no `open` on the server.
    vault.open(letters, "said", letter),
    // @ts-expect-error Nor does it come as bytes that could be read.
    vault.openBytes(letters, "said", letter),
    // @ts-expect-error What the server can read is no ciphertext of clients, and is not relayed as such.
    vault.unseal(letters, "noted", letter),
    // @ts-expect-error Nothing that decodes bytes takes the ciphertext of clients.
    fromBinary(ContentSchema, ciphertext),
    // @ts-expect-error A text is no ciphertext of clients: it cannot be stored as one.
    insert(letters, { ...whole, said: "hello" }),
    // @ts-expect-error Nor are bytes, until they are claimed to be ciphertext that a client sent.
    insert(letters, { ...whole, said: new Uint8Array(40) }),
  ];
}

/** And what people are shown: no English that has no Chinese. */
export function notInOneLanguage(): readonly unknown[] {
  return [
    refuse("bad-request", `nobody answers for ${"the root key"}: name somebody first`),
    // @ts-expect-error What is not well formed is shown to people: each sentence of it is in the table with its Chinese.
    refuse("bad-request", "expected a moon"),
  ];
}
