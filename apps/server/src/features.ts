/** The features of the server, put together by hand over a kernel: what is served, and what the generated pages list. */
import { join } from "node:path";
import type { AccountId } from "@warbler/protocol";
import type { Config } from "./config.ts";
import { accessRecoveryFeature, accessRecoveryTables } from "./features/access-recovery/feature.ts";
import { accountsFeature, accountTables } from "./features/accounts/feature.ts";
import {
  accountsDoor,
  deviceKeysOf,
  oneTimeLink,
  passwordDepends,
  removeDeviceSteps,
  withPassword,
} from "./features/accounts/index.ts";
import { actsFeature, actTables } from "./features/acts/feature.ts";
import { attachmentsFeature, attachmentTables, folderStore, s3Store } from "./features/attachments/feature.ts";
import { auditFeature } from "./features/audit/feature.ts";
import { auditRules, openLogSigner } from "./features/audit/index.ts";
import { chatRulesFeature, chatRuleTables } from "./features/chat-rules/feature.ts";
import { chatRulesOf } from "./features/chat-rules/index.ts";
import { conversationsFeature, conversationTables } from "./features/conversations/feature.ts";
import { botEvents, conversationRules } from "./features/conversations/index.ts";
import { custodiansFeature, custodianTables } from "./features/custodians/feature.ts";
import { custodianRules, type ServerKey } from "./features/custodians/index.ts";
import { deliveryFeature } from "./features/delivery/feature.ts";
import { delivery } from "./features/delivery/index.ts";
import { devicesFeature, deviceTables } from "./features/devices/feature.ts";
import { deviceRules, forgetTransfers } from "./features/devices/index.ts";
import { directoryFeature, directoryTables } from "./features/directory/feature.ts";
import { provisionedAs } from "./features/directory/index.ts";
import { draftsFeature, draftTables } from "./features/drafts/feature.ts";
import { draftRules, forgetDrafts } from "./features/drafts/index.ts";
import { erasuresFeature, erasureTables } from "./features/erasures/feature.ts";
import { factorsFeature, factorTables } from "./features/factors/feature.ts";
import {
  adoptFactors,
  approvalPasskeys,
  factorKindsOf,
  factorRules,
  keepsPasskey,
  proofRules,
  relyingParty,
  settingsRules,
  withPasskey,
} from "./features/factors/index.ts";
import { groupsFeature, groupTables } from "./features/groups/feature.ts";
import { groupRules } from "./features/groups/index.ts";
import { identityFeature, identityTables } from "./features/identity/feature.ts";
import { identityChanged, identityRules, openIdentityLog } from "./features/identity/index.ts";
import { importsFeature, importTables } from "./features/imports/feature.ts";
import { importedRoomsOf } from "./features/imports/index.ts";
import { keyPackagesFeature, keyPackageTables } from "./features/key-packages/feature.ts";
import { forgetKeyPackages, keyPackageRules, spendKeyPackage } from "./features/key-packages/index.ts";
import { keychainFeature, keychainTables } from "./features/keychain/feature.ts";
import { keychainRules } from "./features/keychain/index.ts";
import { marksFeature, markTables } from "./features/marks/feature.ts";
import { markRules } from "./features/marks/index.ts";
import { messagesFeature, messageTables } from "./features/messages/feature.ts";
import { mentionsOf, messageRules } from "./features/messages/index.ts";
import { type MetaDeps, metaFeature } from "./features/meta/feature.ts";
import { reportsFeature, reportTables } from "./features/reports/feature.ts";
import { reportRules } from "./features/reports/index.ts";
import { reviewsFeature, reviewTables } from "./features/reviews/feature.ts";
import { rolesFeature, roleTables } from "./features/roles/feature.ts";
import {
  personRemoved,
  personSuspended,
  policyChanged,
  roleAnswered,
  roleGranted,
  roleHeld,
} from "./features/roles/index.ts";
import { searchFeature, segmentFolder } from "./features/search/feature.ts";
import { type SsoFeature, ssoFeature, ssoTables } from "./features/sso/feature.ts";
import { forgetLinks } from "./features/sso/index.ts";
import { tokensFeature, tokenTables } from "./features/tokens/feature.ts";
import { botShownBy, botsOfOwners } from "./features/tokens/index.ts";
import { urgentFeature, urgentTables } from "./features/urgent/feature.ts";
import { urgentRules } from "./features/urgent/index.ts";
import type { Feature } from "./kernel/feature.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { openSigningKey } from "./kernel/keys/signing-key.ts";
import { repeat } from "./kernel/repeat.ts";
import { actsOver } from "./kernel/routes/act.ts";

