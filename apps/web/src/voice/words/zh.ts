import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  label: "语音消息",
  recording: "正在录音。按 Enter 发送，按 Esc 丢弃。",
  level: "音量",
  cancel: "丢弃录音",
  send: "发送语音消息",
  opening: "正在等待麦克风……",
  full: "语音消息最长 10 分钟，录音已到此为止。请发送或丢弃。",
  over: "录音已结束。请发送或丢弃。",
  cut: "麦克风已断开。请发送已录内容或丢弃。",
  refused: "浏览器不允许 Warbler 使用麦克风。请在浏览器的本页设置中允许，然后重试。",
  none: "此设备没有麦克风。",
  busy: "麦克风无法使用，可能被其他程序占用。",
  unable: "此浏览器无法录音。",
  silent: "没有录到任何内容。",
  close: "关闭",
  title: (time) => `语音消息，${time}`,
  play: "播放",
  pause: "暂停",
  position: "播放位置",
  at: (time, of) => `${time}，共 ${of}`,
  speed: (times) => `速度：${times} 倍`,
  broken: "无法在此播放，请下载。",
  download: "下载语音消息",
};
