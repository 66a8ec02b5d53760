/** What the command says in Chinese; long commands have a file each, both languages side by side. */
import { EXIT_CODES } from "../exit-codes.ts";
import { zh as access } from "./commands/access.ts";
import { zh as approvals } from "./commands/approvals.ts";
import { zh as audit } from "./commands/audit.ts";
import { zh as bot } from "./commands/bot.ts";
import { zh as breakGlass } from "./commands/break-glass.ts";
import { zh as chatRules } from "./commands/chat-rules.ts";
import { zh as custodian } from "./commands/custodian.ts";
import { zh as devices } from "./commands/devices.ts";
import { zh as directory } from "./commands/directory.ts";
import { zh as doctor } from "./commands/doctor.ts";
import { zh as erase } from "./commands/erase.ts";
import { zh as importing } from "./commands/import.ts";
import { zh as invite } from "./commands/invite.ts";
import { zh as keys } from "./commands/keys.ts";
import { zh as login } from "./commands/login.ts";
import { zh as recovery } from "./commands/recovery.ts";
import { zh as reports } from "./commands/reports.ts";
import { zh as review } from "./commands/review.ts";
import { zh as role } from "./commands/role.ts";
import { zh as room } from "./commands/room.ts";
import { zh as search } from "./commands/search.ts";
import { zh as signInRules } from "./commands/sign-in-rules.ts";
import { zh as sso } from "./commands/sso.ts";
import { zh as status } from "./commands/status.ts";
import { zh as tail } from "./commands/tail.ts";
import { zh as token } from "./commands/token.ts";
import { zh as trust } from "./commands/trust.ts";
import { zh as user } from "./commands/user.ts";
import { zh as verify } from "./commands/verify.ts";
import type { Words } from "./words.ts";

