/** What the composition root and other features use of recoveries of access. */
export {
  recoveryConfirmed as accessConfirmed,
  recoveryRefused as accessRefused,
  recoveryStarted as accessRecoveryStarted,
  recoveryUsed as accessRecovered,
  recoveryWithdrawn as accessWithdrawn,
} from "./facts.ts";
