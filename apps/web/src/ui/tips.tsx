/**
 * What a button is called, shown on hover and focus. There is one bubble for the whole page, over the element whose `data-tip`
 * is pointed at: a page has dozens of buttons, and one pointer.
 */
import { Suspense, useEffect, useState } from "react";
import { after } from "../platform/clock.ts";
import { lazy } from "./lazy.ts";

const TipBubble = lazy(async () => ({ default: (await import("./tip-bubble.tsx")).TipBubble }));

const SHOWN_AFTER_MS = 400;
/** Time enough to move onto the bubble. */
const GONE_AFTER_MS = 120;

export function Tips() {
  const [over, setOver] = useState<HTMLElement>();
  useEffect(() => watch(setOver), []);
  return <Suspense>{over?.isConnected === true && <TipBubble key={over.dataset["tip"]} over={over} />}</Suspense>;
}

function watch(show: (over: HTMLElement | undefined) => void): () => void {
  let wanted: HTMLElement | undefined;
  let cancel = () => {};
  const want = (next: HTMLElement | undefined) => {
    cancel();
    wanted = next;
    cancel = after(next === undefined ? GONE_AFTER_MS : SHOWN_AFTER_MS, () => show(next));
  };
  const hide = () => {
    cancel();
    show(undefined);
  };
  const pointed = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === "touch" || !(target instanceof Element)) return;
    if (target.closest("[data-tip-bubble]") !== null) return cancel();
    const next = tipped(target);
    if (next !== wanted) want(next);
  };
  const focused = ({ target }: FocusEvent) => {
    if (target instanceof Element && target.matches(":focus-visible")) want(tipped(target));
  };
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true, passive: true };
  document.addEventListener("pointerover", pointed, options);
  document.addEventListener("focusin", focused, options);
  document.addEventListener("focusout", hide, options);
  // Whoever presses something knows what it is.
  document.addEventListener("pointerdown", hide, options);
  document.addEventListener("keydown", hide, options);
  return () => {
    cancel();
    stop.abort();
  };
}

function tipped(target: Element): HTMLElement | undefined {
  const found = target.closest("[data-tip]");
  return found instanceof HTMLElement ? found : undefined;
}
