/** What other features may use of the proofs of who somebody is. */
export { type SettingsRules, settingsRules } from "./settings.ts";
