/** Emergencies: roles that people take by themselves as the policy lets them, and that others judge afterwards. */
import type {
  ApiInput,
  EmergenciesNow,
  Emergency,
  EmergencyActs,
  EmergencyId,
  Judgement,
  OwnEmergencies,
} from "@warbler/protocol";

export interface EmergenciesApi {
  /** Which roles the caller may take, and the emergencies of theirs so far. */
  own(): Promise<OwnEmergencies>;
  /** Those that count now: the caller's own, and everybody's for whoever may see them. */
  now(): Promise<EmergenciesNow>;
  /** Needs a fresh proof, by a second factor. */
  begin(asked: ApiInput<"beginEmergency">): Promise<Emergency>;
  endOwn(id: EmergencyId): Promise<void>;
  list(): Promise<readonly Emergency[]>;
  end(id: EmergencyId): Promise<void>;
  /** What the person did meanwhile; that one looked is recorded. */
  acts(id: EmergencyId): Promise<EmergencyActs>;
  judge(id: EmergencyId, judgement: Judgement, note: string): Promise<void>;
}