export const featureTables = [
  ...accountTables,
  ...factorTables,
  ...ssoTables,
  ...accessRecoveryTables,
  ...conversationTables,
  ...messageTables,
  ...markTables,
  ...urgentTables,
  ...chatRuleTables,
  ...reportTables,
  ...importTables,
  ...attachmentTables,
  ...identityTables,
  ...deviceTables,
  ...draftTables,
  ...keychainTables,
  ...keyPackageTables,
  ...groupTables,
  ...roleTables,
  ...reviewTables,
  ...custodianTables,
  ...actTables,
  ...tokenTables,
  ...directoryTables,
  ...erasureTables,
] as const;

/** How long somebody may stay among a room's keys when the server stopped just before it asked for their removal. */
const LEAVERS_LOOK_MS = 60_000;

export interface FeatureSettings extends Pick<Config, "dataFolder" | "publicHost" | "s3"> {
  /** `https://host:port`, for links. */
  readonly publicUrl: string;
  /** Fingerprint and certificate of the local CA, if there is one; the certificate may be renewed while running. */
  readonly caFingerprint: string | undefined;
  readonly localCaPem: () => string | undefined;
  readonly transport: MetaDeps["transport"];
  /** What the server keeps secret. */
  readonly serverKeys: readonly ServerKey[];
}

