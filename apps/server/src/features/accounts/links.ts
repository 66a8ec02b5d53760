/** One-time links: what opens something stands behind the `#`, which browsers never send. */
export type OneTimeLink = (page: "set-up" | "join" | "recover", token: string) => string;

export const oneTimeLink =
  ({
    publicUrl,
    caFingerprint,
  }: {
    /** `https://host:port`. */
    readonly publicUrl: string;
    /** Fingerprint of the local CA, which links carry; absent with an own certificate. */
    readonly caFingerprint: string | undefined;
  }): OneTimeLink =>
  (page, token) =>
    `${publicUrl}/${page}#t=${token}${caFingerprint === undefined ? "" : `&ca=${caFingerprint}`}`;
