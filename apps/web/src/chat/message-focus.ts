/** The messages by keyboard: one stop of the tab key leads to the last one in sight, the arrow keys go from one to the next. */
import { type FocusEvent, type KeyboardEvent, useState } from "react";

type Log = HTMLDivElement;

const STEPS: Readonly<Record<string, -1 | 1 | undefined>> = { ArrowUp: -1, k: -1, ArrowDown: 1, j: 1 };

/** What the element around the messages needs. */
export function useMessageFocus() {
  const [isWithin, setWithin] = useState(false);
  return {
    // While a message has the focus the list itself is no stop: going back would lead to the same message again.
    tabIndex: isWithin ? -1 : 0,
    onFocus({ target, currentTarget }: FocusEvent<Log>) {
      if (target !== currentTarget) setWithin(true);
      else if (currentTarget.matches(":focus-visible")) lastInSight(currentTarget)?.focus();
    },
    onBlur({ relatedTarget, currentTarget }: FocusEvent<Log>) {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setWithin(false);
    },
    onKeyDown: moveFocus,
  };
}

function messagesIn(log: Log): HTMLElement[] {
  return [...log.querySelectorAll<HTMLElement>("article")];
}

function lastInSight(log: Log): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect();
  return messagesIn(log).findLast((message) => message.getBoundingClientRect().top < bottom - 8);
}

function moveFocus(event: KeyboardEvent<Log>): void {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, currentTarget } = event;
  // A button of a message stands for the message; one that opens a menu takes the arrows itself.
  if (event.defaultPrevented || !(target instanceof HTMLElement) || target.closest("[aria-haspopup], input") !== null)
    return;
  const message = target.closest<HTMLElement>("article");
  if (message === null) return;
  const all = messagesIn(currentTarget);
  const next = all[all.indexOf(message) + step];
  // There the arrows scroll the list; a letter does nothing.
  if (next === undefined && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
