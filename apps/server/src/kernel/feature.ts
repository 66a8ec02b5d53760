/** A feature's manifest: the only thing the composition root reads. */
import type { FrameRoute } from "./routes/frame-route.ts";
import type { HttpRoute } from "./routes/route.ts";
import type { Table } from "./tables.ts";

export interface Feature {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly routes: readonly HttpRoute[];
  readonly frames?: readonly FrameRoute[];
}
