import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  steps: {
    connection: "连接",
    protection: "保护",
    people: "成员",
    import: "以往的消息",
  },
  step: (at, all) => `第 ${at} 步，共 ${all} 步`,
  says: {
    connection: "成员如何访问这台服务器，以及浏览器凭什么确认它属于您。",
    protection: "从现在起对所有人生效。以后都可以在本管理后台的相应栏目中更改。",
    people: "每个链接只能让一个人加入一次，七天内有效。请通过您信任的方式转交。",
    import: "Slack 或 Mattermost 中的消息可以导入并继续使用。不导入，房间就从空白开始。",
  },
  done: "已完成",
  next: "继续",
  skip: "暂时跳过",
  finish: "前往消息",
  later: "您可以随时离开：完成之前，首页会一直保留返回此处的入口。",
  welcome: (left) => `还有 ${left} 步设置未完成。`,
  goOn: "继续设置",
  dismiss: "不需要",
  connection: {
    url: "访问地址",
    names: "适用名称",
    signedBy: "签发者",
    local: (issuer) => `这台服务器自己的证书机构（${issuer}）`,
    until: "有效期至",
    fingerprint: "证书指纹，与浏览器显示的一致（SHA-256）",
    authority: "证书机构指纹，与服务器输出的一致（SHA-256）",
    tls: "接受的最低 TLS 版本",
    hybrid: "TLS 1.3；浏览器支持时，密钥交换同时可抵御量子计算机",
    old: "WARBLER_TLS12 允许了 TLS 1.2。一旦没有旧设备需要，请取消。",
    moment: (time) => `${time}。`,
    daysLeft: (days) => (days < 0 ? "已过期：浏览器会拒绝。" : `剩余 ${days} 天。`),
    renews: "到期前三十天自动更新。",
    ownSays: "此证书由您提供。Warbler 每隔几秒检查这两个文件，无需重启即可启用新证书。",
    localSays:
      "浏览器不认识这个证书机构，首次访问时会发出警告，试用时属正常现象。请将证书机构指纹与服务器启动时显示的指纹比对；给成员的链接中带有该指纹，命令行会据此核对。",
    howTitle: "使用所有浏览器都认可的证书",
    how: [
      "请贵组织的证书机构或公共证书机构，为成员访问服务器所用的名称签发证书。",
      "启动服务器时设置 WARBLER_PUBLIC_HOST、WARBLER_TLS_CERT 和 WARBLER_TLS_KEY：即名称、证书（连同其与根证书之间的证书）及私钥。",
      "更新时直接替换这两个文件，无需重启。",
    ],
  },
};
