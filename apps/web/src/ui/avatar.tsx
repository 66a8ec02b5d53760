/** A person or a room as a coloured tile: the colour follows from the id, so that it is the same for everybody. */
import type { Presence } from "@warbler/sdk";
import type { CSSProperties } from "react";
import css from "./avatar.module.css";
import { join } from "./join.ts";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  readonly presence?: Presence;
}

export function Avatar({ id, name, size = 36, presence }: AvatarProps) {
  const style: CSSProperties & Record<`--${string}`, string> = { "--size": `${size}px`, "--hue": `${hueOf(id)}` };
  return (
    <span className={css.avatar} style={style} aria-hidden>
      {initialsOf(name)}
      {presence !== undefined && presence !== "offline" && <span className={join(css.dot, css[presence])} />}
    </span>
  );
}

function hueOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % 360;
}

/** One Chinese character (the given name's last), or the initials of two words. */
function initialsOf(name: string): string {
  const trimmed = name.trim();
  const han = trimmed.match(/\p{Script=Han}/gu);
  if (han !== null) return han.at(-1) ?? "";
  const words = trimmed.split(/[\s._-]+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32).toUpperCase())
    .join("");
}
