/** Loads what a client loads when it is first used: virtual time does not wait for files that are being read. */
export async function loadLazyModules(): Promise<void> {
  await Promise.all([
    import("../audit/log-watch.ts"),
    import("../groups/index.ts"),
    import("../identity/index.ts"),
    import("../session/call-api.ts"),
    import("../session/device-key.ts"),
    import("@warbler/mls/web"),
  ]);
}