export const zh: Words = {
  description: "Warbler：每一项安全承诺都能由受保护者自己验证的即时通讯系统。",
  help: {
    titles: {
      "Usage:": "用法：",
      "Arguments:": "参数：",
      "Options:": "选项：",
      "Commands:": "命令：",
      "Global Options:": "全局选项：",
    },
    helpOption: "显示此帮助",
    helpCommand: "显示某个命令的帮助",
    json: "输出一个 JSON 文档；流式输出时每行一个 JSON",
    lang: "显示语言（默认取自 LANG）",
    home: "配置文件夹（默认为 WARBLER_HOME，否则 ~/.config/warbler）",
    version: "显示版本",
    exitCodes: `退出码：${Object.values(EXIT_CODES)
      .map(({ number }) => number)
      .join(" ")}；含义见 docs/cli.md。`,
  },
  usage: {
    "commander.missingArgument": (what) => `缺少参数 <${what}>。`,
    "commander.optionMissingArgument": (what) => `${what} 之后应有一个值。`,
    "commander.missingMandatoryOptionValue": (what) => `缺少选项 ${what}。`,
    "commander.conflictingOption": (what) => `${what} 不能与另一选项同时使用。`,
    "commander.unknownOption": (what) => `没有选项 ${what}。`,
    "commander.excessArguments": () => "参数过多。含空格的文字请加引号。",
    "commander.unknownCommand": (what) => `没有命令 ${what}。`,
    "commander.invalidArgument": (what) => `${what} 的值不被允许。`,
    other: (what) => `无法理解该命令行：${what}`,
    help: (command) => `\`${command} --help\` 显示用法。`,
    notOneOf: (what, choices) => `应为 ${choices} 之一，实为 ${what}。`,
    notNumber: (what, least, most) => `应为 ${least} 到 ${most} 的整数，实为 ${what}。`,
    notTime: (what) => `应为时间，如 2026-03-01 或 2026-03-01T14:05Z，实为 ${what}。`,
    notDuration: (what) => `应为时长，如 30m、4h 或 7d，实为 ${what}。`,
    notUrl: (what) => `应为链接或地址，如 https://chat.example.org:8443，实为 ${what}。`,
    plainHttp: "Warbler 仅支持 HTTPS：请将 http:// 改为 https://。",
    badLink: "链接不完整：请复制全部内容，包括 # 之后的部分。",
    notBothTextAndStdin: "请给出文字、用 - 读取标准输入，或使用 --file。",
  },
  passwords: {
    tooShort: (minChars, chars) =>
      `至少需要 ${minChars} 个字符，现有 ${chars} 个。一句短语最容易记住，任何语言都可以。`,
    tooLong: "超过 1,024 字节。",
    guessable: "长度足够，但容易被猜到。再加一两个别人想不到的词。",
    madeOf: (kinds) => `猜密码的人会先试：${kinds}。`,
    between: "、",
    kinds: {
      word: "常用的词和数字",
      context: "您的名字和组织名称",
      pinyin: "拼音",
      date: "日期",
      phone: "电话号码",
      "id-number": "身份证号",
      run: "键盘上相邻的按键",
      repeat: "重复的内容",
      free: "其他字符",
    },
  },
  roles: {
    owner: "所有者",
    administrator: "管理员",
    "security-officer": "安全员",
    "compliance-officer": "合规官",
    auditor: "审计员",
    trainer: "培训员",
    member: "成员",
    guest: "访客",
    bot: "机器人",
    directory: "目录服务",
    placeholder: "尚未加入",
    removed: "已离开",
  },
  commands: {
    init: {
      says: "建立服务器的数据文件夹，并检查本机能否运行服务器",
      made: (folder) => `已建立 ${folder}`,
      there: (folder) => `${folder} 已存在`,
      next: "下一步：`warbler serve`。它会显示一次性的设置链接。",
    },
    serve: {
      says: "在此终端运行服务器",
      data: "数据文件夹（默认为 WARBLER_DATA，否则 ./data）",
      port: "端口（默认为 WARBLER_PORT，否则 8443）",
      host: "监听地址（默认为 WARBLER_HOST，否则 localhost；0.0.0.0 表示全部）",
      publicHost: "人们访问服务器所用的名称，用于链接和证书（默认为 localhost）",
      failed: (code) => `服务器以 ${code} 结束；原因见上文。`,
      cannotStart: "无法启动服务器。",
    },
    doctor,
    reports,
    chatRules,
    custodian,
    status,
    login,
    logout: {
      says: "结束会话并从此配置中移除",
      done: "已退出登录。",
      local: "无法通知服务器；会话已在此处移除，在服务器上会自行结束。",
    },
    password: {
      says: "更改密码；其他会话全部结束",
      askOld: "当前密码：",
      done: "密码已更改，其他会话全部结束。",
      stdin: "从标准输入读取当前密码和新密码，各一行",
    },
    whoami: { says: "显示登录身份" },
    devices,
    verify,
    recovery,
    keys,
    invite,
    user,
    bot,
    breakGlass,
    token,
    directory,
    access,
    signInRules,
    sso,
    role,
    review,
    approvals,
    people: {
      says: "列出组织中的人员",
      query: "仅列出姓名或登录名包含此内容者",
      imported: "导入",
      limit: "最多列出多少",
      all: "也列出导入的占位人员",
    },
    room,
    send: {
      says: "发送消息",
      text: "文字（Markdown）；- 表示读取标准输入",
      file: "要附上的文件（可重复）",
      reply: "所回复消息的编号或序号",
      thread: "话题首条消息的编号或序号",
      sent: (seq) => `已发送为 #${seq}。`,
      nothing: "没有可发送的内容。",
      metadata: (name) => `已从 ${name} 去除位置、相机等隐藏信息。`,
      unchecked: (name) => `${name} 按原样发送：其中可能有位置、相机等隐藏信息，此处无法去除。`,
      uploading: (name) => `正在上传 ${name}`,
      goesOn: "已上传的部分会保留：再次执行同一命令即可继续。",
    },
    edit: { says: "修改您的消息", done: "已修改。", message: "消息的编号或序号" },
    recall: { says: "为所有人撤回消息", done: "已撤回。" },
    erase,
    react: {
      says: "对消息作出表情回应",
      emoji: "表情，如 👍",
      notEmoji: (text) => `应为一个表情符号，例如 👍，收到的是 ${text}。`,
      remove: "取消该回应",
      done: "已回应。",
      undone: "已取消回应。",
    },
    save: {
      says: "收藏消息，仅自己可见",
      remove: "取消收藏",
      done: "已收藏。",
      undone: "已取消收藏。",
      listSays: "列出收藏的消息",
      none: "还没有收藏。",
    },
    tail,
    history: {
      says: "显示此前的消息，从旧到新；无法连接服务器时显示本设备保存的消息",
      limit: "显示多少条",
      before: "仅此序号之前的消息",
      after: "仅此序号之后的消息",
      edits: "同时显示已修改消息的先前版本",
      keepUnread: "不标为已读；否则房间里的人可看到消息已读",
    },
    search,
    download: {
      says: "保存消息中的文件",
      out: "写入的文件夹或文件",
      only: "仅此名称的文件",
      none: "该消息没有文件。",
      saved: (file, size) => `已保存 ${file}（${size}）。`,
      exists: (file) => `${file} 已存在。`,
      existsHelp: "请用 --out 选择其他位置。",
      goesOn: "已下载的部分会保留：再次执行同一命令即可继续。",
    },
    import: importing,
    audit,
    trust,
    openapi: { says: "以 OpenAPI 3.1 输出 HTTP 接口" },
    completion: { says: "输出 shell 的补全脚本", shell: "bash、zsh 或 fish" },
  },
  message: {
    imported: "导入",
    broughtInBy: (person) => `由 ${person} 导入`,
    importedBy: (person, system) => `由 ${person} 从 ${system} 导入`,
    earlier: (time) => `${time} 的版本`,
    edited: "已修改",
    recalled: "（已撤回）",
    erased: "（已删除：其密钥已销毁）",
    unreadable: "（由更新的版本写成，请升级后阅读）",
    undecryptable: {
      "before-joining": "（此设备加入之前的消息）",
      "needs-recovery": "（密钥在密钥链中：运行 `warbler recovery use` 后可读）",
      "key-missing": "（密钥尚未到达；您的其他设备在线时会获取）",
      tampered: "（与作者所发不符：传输途中被改动）",
    },
    file: (name, size) => `[文件 ${name}，${size}]`,
    reply: (seq) => `↪ ${seq}`,
    thread: (count) => `话题中 ${count} 条`,
  },
  log: (leaf, position) => `日志位置 ${leaf}/${position}`,
  sso: {
    open: "请在浏览器中打开以下地址并登录：",
    waits: "正在等待本机浏览器返回。若浏览器在另一台机器上，请按 Ctrl+C 并加上 --paste。",
    askCode: "页面显示的代码：",
    page: "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>Warbler</title><h1>Warbler</h1><p>已完成。您可以关闭此页面，回到终端。",
    bothNames: (en, zh) => (en === zh ? zh : `${zh}（${en}）`),
    noServices: "组织尚未设置登录服务。",
    whichService: (known) => `请指定一个登录服务：${known}。`,
    notThisAnswer: "这不是本次登录的结果，请重新开始。",
  },
  prove: {
    askPassword: "请再次输入密码：",
    askCode: "身份验证器应用中的验证码或恢复码：",
    wrong: "不正确或已使用。",
    enrol: (secret) => `您的组织要求使用第二验证方式。请将此密钥添加到身份验证器应用：${secret}`,
    passkeyOnly: "此账号只有通行密钥，终端无法使用。",
    passkeyOnlyHelp: "请在网页客户端的设置“登录方式”中添加身份验证器应用或生成恢复码。",
  },
  errors: {
    signedOut: "此配置无人登录。",
    signedOutHelp: "请用 `warbler login 链接` 或 `warbler login https://…` 登录。",
    noRoom: (room) => `您不在名为 ${room} 的房间中。`,
    noRoomHelp: "`warbler room list` 显示您的房间。",
    unnamedRoomHelp:
      "您所在的部分端到端加密房间，其名称本设备无法读取：`warbler devices` 显示本设备是否已获批准，`warbler devices request` 可请求批准。",
    noPerson: (person) => `没有 ${person} 此人。`,
    manyPeople: (person) => `有多人名为 ${person}。`,
    manyRooms: (room) => `有多个房间名为 ${room}。`,
    ambiguousHelp: "请给出所指的那一个的编号：",
    onlyHere: "无法连接服务器：以下为本设备所保存的内容。",
    noMessage: (message) => `此房间中没有消息 ${message}。`,
    noId: (id) => `没有编号为 ${id} 的内容。`,
    noFile: (file) => `无法读取 ${file}。`,
    cannotWrite: (file) => `无法写入 ${file}。`,
    stdinTooLong: (bytes) => `标准输入超过 ${bytes} 字节。`,
    notUtf8: "标准输入不是 UTF-8 文本。",
    noSecret: "需要密码，但无人可输入。",
    noSecretHelp: "请用 --password-stdin 或 WARBLER_PASSWORD 给出。",
    noAnswer: "需要回答，但无人可输入。",
    noAnswerHelp: "请用选项给出；--help 显示有哪些选项。",
    brokenProfile: (file) => `${file} 已损坏。`,
    brokenProfileHelp: "请删除它并重新登录。",
    interrupted: "已停止。",
    notTyped: (typed) => `应输入 ${typed}；输入空行即放弃。`,
    internal: "发生了意外错误。",
    networkHelp: "请检查地址和网络；`warbler doctor` 可进一步检查。",
    forkHelp: "请告知安全负责人；`warbler audit verify` 显示日志现状。",
    badAnswer: "无法理解服务器的应答。",
    badAnswerHelp: "`warbler` 与服务器的版本可能相差过大。",
  },
};
