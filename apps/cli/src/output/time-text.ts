/** Times as the terminal shows them: local, sortable, to the minute or the second. */

/** `2026-03-01 14:05` in the machine's time zone. */
export function localMinute(atMs: number): string {
  return local(atMs).slice(0, 16);
}

/** `2026-03-01 14:05:09` in the machine's time zone. */
export function localSecond(atMs: number): string {
  return local(atMs);
}

/** `3 s`, `4 min 05 s` or `2 h 03 min`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

export function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/**
 * What people write for a time (`2026-03-01`, `2026-03-01 14:05`, `2026-03-01T14:05Z`, a number of milliseconds), or
 * undefined. Without a zone it is the machine's; a day begins at midnight.
 */
export function timeMsFromText(text: string): number | undefined {
  if (/^\d{11,16}$/.test(text)) return Number(text);
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (match === null) return undefined;
  const atMs = Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? ""}`);
  return Number.isNaN(atMs) || atMs < 0 ? undefined : atMs;
}

function local(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
