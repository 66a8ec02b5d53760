/** The keychain, and the recovery of an account. */
import * as keychain from "../features/keychain.ts";
import { endpoint } from "./endpoint.ts";

export const keychainEndpoints = {
  keychain: endpoint({
    method: "GET",
    path: "/api/keychain",
    says: "A page of the caller's keychain (`KeychainPage`).",
    body: keychain.keychainQuery,
    bytes: "answer",
  }),
  appendKeychain: endpoint({
    method: "POST",
    path: "/api/keychain",
    says: "Appends one entry to the caller's keychain (`KeychainEntry`).",
    bytes: "request",
    answer: keychain.keychainAppended,
  }),
  recovery: endpoint({
    method: "GET",
    path: "/api/recovery",
    says: "Which recovery secrets the account has and had.",
    answer: keychain.recoveryStatus,
  }),
  setRecovery: endpoint({
    method: "PUT",
    path: "/api/recovery",
    says: "Sets the recovery secrets that count from now on.",
    body: keychain.setRecoveryRequest,
    answer: keychain.recoveryStatus,
  }),
  openRecovery: endpoint({
    method: "POST",
    path: "/api/recovery/open",
    says: "The encrypted recovery bundle, to be opened with a recovery secret; recorded and told to the account's devices.",
    answer: keychain.recoveryWraps,
  }),
} as const;
