/**
 * Serves the built web client: the files its manifest lists, and the document on each of its pages. What the manifest does
 * not name does not exist, so no path of a request ever reaches the file system.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod/mini";

const path = z.string().check(
  z.regex(/^\/[\w./*-]*$/),
  z.refine((text) => !text.includes("..")),
);
const manifest = z.object({
  pages: z.array(path),
  files: z.array(z.object({ path, type: z.string(), immutable: z.boolean(), brotli: z.boolean() })),
});

/** One tiny policy, `default`, makes the script URLs of the page's workers; everything else that makes code is refused. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  // PDFs, which the browser's own reader shows: only the page itself makes such addresses.
  "frame-src blob:",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), geolocation=(), microphone=(self), payment=(), usb=()",
  vary: "accept-encoding",
} as const;

interface Held {
  readonly type: string;
  readonly cacheControl: string;
  readonly bytes: Buffer;
  readonly brotli: Buffer | undefined;
}

/** False where no client was built: then nothing is mounted. */
export async function mountWebClient(app: FastifyInstance, folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "files.json"), "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const { pages, files } = z.parse(manifest, JSON.parse(text));
  for (const file of files) {
    const held: Held = {
      type: file.type,
      cacheControl: cacheControlOf(file),
      bytes: await readFile(join(folder, file.path)),
      brotli: file.brotli ? await readFile(join(folder, `${file.path}.br`)) : undefined,
    };
    const serve = (request: FastifyRequest, reply: FastifyReply) => send(request, reply, held);
    for (const url of file.path === "/index.html" ? pages : [file.path]) app.get(url, serve);
  }
  return true;
}

/** A page is asked for anew each time, and names the files that belong to it. Browsers ask for an icon with each room that is opened. */
function cacheControlOf({ immutable, type }: { readonly immutable: boolean; readonly type: string }): string {
  if (immutable) return "public, max-age=31536000, immutable";
  return type.startsWith("image/") ? "public, max-age=3600" : "no-cache";
}

function send(request: FastifyRequest, reply: FastifyReply, { type, cacheControl, bytes, brotli }: Held): FastifyReply {
  const takesBrotli = /\bbr\b/.test(String(request.headers["accept-encoding"] ?? ""));
  reply.headers(HEADERS).header("cache-control", cacheControl).type(type);
  if (brotli === undefined || !takesBrotli) return reply.send(bytes);
  return reply.header("content-encoding", "br").send(brotli);
}
