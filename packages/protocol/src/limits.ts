/** Every limit of the system in one place. A unit ends each name. */
export const LIMITS = {
  /** Content bytes of one record: text, mentions and attachment references together. */
  recordContentBytes: 64 * 1024,
  /** Characters (UTF-16 units) of a message's text. */
  messageTextChars: 16_000,
  mentionsPerMessage: 200,
  attachmentsPerMessage: 20,
  emojiChars: 32,
  /** Different reactions that a client shows under one message, those that came first. */
  shownReactions: 50,
  /** Of a `sealed` room. */
  pinsPerRoom: 100,
  /** One frame on the socket, either way; only a welcome may be larger. Pages of history end before it. */
  socketFrameBytes: 256 * 1024,
  /** A welcome, with every room of an account at its longest name and topic, and who is online. */
  welcomeFrameBytes: 8 * 1024 * 1024,
  /** One JSON request body, unless the route says otherwise. */
  jsonBodyBytes: 64 * 1024,
  /** One batch of an import. */
  importBodyBytes: 4 * 1024 * 1024,
  importBatchMessages: 500,
  importBatchPeople: 1_000,
  /** Of one imported message in an end-to-end room: different emoji, and names told for each. */
  importedReactions: 50,
  importedReactionNames: 20,
  /** Records in one page of history. */
  historyPageRecords: 250,
  searchHits: 100,
  searchQueryChars: 200,
  roomMembers: 5_000,
  roomsPerAccount: 2_000,
  membersPerRequest: 500,
  displayNameChars: 100,
  handleChars: 64,
  deviceNameChars: 100,
  clientNameChars: 200,
  roomNameChars: 120,
  roomTopicChars: 500,
  reasonChars: 500,
  /** Approvals that one act can take, how long it is waited for them, and requests of one person that wait. */
  dualApprovals: 5,
  dualRequestMs: 24 * 3_600_000,
  dualRequestsPerAccount: 20,
  customRoles: 1_000,
  policyTests: 1_000,
  /** One change of the policy, which is sent as a whole. */
  policyBodyBytes: 2 * 1024 * 1024,
  /** Roles that one person holds beside the first one, for how long at most where they end, and requests that wait. */
  heldRolesPerAccount: 20,
  heldRoleMs: 366 * 24 * 3_600_000,
  roleRequestsPerAccount: 5,
  roleRequestMs: 7 * 24 * 3_600_000,
  /** Grants that one review looks at, in one stored part of it, and decided by one request. */
  reviewItems: 2_500_000,
  reviewChunkItems: 5_000,
  reviewDecisions: 500,
  reviewBodyBytes: 512 * 1024,
  /** People whose grants one page shows. */
  reviewPagePeople: 50,
  reviewNameChars: 120,
  reviewRoles: 200,
  reviewPeople: 200,
  reviewRooms: 200,
  reviewReviewers: 50,
  /** How long a review is open. */
  reviewMinMs: 60_000,
  reviewMaxMs: 120 * 24 * 3_600_000,
  reviewReminders: 5,
  reviewReminderDays: 60,
  openReviews: 50,
  reviewSeries: 50,
  /** Of a password that is the only proof (NIST SP 800-63B-4 §3.1.1.2), and of one beside a second factor. */
  passwordMinChars: 15,
  passwordWithFactorMinChars: 8,
  /** Hours for which a recovery of somebody's access waits, and its bounds; then how long its link can be used. */
  accessRecoveryWaitHours: 24,
  accessRecoveryWaitHoursAtLeast: 4,
  accessRecoveryWaitHoursAtMost: 14 * 24,
  accessRecoveryUsableMs: 3 * 24 * 3_600_000,
  /** How long the person is reminded that a link was used. */
  accessRecoveryToldMs: 14 * 24 * 3_600_000,
  /** What an organisation may ask for at most. */
  passwordMinCharsAtMost: 64,
  passwordMaxBytes: 1_024,
  /** Words that an organisation adds to what passwords must not be made of. */
  ownPasswordWords: 200,
  ownPasswordWordChars: 40,
  /** Within how many minutes an organisation can ask an untouched browser to lock itself. */
  lockMinutesAtMost: 240,
  passkeyNameChars: 60,
  passkeysPerAccount: 20,
  recoveryCodes: 10,
  /** How long a question for a proof stands, and how many wrong answers it takes. */
  proofAskMs: 5 * 60_000,
  proofTries: 5,
  /** Sensitive acts need a proof no older than this. */
  freshProofMs: 15 * 60_000,
  /** Services for single sign-on, sign-ins of one person that are linked, and what one service is told by. */
  ssoProviders: 20,
  ssoLinksPerAccount: 10,
  ssoNameChars: 60,
  ssoClientIdChars: 255,
  ssoSecretChars: 2_048,
  ssoWords: 10,
  ssoWordChars: 200,
  ssoDomains: 50,
  ssoAuthorityChars: 32 * 1024,
  /** A sign-in elsewhere must be over by then. */
  ssoFlowMs: 10 * 60_000,
  /** One answer of a service: bytes, and how long it is waited for. */
  ssoAnswerBytes: 256 * 1024,
  ssoAnswerMs: 10_000,
  /** What a service made of its settings is believed for so long. */
  ssoDiscoveryMs: 10 * 60_000,
  ssoCodeChars: 4_096,
  ssoLogoutTokenChars: 16 * 1024,
  /** How old a logout token may be. */
  ssoLogoutMs: 5 * 60_000,
  devicesPerAccount: 20,
  /** Bots of the organisation, live tokens of one bot, rooms that one token names, and how long one lives at most. */
  bots: 1_000,
  tokensPerBot: 20,
  tokenRooms: 100,
  tokenNameChars: 60,
  tokenMs: 366 * 24 * 3_600_000,
  /** Whoever answers for a token is told this long before it ends, where it was made for at least twice that. */
  tokenEndsSoonMs: 7 * 24 * 3_600_000,
  directoryTokens: 5,
  /** One text of a directory's entry, emails of one, members of a group, one request, its operations, a filter, a page. */
  scimTextChars: 256,
  scimEmails: 20,
  scimMembers: 10_000,
  scimBodyBytes: 1024 * 1024,
  scimOperations: 1_000,
  scimFilterChars: 500,
  scimPage: 200,
  directoryPeople: 100_000,
  directoryGroups: 1_000,
  directoryMappings: 1_000,
  /** Use of a token is noted no more often than this. */
  tokenSeenMs: 15 * 60_000,
  attachmentBytes: 2 * 1024 * 1024 * 1024,
  attachmentChunkBytes: 1024 * 1024,
  attachmentChunks: 8_192,
  /** A file that no message has is removed so long after its upload began. */
  attachmentUnusedMs: 7 * 24 * 3_600_000,
  /** Requests one socket may have unanswered before the server stops reading from it. */
  socketInFlight: 64,
  /** Connections of one account, on all of its devices and tokens together. */
  socketsPerAccount: 100,
  /** How far somebody has read in a room is told others at once, and then no more often than this. */
  readToldMs: 1_000,
  /** Bytes waiting to be written to one slow socket before it is disconnected, to refetch from its cursors. */
  socketBacklogBytes: 1024 * 1024,
  helloTimeoutMs: 10_000,
  socketIdleMs: 90_000,
  sessionAbsoluteMs: 180 * 24 * 3_600_000,
  /** A session ends when it was neither connected nor used for so long. */
  sessionIdleMs: 30 * 24 * 3_600_000,
  /** Use of a session is noted no more often than this. */
  sessionSeenMs: 15 * 60_000,
  /** Whoever was not active for so long counts as dormant, and a device as new for so long after it was added. */
  dormantMs: 90 * 24 * 3_600_000,
  newDeviceMs: 24 * 3_600_000,
  /** People in one page of those whom an officer looks through, and how many accounts are looked at for one page. */
  reviewedPage: 200,
  reviewedScan: 5_000,
  /** The encrypted content of one end-to-end record: what a `sealed` one may hold, its signature, and padding (Padmé). */
  contentPartBytes: 76 * 1024,
  /** The MLS message that carries the content's key. */
  mlsPartBytes: 2 * 1024,
  /** Commit, Welcome, GroupInfo and ratchet tree of one change of a group, of up to `roomMembers` people. */
  commitBundleBytes: 16 * 1024 * 1024,
  groupLeaves: 8_192,
  /** One signed version of an account's devices. */
  identityVersionBytes: 16 * 1024,
  identityEntriesPage: 200,
  keyPackageBytes: 8 * 1024,
  keyPackagesPerDevice: 100,
  /** A device is told when fewer one-time key packages are left. */
  keyPackagesLow: 25,
  keyPackageMs: 90 * 24 * 3_600_000,
  /** Devices whose key packages one request claims. */
  claimedDevices: 1_000,
  /** One-time key packages of one device that one account may take at once, and how often one more. */
  claimBurst: 10,
  claimRefillMs: 60_000,
  keychainEntryBytes: 32 * 1024,
  keychainPageEntries: 200,
  recoveryWraps: 8,
  recoveryWrapBytes: 8 * 1024,
  /** Device approvals that wait at once, messages in each, bytes of one, and how long one waits. */
  approvalsPerAccount: 5,
  approvalMessages: 16,
  approvalMessageBytes: 8 * 1024,
  approvalMs: 10 * 60_000,
  /** How often in 24 hours somebody may call others to an urgent message, and how many at once. */
  urgentPerDay: 5,
  urgentPeople: 20,
  /** How long such a call waits for somebody to look. */
  urgentMs: 24 * 3_600_000,
  /** Of a draft that goes to one's other devices; a longer one stays where it is written. */
  draftBytes: 4_096,
  draftLetterBytes: 8_192,
  /** Rooms with a draft, for each device. */
  draftsPerDevice: 500,
  devicesPerDraft: 20,
  /** Keys that an older device hands to a new one, in chunks. */
  transferChunkBytes: 256 * 1024,
  transferChunks: 256,
  transferMs: 7 * 24 * 3_600_000,
  /** Refusals of one sender while a removal waits to be committed; then messages pass again for the same time. */
  commitFirstRefusals: 3,
  commitFirstMs: 10_000,
  /** Messages that one person has saved, hidden or left unread. */
  marksPerAccount: 5_000,
  statusChars: 100,
  /** Of one person that wait; each message they report once. */
  openReportsPerAccount: 20,
  messagesPerReport: 6,
  reportNoteChars: 1_000,
  reportsPage: 500,
  /** The longest end that an organisation sets to taking messages back, and how many such settings clients learn. */
  recallWithinMs: 366 * 24 * 3_600_000,
  recallWindows: 100,
  /** Erasing a person's messages, a month or a room waits so long, and can be withdrawn meanwhile. */
  erasureWaitMs: 24 * 3_600_000,
  /** Erasures that the whole organisation may begin: of single messages in an hour, of more in a day. */
  messageErasuresPerHour: 100,
  bulkErasuresPerDay: 5,
  /** Erasures of a room in one page, numbers of single records in one of them, and devices named that have not confirmed one. */
  erasuresPage: 50,
  erasedNumbers: 1_000,
  unconfirmedDevices: 50,
  invitationMs: 7 * 24 * 3_600_000,
  setUpLinkMs: 24 * 3_600_000,
} as const;

/** What one session or account may ask of the server in a time; apart, because no client needs them. */
export const REQUEST_BUDGETS = {
  /**
   * Requests of one session that change something, and those that read, where the settings say nothing else: so many seconds'
   * worth at once. All sessions of an account have so many sessions' worth.
   */
  writesPerSecond: 100,
  readsPerSecond: 200,
  burstSeconds: 20,
  accountFactor: 2,
  /** How often in a row one account tells others that it types or is away, and how often once more. */
  tellingBurst: 20,
  tellingRefillMs: 500,
} as const;
