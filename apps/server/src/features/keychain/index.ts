/** What other features and the composition root use of the keychain. */
export { keychainRules, recoveryChanged, recoveryOpened } from "./keychain.ts";
