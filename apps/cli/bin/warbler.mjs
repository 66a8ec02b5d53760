#!/usr/bin/env node
// The command `warbler`: runs apps/cli/src/main.ts in the caller's folder, under a Node that can; see tools/launch.mjs.
import { launch } from "../../../tools/launch.mjs";

launch("apps/cli/src/main.ts", process.argv.slice(2), process.cwd());