/** All features, and by name what transit needs of them: who calls, who is connected, and the log's tiles. */
export async function openFeatures(kernel: Kernel, settings: FeatureSettings) {
  const audit = auditRules({ ...kernel, signer: await openLogSigner(kernel, settings) });
  const chatRules = chatRulesOf(kernel);
  const conversations = conversationRules({ ...kernel, mentions: mentionsOf(kernel), seenBy: chatRules.seenBy });
  const deliveries = delivery({ ...kernel, conversations, seenBy: chatRules.seenBy });
  const security = settingsRules(kernel);
  const door = accountsDoor({ ...kernel, botShown: botShownBy(kernel) });
  const party = relyingParty(settings.publicHost, settings.publicUrl);
  await adoptFactors(kernel);
  const proofs = { ...kernel, party, namesOf: door.namesOf };
  const link = oneTimeLink(settings);
  const accounts = accountsFeature({
    ...kernel,
    link,
    door,
    party,
    proofs: proofRules(proofs),
    settings: security,
    joinRooms: conversations.joinRooms,
    isSealedRoom: async (room) => (await conversations.levelOf(room)) === "sealed",
    importedRoomsOf: importedRoomsOf(kernel.reader),
    factorKindsOf: factorKindsOf(kernel),
    ssoLinksOf: (people) => sso.linksAmong(people),
    leavingOf: async (account) => ({
      ...(await conversations.leavingOf(account)),
      bots: (await botsOfOwners(kernel).botsOf(account)).length,
    }),
    isSsoRequired: () => sso.isRequired(),
    isSsoOnly: (account) => sso.isOnlyWay(account),
    ssoChoicesOf: (account) => sso.choicesOf(account),
    checkSso: (caller, back) => sso.proof(caller, back),
    listedDevices: (account) => identity.listedDevices(account),
    deviceLeaves: (device) => [...forgetTransfers(device), forgetDrafts(device), forgetKeyPackages(device)],
  });
  const [ofPassword, ofPasskey] = [withPassword(kernel), withPasskey(kernel)];
  const sso: SsoFeature = ssoFeature({
    ...kernel,
    ...settings,
    door,
    signIn: accounts.signIn,
    join: accounts.join,
    provisioned: provisionedAs(kernel),
    hasPassword: async (account) => (await ofPassword([account])).has(account),
    hasPasskey: async (account) => (await ofPasskey([account])).has(account),
    keepsPasskey,
    withOwnWay: async (people) => new Set([...(await ofPassword(people)), ...(await ofPasskey(people))]),
  });
  const otherWayIn = async (account: AccountId) =>
    (await ofPassword([account])).has(account) ? [] : sso.holdsLink(account);
  const deviceKeys = deviceKeysOf(kernel);
  const identityLog = await openIdentityLog(kernel, settings);
  const identity = identityRules({
    ...kernel,
    identityLog,
    deviceKeys,
    devicesLeave: async (account, devices) => {
      const removals = await groups.removalsOf(account, devices);
      const gone = devices.flatMap((device) => [
        ...removeDeviceSteps({ account, device }, kernel.clock.nowMs(), "ignore"),
        ...forgetTransfers(device),
        forgetDrafts(device),
        forgetKeyPackages(device),
      ]);
      return { steps: [...gone, ...removals.steps], proposals: removals.proposals };
    },
  });
  const { listedDevices, newestSegment } = identity;
  const keychain = keychainRules({ ...kernel, listedDevices, newestSegment });
  const packages = keyPackageRules({ ...kernel, listedDevices: identity.listedDevices });
  const proposalKey = await openSigningKey(
    kernel.vault,
    join(settings.dataFolder, "identity", "proposals.key"),
    "proposals",
  );
  const groups = groupRules({
    ...kernel,
    listedDevices: identity.listedDevices,
    keyPackageOwner: packages.ownerOf,
    spendKeyPackage,
    roomState: conversations.stateOf,
    proposalKey,
    proofAt: audit.proofAt,
  });
  for (const fact of [personSuspended, personRemoved])
    kernel.ledger.on(fact, ({ account }) => void groups.takeOut(account).catch(() => kernel.log("listener-failed")));
  repeat(kernel.clock, LEAVERS_LOOK_MS, groups.takeOutAll, () => kernel.log("listener-failed"));
  kernel.ledger.on(identityChanged, ({ proposals }) => {
    for (const { room } of proposals) groups.forget(room);
  });
  const blobs =
    settings.s3 === undefined
      ? folderStore(join(settings.dataFolder, "attachments"))
      : s3Store(settings.s3, kernel.clock);
  for (const fact of [roleGranted, roleHeld, roleAnswered])
    kernel.ledger.on(fact, ({ account }) => {
      accounts.roleChanged(account);
      sso.roleChanged(account);
    });
  kernel.ledger.on(policyChanged, () => accounts.roleChanged());
  const tokens = tokensFeature({ ...kernel, door, conversations, tellRooms: botEvents(kernel) });
  const roles = rolesFeature({
    ...kernel,
    conversations,
    ownersBots: botsOfOwners(kernel),
    factorSinceMs: security.factorSinceMs,
    factsOf: audit.facts,
    passkeyOwners: async (accounts) => (party === undefined ? new Set() : ofPasskey(accounts)),
    accountCloses: async (account) =>
      [...(await deviceKeys(account)).keys()].flatMap((device) => [
        ...forgetTransfers(device),
        forgetDrafts(device),
        forgetKeyPackages(device),
      ]),
  });
  const custodians = custodianRules({ ...kernel, ...settings });
  const all: readonly Feature[] = [
    actsFeature({
      ...kernel,
      // What a device signed that was taken away meanwhile counts no more than of one that left the list.
      listedDevices: async (account) => {
        const [listed, there] = await Promise.all([identity.listedDevices(account), deviceKeys(account)]);
        return new Map([...listed].filter(([device]) => there.has(device)));
      },
      passkeys: approvalPasskeys(kernel, party),
      party,
      acts: actsOver(kernel.policy, () => all.flatMap(({ routes }) => routes)),
    }),
    accounts,
    factorsFeature(
      factorRules({ ...proofs, settings: security, passwordDepends: passwordDepends(kernel), otherWayIn }),
      security,
    ),
    sso,
    conversationsFeature(conversations),
    messagesFeature(
      messageRules({
        ...kernel,
        stateOf: conversations.stateOf,
        endToEnd: groups.sender,
        canRecall: chatRules.canRecall,
      }),
    ),
    marksFeature(markRules(kernel)),
    urgentFeature(urgentRules(kernel)),
    chatRulesFeature(chatRules),
    reportsFeature(reportRules({ ...kernel, levelOf: conversations.levelOf })),
    deliveryFeature(deliveries, conversations),
    attachmentsFeature({ ...kernel, blobs, levelOf: conversations.levelOf }),
    auditFeature(audit),
    identityFeature(identity, identityLog),
    devicesFeature(deviceRules({ ...kernel, deviceKeys })),
    draftsFeature(draftRules({ ...kernel, deviceKeys, listedDevices })),
    keychainFeature(keychain),
    accessRecoveryFeature({
      ...kernel,
      link,
      door,
      settings: security,
      listedDevices: identity.listedDevices,
      rootOf: identity.rootOf,
      codeWraps: keychain.codeWraps,
      renewAccess: accounts.renewAccess,
      signIn: accounts.signIn,
      isSsoOnly: sso.isOnlyWay,
      forgetLinks,
    }),
    keyPackagesFeature(packages),
    groupsFeature(groups),
    importsFeature(kernel),
    erasuresFeature({ ...kernel, proofAt: audit.proofAt }),
    tokens,
    roles,
    reviewsFeature({
      ...kernel,
      conversations,
      tokens: tokens.reviewed,
      custodians,
      provenFact: audit.provenFact,
      taking: roles.taking,
      listedDevices: identity.listedDevices,
    }),
    custodiansFeature(custodians),
    directoryFeature({ ...kernel, ...settings, door, plans: roles.plans, conversations }),
    searchFeature({ ...kernel, conversations, segments: segmentFolder(join(settings.dataFolder, "search")) }),
    metaFeature(settings),
  ];
  return { all, accounts, tokens, deliveries, audit };
}
