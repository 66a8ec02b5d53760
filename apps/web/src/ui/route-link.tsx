/** A link to a page of this client: followed here, unless it is to be opened elsewhere. */
import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { go, pathOf, type Route } from "../platform/location.ts";

interface RouteLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href" | "onClick"> {
  readonly to: Route;
  /** What is above the page that one leaves, and does not go away with it. */
  readonly onLeave?: (() => void) | undefined;
}

export function RouteLink({ to, onLeave, children, ...rest }: RouteLinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onLeave?.();
    go(to);
  };
  return (
    <a {...rest} href={pathOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
