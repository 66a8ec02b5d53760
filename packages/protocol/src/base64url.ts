/** base64url without padding (RFC 4648 §5), on what browsers and Node both have. */

export function base64urlFromBytes(bytes: Uint8Array): string {
  let binary = "";
  // In pieces, since a call takes a bounded number of arguments.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes, or undefined when `text` is not canonical base64url. */
export function bytesFromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return base64urlFromBytes(bytes) === text ? bytes : undefined;
}
