/** What other features and the composition root use of key packages. */
export { forgetKeyPackages, keyPackageRules, keyPackagesClaimed, spendKeyPackage } from "./key-packages.ts";
export type { KeyPackageOwner } from "./store.ts";
