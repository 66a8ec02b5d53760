import type { Feature } from "../../kernel/feature.ts";
import { type ErasuresDeps, erasureRules } from "./erasures.ts";
import { type RoomErasuresDeps, roomErasureRules } from "./room-erasures.ts";
import { erasureRoutes } from "./routes.ts";
import { erasureConfirmations } from "./tables.ts";

export const erasureTables = [erasureConfirmations] as const;

export function erasuresFeature(deps: RoomErasuresDeps & Omit<ErasuresDeps, "devicesOf">): Feature {
  const ofRooms = roomErasureRules(deps);
  return {
    name: "erasures",
    tables: erasureTables,
    routes: erasureRoutes(erasureRules({ ...deps, devicesOf: ofRooms.devicesOf }), ofRooms),
  };
}
