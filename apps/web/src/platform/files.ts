/** Handing a file to the person. */
import { after } from "./clock.ts";

const KEPT_MS = 60_000;

/** Saves under `name`; the browser asks where, if it is set to. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replaceAll(/[/\\]/g, "_");
  link.click();
  after(KEPT_MS, () => URL.revokeObjectURL(url));
}
