/** What nobody waits for comes after what somebody waits for. */
import { type ReactNode, useEffect, useState } from "react";
import { whenCalm } from "../platform/calm.ts";

/** By then what a page is opened for is there, on most machines, and whoever goes on at once has gone on. */
const SETTLED_MS = 800;

/** Gives what takes it back. */
export function whenSettled(work: () => void): () => void {
  return whenCalm(SETTLED_MS, work);
}

export function Later({ children }: { readonly children: ReactNode }) {
  const [isTime, setTime] = useState(false);
  useEffect(() => whenSettled(() => setTime(true)), []);
  return isTime ? children : null;
}
