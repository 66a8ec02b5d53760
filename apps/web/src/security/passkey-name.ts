/** What a new passkey is called until somebody gives it another name: where it was made. */
import { LIMITS } from "@warbler/protocol";
import { deviceName } from "../platform/device-name.ts";

export const passkeyName = (): string => Array.from(deviceName()).slice(0, LIMITS.passkeyNameChars).join("");
