/** File names as they are shown and offered for saving: one segment, no control characters, of a length disks accept. */

const MAX_CHARS = 200;

export function shownFileName(name: string): string {
  const segment = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const plain = segment.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  if (plain === "" || plain === "." || plain === "..") return "file";
  return plain.length <= MAX_CHARS ? plain : `…${plain.slice(-MAX_CHARS).toWellFormed()}`;
}
