// The least a web client must do, to hold ours against: a static page and one script without a framework, and a list of lines
// for each room. It asks nobody who they are, decrypts nothing, keeps nothing and holds all its rows in the document.
import { once } from "node:events";
import { createServer } from "node:https";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { selfSignedCertificate } from "../../reference/certificate.ts";

/** As many as our client shows of a room at first. */
const FIRST_ROWS = 60;
const WORDS =
  "the driver of my card does not load after the update and 重启以后 还是 一样 any idea what to look at".split(" ");

export interface ReferenceSite extends AsyncDisposable {
  readonly origin: string;
}

/** By an address, so that the browser takes it for another site than Warbler's `localhost`. */
export async function openReferenceSite(
  rooms: readonly { readonly id: string; readonly name: string }[],
): Promise<ReferenceSite> {
  const script = await bundledScript();
  const page = pageFor(rooms);
  const server = createServer(selfSignedCertificate(Date.now()), ({ url = "/" }, response) => {
    const { pathname, searchParams } = new URL(url, "https://localhost");
    const answer = (type: string, body: string) => response.setHeader("content-type", type).end(body);
    if (pathname === "/page.js") return answer("text/javascript", script);
    if (!pathname.startsWith("/lines/")) return answer("text/html; charset=utf-8", page);
    return answer("application/json", JSON.stringify(linesOf(Number(searchParams.get("rows") ?? FIRST_ROWS))));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `https://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bundledScript(): Promise<string> {
  const entry = fileURLToPath(new URL("./reference.page.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm" });
  return outputFiles.map(({ text }) => text).join("");
}

function pageFor(rooms: readonly { readonly id: string; readonly name: string }[]): string {
  const links = rooms.map(({ id, name }) => `<li><a href="/rooms/${id}">${name}</a></li>`).join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Reference</title><style>
body { display: grid; grid-template-columns: 280px 1fr; margin: 0; height: 100vh; font: 15px/1.5 sans-serif }
main { display: flex; flex-direction: column; min-height: 0 } [role=log] { flex: 1; overflow: auto }
article { padding: 4px 16px } b { margin-inline-end: 8px }
</style><nav><ul>${links}</ul></nav><main><div role="log"></div><textarea></textarea></main>
<script type="module" src="/page.js"></script></html>`;
}

/** From 4 to 40 words each. */
function linesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, line) =>
    Array.from({ length: 4 + ((line * 7) % 37) }, (_word, at) => WORDS[(line * 13 + at * 5) % WORDS.length]).join(" "),
  );
}
