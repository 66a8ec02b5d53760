/** What the engine tells every page by itself. */
import type { AccountId, Action, MarkAnswer, MessageId, Person, RoomId } from "@warbler/protocol";
import type { AlarmKind, IdentityChange, Presence, TimelineEvent, TimelineMessage } from "@warbler/sdk";
import type { Asked } from "./asked.ts";
import type {
  ConnectionView,
  DraftView,
  Failure,
  PendingView,
  RoomView,
  SessionView,
  TransferId,
} from "./engine-api.ts";
import type { ImportView } from "./imports/import-view.ts";
import type { UnseenAnswers } from "./unseen-answers.ts";

export type EngineEvent =
  /** Without a question the one before is over. */
  | { readonly type: "asked"; readonly asked?: Asked }
  | { readonly type: "session"; readonly session: SessionView }
  /** Whatever a page holds has to go. */
  | { readonly type: "locked" }
  | { readonly type: "unlocked"; readonly key: CryptoKey }
  | { readonly type: "connection"; readonly connection: ConnectionView }
  | { readonly type: "room"; readonly room: RoomView }
  | { readonly type: "room-left"; readonly room: RoomId }
  | { readonly type: "people"; readonly people: readonly Person[] }
  | { readonly type: "presence"; readonly account: AccountId; readonly state: Presence }
  /** `isNews` where a person may want to be told of it: not one's own, not read elsewhere. */
  | { readonly type: "message"; readonly message: TimelineMessage; readonly isNews: boolean }
  | { readonly type: "change"; readonly message: TimelineMessage }
  | { readonly type: "event"; readonly event: TimelineEvent }
  | { readonly type: "typing"; readonly room: RoomId; readonly account: AccountId; readonly typing: boolean }
  | { readonly type: "read"; readonly room: RoomId; readonly account: AccountId; readonly seq: number }
  | { readonly type: "pending"; readonly pending: PendingView }
  /** Sent, or taken back. */
  | { readonly type: "pending-gone"; readonly room: RoomId; readonly id: MessageId }
  /** An edit, recall, reaction or pin that the server did not take. */
  | { readonly type: "refused"; readonly room: RoomId; readonly kind: PendingView["kind"]; readonly failure: Failure }
  | {
      readonly type: "draft";
      readonly room: RoomId;
      readonly draft: DraftView | undefined;
      /** It came from another device of this person. */
      readonly elsewhere?: true;
    }
  /** Answers in the room's threads that this person has not seen, as they are now. */
  | { readonly type: "threads"; readonly room: RoomId; readonly unseen: UnseenAnswers }
  /** All of this person's marks, as they are now. */
  | { readonly type: "marks"; readonly marks: readonly MarkAnswer[] }
  /** What the person's roles let them do in the organisation, as it is now. */
  | { readonly type: "chat-rules" }
  | { readonly type: "reports" }
  /** Calls to urgent messages are to be asked for again. */
  | { readonly type: "urgent" }
  | { readonly type: "emergency" }
  /** What the organisation asks of everybody is to be asked for again. */
  | { readonly type: "security" }
  /** Acts under dual control are to be asked for again. */
  | { readonly type: "acts" }
  | { readonly type: "permissions"; readonly permissions: readonly Action[] }
  /** Access reviews that wait for the person are to be asked for again. */
  | { readonly type: "review" }
  /** Something about this account's own devices and keys is to be looked at again. */
  | { readonly type: "identity"; readonly change: IdentityChange }
  /** The number that this device shows while it asks to be let in. */
  | { readonly type: "approval-number"; readonly number: string }
  | { readonly type: "approval-over"; readonly isApproved: boolean }
  | { readonly type: "alarm"; readonly kind: AlarmKind; readonly room?: RoomId; readonly account?: AccountId }
  | {
      readonly type: "import";
      readonly view: ImportView | undefined;
    }
  | {
      readonly type: "transfer";
      readonly transfer: TransferId;
      readonly doneBytes: number;
      readonly totalBytes: number;
    };
