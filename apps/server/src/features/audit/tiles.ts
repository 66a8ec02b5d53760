/** Serves the log's tiles as plain files (C2SP tlog-tiles), for monitors, witnesses and anyone's own verifier. */
import { parseTilePath, tileInTree } from "@warbler/transparency";
import type { FastifyInstance } from "fastify";
import { sendProblem } from "../../kernel/routes/http.ts";
import type { AuditRules } from "./audit.ts";

/** The one address outside the table of routes: a tile's path has more parts than a route's parameters can name. */
export const TILES = { path: "/audit/tile/*", openTo: "the log is public, and so are its hashes" } as const;

export function mountTiles(app: FastifyInstance, { readTile, signer }: Pick<AuditRules, "readTile" | "signer">): void {
  app.get(TILES.path, async (request, reply) => {
    const path = request.url.slice("/audit/".length);
    const parsed = parseTilePath(path);
    if (!parsed.ok) return sendProblem(reply, { code: "not-found" });
    const { level, index, width } = parsed.value;
    const { head } = await signer.checkpoint();
    const inTree = tileInTree(level, index, head.size);
    // Only what the newest checkpoint covers.
    const bytes = inTree !== undefined && width <= inTree.width ? await readTile(path) : undefined;
    if (bytes === undefined) return sendProblem(reply, { code: "not-found" });
    return reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .type("application/octet-stream")
      .send(bytes);
  });
}
