/** Letters that do something with the message that has the focus. */
import type { AccountId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import type { KeyboardEvent } from "react";
import { answer, edit, openPanel, writingPlaceOf } from "../state/ui-state.ts";
import { mayEdit } from "./recall-window.ts";

export function messageKey(
  event: KeyboardEvent<HTMLElement>,
  message: TimelineMessage,
  { me, inThread }: { readonly me: AccountId | undefined; readonly inThread: boolean },
): void {
  const { key, target, currentTarget, ctrlKey, metaKey, altKey } = event;
  // A menu or a dialog that one of its buttons opened is no part of the message.
  const isWithin = target instanceof Node && currentTarget.contains(target);
  if (!isWithin || event.defaultPrevented || ctrlKey || metaKey || altKey) return;
  const place = writingPlaceOf(message, inThread);
  if (key === "r") answer(place, message);
  else if (key === "t" && !inThread) openPanel({ kind: "thread", root: message.thread ?? message.id });
  else if (key === "e" && mayEdit(me, message)) edit(place, message);
  else return;
  event.preventDefault();
}
