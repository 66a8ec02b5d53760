/** The limits of emergencies: in a module of their own, so that a client that only talks does not carry them. */
export const EMERGENCY_LIMITS = {
  /** Roles that the policy lets people take in an emergency, and whom it names for each. */
  rules: 20,
  people: 100,
  /** How long one lasts. */
  minMs: 15 * 60_000,
  maxMs: 4 * 3_600_000,
  reasonMinChars: 10,
  /** What one proves oneself with must be there so long before. */
  factorMs: 24 * 3_600_000,
  /** That one person may begin within 24 hours, and how many of theirs may wait to be judged. */
  perDay: 2,
  unjudged: 3,
} as const;
