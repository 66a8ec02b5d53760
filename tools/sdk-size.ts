/** The SDK's core as a browser gets it: bundled, minified, compressed with Brotli. */
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes of an entry of the repository, given as a path relative to it. */
export async function brotliBytesOf(entry: string): Promise<number> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    write: false,
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`nothing was built from ${entry}`);
  return brotliCompressSync(file.contents).length;
}
