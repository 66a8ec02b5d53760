/** What a directory does here, as the log records it. */
import { factType } from "../../kernel/plan.ts";

export const personAdded = factType<null>("directory.person-added");
export const personChanged = factType<null>("directory.person-changed");
export const entryRemoved = factType<null>("directory.person-removed");
export const groupChanged = factType<null>("directory.group-changed");
export const mappingChanged = factType<null>("directory.mapping-changed");
export const entryLinked = factType<null>("directory.linked");
export const mappingApplied = factType<null>("directory.applied");
