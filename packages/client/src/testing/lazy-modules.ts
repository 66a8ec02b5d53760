/** Loads what a client loads when it is first used: virtual time does not wait for files that are being read. */
export async function loadLazyModules(): Promise<void> {
  await Promise.all([
    import("../audit/log-watch.ts"),
    import("../erasures/erase.ts"),
    import("../erasures/room-erasures.ts"),
    import("../groups/index.ts"),
    import("../identity/index.ts"),
    import("../outbox/kept-files.ts"),
    import("../outbox/send-files.ts"),
    import("../rooms/chat-rules.ts"),
    import("../rooms/group-rooms.ts"),
    import("../sync/destroy-records.ts"),
    import("../search/search-messages.ts"),
    import("../session/call-api.ts"),
    import("../session/device-key.ts"),
    import("../session/dpop.ts"),
    import("../session/is-session-over.ts"),
    import("../session/prove.ts"),
    import("../session/sign-in.ts"),
    import("@warbler/mls/web"),
  ]);
}
