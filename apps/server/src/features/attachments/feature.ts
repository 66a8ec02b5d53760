import type { Feature } from "../../kernel/feature.ts";
import { type AttachmentsDeps, attachmentRules } from "./attachments.ts";
import { attachmentRoutes } from "./routes.ts";
import { attachmentTables } from "./tables.ts";

export { folderStore } from "./blob-store.ts";
export { s3Store } from "./s3-store.ts";
export { attachmentTables } from "./tables.ts";

export const attachmentsFeature = (deps: AttachmentsDeps): Feature => ({
  name: "attachments",
  tables: attachmentTables,
  routes: attachmentRoutes(attachmentRules(deps)),
});
