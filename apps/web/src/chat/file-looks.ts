/** Which files can be looked into here. Both the type that the sender told and the name must say so. */
import type { Attachment } from "@warbler/sdk";

/** Larger ones are saved by hand. */
const LARGEST_BYTES = 32 * 1024 * 1024;
const TEXT_NAMES =
  /\.(txt|md|log|csv|json|ya?ml|toml|ini|conf|xml|sql|sh|py|[cm]?[jt]sx?|css|go|rs|java|c|h|cpp|diff|patch)$/i;

export function looksLike({ mediaType, name, sizeBytes }: Attachment): "pdf" | "text" | undefined {
  if (sizeBytes > LARGEST_BYTES) return undefined;
  if (mediaType === "application/pdf" && /\.pdf$/i.test(name)) return "pdf";
  const isText = mediaType === "" || mediaType === "application/json" || mediaType.startsWith("text/");
  return isText && TEXT_NAMES.test(name) ? "text" : undefined;
}
