/** Proposals that mix a pre-shared key into the next epoch: RFC 9420 §8.4, §12.1.4. */
import type { Proposal } from "../messages/proposal.ts";
import type { ResumptionUsage } from "../messages/psk-id.ts";
import type { MlsProvider } from "../provider/provider.ts";

type PskProposal = Extract<Proposal, { kind: "psk" }>;

export function externalPskProposal(provider: MlsProvider, pskId: Uint8Array): PskProposal {
  return { kind: "psk", psk: { kind: "external", pskId, nonce: provider.randomBytes(provider.suite.hashBytes) } };
}

/** "reinit" and "branch" are for the first commit of a group that follows from another (RFC 9420 §11.2, §11.3). */
export function resumptionPskProposal(
  provider: MlsProvider,
  psk: { readonly usage: ResumptionUsage; readonly groupId: Uint8Array; readonly epoch: bigint },
): PskProposal {
  const nonce = provider.randomBytes(provider.suite.hashBytes);
  return { kind: "psk", psk: { kind: "resumption", ...psk, nonce } };
}
