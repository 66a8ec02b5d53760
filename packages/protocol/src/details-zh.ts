/**
 * The details of refusals that are shown to people, each with its Chinese; `{}` stands for a number, a name or an id. The English is
 * what travels and what a reader in Chinese finds the sentence by, so that a detail without its Chinese does not compile where it is made.
 */
export const DETAILS_ZH = {
  // What a schema found, at the field it found it in; the words after the colon are zod's.
  "{}: invalid_type": "{}：缺失或类型不正确。",
  "{}: too_big": "{}：过长、过大或过多。",
  "{}: too_small": "{}：过短、过小或过少。",
  "{}: invalid_format": "{}：格式不正确。",
  "{}: not_multiple_of": "{}：不是要求的倍数。",
  "{}: unrecognized_keys": "{}：含有未知字段。",
  "{}: invalid_union": "{}：不属于任何允许的形式。",
  "{}: invalid_key": "{}：键名不正确。",
  "{}: invalid_element": "{}：含有不正确的元素。",
  "{}: invalid_value": "{}：不是允许的值。",
  "{}: custom": "{}：不符合要求。",
  "expected a body of bytes": "请求应包含内容。",

  "a direct room has no name": "私聊没有名称。",
  "a direct room has one other person": "私聊只能有一位对方。",
  "a direct room has two people; make a group": "私聊只有两人，请创建群组。",
  "a group room has a name": "群组须有名称。",
  "commits add an end-to-end room's members": "端到端房间的成员须由成员的设备加入。",
  "expected the id of a room": "应为房间编号。",
  "expected what the action acts on: a room, a person or neither":
    "请指明该操作所针对的房间或人员；若都不针对，则均不填写。",
  "the room is at level {} already": "该房间的保护级别已是 {}。",
  "the server does not know an end-to-end room's name": "端到端房间的名称不交给服务器。",

  "a message has text or a file": "消息须有文字或文件。",
  "a message that this member wrote": "消息须由该成员本人撰写。",
  "an edit has a message": "编辑须包含新的消息内容。",
  "at most {} chunks": "文件最多分为 {} 块。",
  "at most {} files, got {}": "最多 {} 个文件，实际为 {} 个。",
  "at most {} records a page, got {}": "每页最多 {} 条记录，实际为 {} 条。",
  "expected a Content": "应为一条消息内容。",
  "expected a Content of kind {}": "应为 {} 类的消息内容。",
  "expected a content part": "缺少加密内容部分。",
  "expected account ids in mentions": "提及处应为账号编号。",
  "expected an EndToEnd": "应为一条端到端消息。",
  "expected an emoji": "应为一个表情符号。",
  "expected an encrypted MLS message": "应为一条加密的 MLS 消息。",
  "expected edits of the message": "应为该消息的编辑记录。",
  "expected files with id, name, sizes, key and hash": "文件须有编号、名称、大小、密钥和校验值。",
  "expected ids of room and message": "应为房间编号和消息编号。",
  "expected message ids in replyTo and threadRoot": "所回复的消息和话题应为消息编号。",
  "expected other members of the room": "应为房间内的其他成员。",
  "expected the id of a message": "应为消息编号。",
  "only an import names a batch": "只有导入的消息才指明批次。",
  "text of at most {} characters, got {}": "文字最多 {} 个字符，实际为 {} 个。",
  "unknown record kind": "未知的记录类型。",

  "expected a CommitBundle": "应为一次房间密钥变更。",
  "expected a HistoryBatch": "应为一批历史消息。",
  "expected a KeyPackageUpload": "应为一组密钥包。",
  "expected a KeychainEntry": "应为一条密钥链记录。",
  "expected LeaveProposals": "应为退出房间的提议。",
  "expected a message id": "应为消息编号。",
  "expected an entry that the calling device signed": "应为此设备签名的记录。",
  "expected check ids that differ": "各恢复方式的校验编号不应相同。",
  "expected each message id once": "每个消息编号只能出现一次。",
  "expected records that name the record that opens their batch": "每条记录须指明其批次的首条记录。",
  "too many messages": "消息过多。",

  "a key for each message of an end-to-end room, and for no other": "仅端到端房间的消息须各附一个密钥。",
  "a query has at least one letter or digit": "搜索词须含至少一个字母、汉字或数字。",
  "expected a month": "应为月份。",
  "expected a time to come": "应为将来的时间。",
  "expected erasures of this room at their places in the log": "应为此房间的擦除及其在日志中的位置。",
  "somebody else's message": "只能举报他人的消息。",

  "a grant is decided once": "每项权限只能决定一次。",
  "a room is reviewed by its owners": "房间由其所有者复核。",
  "domains: expected at least one where a domain lets people in": "按域名准许加入时，须至少填写一个域名（domains）。",
  "expected a logout token of this service": "应为此登录服务的注销令牌。",
  "expected a person of the organisation": "应为组织内的人员。",
  "expected a route whose action may be under dual control, and what it takes": "应为可由多人共同批准的操作及其内容。",
  "expected a signature of this device over these decisions": "这些决定须由此设备签名。",
  "expected a signature of this device over this act": "此操作须由此设备签名。",
  "expected a signature of this device over this recovery": "此恢复须由此设备签名。",
  "expected an act under dual control": "应为由多人共同批准的操作。",
  "expected an object where there is no path": "未指明路径时应为一个对象。",
  "expected one that is over": "应为已结束的一次。",
  "expected reviewers": "请指明复核人。",
  "grant {} needs a reason": "第 {} 项权限须说明理由。",
  "nobody answers for {}: name somebody first": "{} 尚无负责人，请先指定。",
  "reading the audit log needs a reason": "查阅审计日志须说明理由。",
  "scope: expected none with {}, which says whom a review is about": "{} 已决定复核对象，不应再指定范围（scope）。",
  "scope: expected one": "请指定范围（scope）。",

  "made {}, replaced {}": "{} 创建，{} 更换",
  "status {} without a problem document": "服务器以状态码 {} 拒绝，未说明原因。",
} as const satisfies Record<string, string>;

type Filled<Pattern extends string> = Pattern extends `${infer Before}{}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Pattern;

/** A detail that has its Chinese. */
export type ShownDetail = Filled<keyof typeof DETAILS_ZH>;
