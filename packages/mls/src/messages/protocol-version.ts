/** RFC 9420 §6: the version, and the wire formats of §17.2. */
export const MLS10 = 1;

export const WIRE_FORMAT = {
  publicMessage: 1,
  privateMessage: 2,
  welcome: 3,
  groupInfo: 4,
  keyPackage: 5,
} as const;
