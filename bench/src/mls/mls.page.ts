// What the MLS scenario runs in Chromium: the same operations, with the primitives of the browser.
import { webProvider } from "@warbler/mls/web";
import type { Figures } from "../scenario.ts";
import { type MlsScale, measureMls } from "./measure.ts";
import { tsMls } from "./ts-mls.ts";
import { warblerMls } from "./warbler.ts";

export async function measureHere(scale: MlsScale): Promise<readonly (readonly Figures[])[]> {
  const clock = { unit: "ms", spentMs: () => performance.now() };
  return measureMls([tsMls, warblerMls(await webProvider(1))], scale, clock);
}
