/** What stripping an image gives, whatever its format. */

/** What was found and removed; `unchecked` means that the image could not be looked into. */
export type StripNotice =
  | "exif"
  | "place"
  | "xmp"
  | "iptc"
  | "comment"
  | "text"
  | "time"
  | "appended"
  | "other"
  | "unchecked";

export interface Stripped {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly removed: readonly StripNotice[];
}
