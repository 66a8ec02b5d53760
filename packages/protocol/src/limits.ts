/** Every limit of the system in one place. A unit ends each name. */
export const LIMITS = {
  /** Content bytes of one record: text, mentions and attachment references together. */
  recordContentBytes: 64 * 1024,
  /** Characters (UTF-16 units) of a message's text. */
  messageTextChars: 16_000,
  mentionsPerMessage: 200,
  attachmentsPerMessage: 20,
  emojiChars: 32,
  /** One frame on the socket, either way. */
  socketFrameBytes: 256 * 1024,
  /** One JSON request body, unless the route says otherwise. */
  jsonBodyBytes: 64 * 1024,
  /** One batch of an import. */
  importBodyBytes: 4 * 1024 * 1024,
  importBatchMessages: 500,
  importBatchPeople: 1_000,
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
  roomNameChars: 120,
  roomTopicChars: 500,
  passwordMinChars: 15,
  passwordMaxBytes: 1_024,
  devicesPerAccount: 20,
  attachmentBytes: 2 * 1024 * 1024 * 1024,
  attachmentChunkBytes: 1024 * 1024,
  attachmentChunks: 8_192,
  /** Requests one socket may have unanswered before the server stops reading from it. */
  socketInFlight: 64,
  /** Bytes waiting to be written to one slow socket before it is disconnected, to refetch from its cursors. */
  socketBacklogBytes: 1024 * 1024,
  helloTimeoutMs: 10_000,
  socketIdleMs: 90_000,
  sessionAbsoluteMs: 180 * 24 * 3_600_000,
  invitationMs: 7 * 24 * 3_600_000,
  setUpLinkMs: 24 * 3_600_000,
} as const;
