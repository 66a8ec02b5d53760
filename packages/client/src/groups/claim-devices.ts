/** Takes key packages for people's devices, and believes none that the identity log does not. */
import { checkKeyPackage, decodeKeyPackage, type KeyPackage } from "@warbler/mls";
import type { AccountId, DeviceId } from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";
import { deviceIn } from "./commit-review.ts";
import type { ClaimedKeyPackage } from "./delivery-service.ts";
import type { GroupDeps } from "./group-deps.ts";

/** A device, and what it takes to add it to a group; good for one group. */
export interface ClaimedDevice {
  readonly device: DeviceId;
  readonly keyPackage: KeyPackage;
}

export interface ClaimedDevices {
  readonly devices: readonly ClaimedDevice[];
  /** People none of whose devices can be taken in. */
  readonly unreachable: readonly AccountId[];
}

type Deps = Pick<GroupDeps, "identity" | "delivery" | "mls" | "alarm" | "platform">;

export async function claimDevices(accounts: readonly AccountId[], deps: Deps): Promise<ClaimedDevices> {
  if (accounts.length === 0) return { devices: [], unreachable: [] };
  await deps.identity.membership.refresh();
  const claimed = await deps.delivery.claim(accounts);
  const devices: ClaimedDevice[] = [];
  const reached = new Set<AccountId>();
  for (const one of claimed) {
    if (!accounts.includes(one.account)) continue;
    const keyPackage = await believed(one, deps);
    if (keyPackage === undefined) continue;
    devices.push({ device: one.device, keyPackage });
    reached.add(one.account);
  }
  return { devices, unreachable: accounts.filter((account) => !reached.has(account)) };
}

async function believed(claimed: ClaimedKeyPackage, deps: Deps): Promise<KeyPackage | undefined> {
  const { account, device, keyPackage: bytes } = claimed;
  const decoded = decodeKeyPackage(bytes);
  const checked = decoded.ok && (await checkKeyPackage(deps.mls.provider, decoded.value, deps.platform.nowMs()));
  if (!checked || !checked.ok) return refuse(deps, "key-package-invalid", `device ${device} made another one, or none`);
  const { credential, signatureKey } = checked.value.leafNode;
  const named = deviceIn({ credential });
  if (named?.account !== account || named.device !== device)
    return refuse(deps, "key-package-invalid", `expected one of device ${device}`);
  const listed = (await deps.identity.membership.listedDevices(account)).find((one) => one.device === device);
  if (listed === undefined) return refuse(deps, "device-unlisted", `device ${device} is on no list`);
  if (!equalBytes(listed.signatureKey, signatureKey))
    return refuse(deps, "key-package-invalid", `expected the key that device ${device} is listed with`);
  return checked.value;
}

function refuse({ alarm }: Deps, kind: "key-package-invalid" | "device-unlisted", detail: string): undefined {
  alarm(kind, {}, detail);
  return undefined;
}
