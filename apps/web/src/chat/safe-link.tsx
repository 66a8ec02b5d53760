/** A link in a message: shows where it leads, and asks first where something about it is suspicious. */
import type { MouseEvent, ReactNode } from "react";
import { go, roomLinked } from "../platform/location.ts";
import { type CheckedLink, checkLink } from "../security/link-dangers.ts";
import { createStore } from "../state/store.ts";

/** The link somebody is asked about. */
export const askedLinkStore = createStore<AskedLink | undefined>(undefined);

export interface AskedLink extends CheckedLink {
  /** The number of the record that it stands in. */
  readonly seq?: number;
}

interface SafeLinkProps {
  readonly href: string;
  readonly text: string;
  readonly children: ReactNode;
}

export function SafeLink({ href, text, children }: SafeLinkProps) {
  const checked = checkLink(href, text);
  if (checked === undefined) return <>{children}</>;
  const room = roomLinked(checked.url);
  const ask = (event: MouseEvent<HTMLElement>) => {
    if (room !== undefined && checked.dangers.length === 0 && isPlainClick(event)) {
      event.preventDefault();
      go(room);
    }
    if (checked.dangers.length === 0) return;
    event.preventDefault();
    const seq = Number(event.currentTarget.closest("article[data-seq]")?.getAttribute("data-seq"));
    askedLinkStore.set(seq > 0 ? { ...checked, seq } : checked);
  };
  return (
    <a
      href={checked.url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={checked.url.href}
      onClick={ask}
      onAuxClick={ask}
    >
      {children}
    </a>
  );
}

/** One that asks for no other tab or window. */
function isPlainClick({ button, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey;
}
