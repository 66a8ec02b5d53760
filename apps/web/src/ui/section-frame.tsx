/** A page of sections: their list at the side, or above where it is narrow, and the one that is open. */
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { go, type Route } from "../platform/location.ts";
import { useWords } from "../words/use-words.ts";
import { Button } from "./button.tsx";
import { join } from "./join.ts";
import { RouteLink } from "./route-link.tsx";
import css from "./section-frame.module.css";

export interface SectionEntry {
  readonly name: string;
  readonly title: string;
  readonly icon: ReactNode;
  readonly to: Route;
}

interface SectionFrameProps {
  /** What the sections are of. */
  readonly title: string;
  readonly sections: readonly SectionEntry[];
  readonly open: string;
  /** For tables. */
  readonly wide?: true;
  readonly children: ReactNode;
}

export function SectionFrame({ title, sections, open, wide, children }: SectionFrameProps) {
  const words = useWords();
  const list = useRef<HTMLUListElement>(null);
  const isListed = sections.some(({ name }) => name === open);
  // Where the list is a row, the open one may be outside of what is seen.
  useEffect(() => {
    if (isListed)
      list.current?.querySelector(`[data-section="${open}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [open, isListed]);
  return (
    <div className={css.page}>
      <nav className={css.nav} aria-label={title}>
        <Button kind="quiet" onClick={() => go({ page: "home" })}>
          <ArrowLeft size={17} aria-hidden /> {words.settings.back}
        </Button>
        <ul ref={list}>
          {sections.map((one) => (
            <li key={one.name} data-section={one.name}>
              <RouteLink
                to={one.to}
                className={join(css.link, one.name === open && css.here)}
                aria-current={one.name === open ? "page" : undefined}
              >
                {one.icon} {one.title}
              </RouteLink>
            </li>
          ))}
        </ul>
      </nav>
      <main className={join(css.main, wide === true && css.wide)}>{children}</main>
    </div>
  );
}
