/** A dialog: title, body, and what can be done at its foot. Escape and a click beside it close it. Loaded when first opened. */
import { Suspense } from "react";
import type { DialogProps } from "./dialog-popup.tsx";
import { lazy } from "./lazy.ts";

const Popup = lazy(async () => ({ default: (await import("./dialog-popup.tsx")).DialogPopup }));

/** Shown for as long as it is rendered. */
export function Dialog(props: DialogProps) {
  return (
    <Suspense>
      <Popup {...props} />
    </Suspense>
  );
}
