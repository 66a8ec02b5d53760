/** What a device's key may sign: each kind of statement has its own label, so that none can pass for another. */
export const SIGNATURE_LABELS = {
  signIn: "warbler/1/sign-in",
  deviceRegistration: "warbler/1/device-registration",
  message: "warbler/1/message",
} as const;

export type SignatureKind = keyof typeof SIGNATURE_LABELS;
