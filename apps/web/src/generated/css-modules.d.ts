// Made by `npm run generate` from the CSS modules.

declare module "*/access.module.css" {
  const css: {
    readonly number: string;
    readonly waiting: string;
  };
  export default css;
}

declare module "*/door.module.css" {
  const css: {
    readonly brand: string;
    readonly door: string;
    readonly foot: string;
    readonly main: string;
    readonly says: string;
    readonly top: string;
  };
  export default css;
}

declare module "*/expired-dialog.module.css" {
  const css: {
    readonly form: string;
  };
  export default css;
}

declare module "*/password-meter.module.css" {
  const css: {
    readonly reach: string;
    readonly track: string;
  };
  export default css;
}

declare module "*/admin-page.module.css" {
  const css: {
    readonly loading: string;
    readonly says: string;
  };
  export default css;
}

declare module "*/approvals.module.css" {
  const css: {
    readonly act: string;
  };
  export default css;
}

declare module "*/directory.module.css" {
  const css: {
    readonly address: string;
    readonly gives: string;
    readonly list: string;
    readonly requests: string;
  };
  export default css;
}

declare module "*/guarded-problem.module.css" {
  const css: {
    readonly call: string;
  };
  export default css;
}

declare module "*/people.module.css" {
  const css: {
    readonly affected: string;
    readonly bar: string;
    readonly facts: string;
    readonly fates: string;
    readonly filters: string;
    readonly handle: string;
    readonly marks: string;
    readonly meaning: string;
    readonly part: string;
    readonly session: string;
    readonly sessions: string;
    readonly suspended: string;
    readonly title: string;
    readonly who: string;
  };
  export default css;
}

declare module "*/reports.module.css" {
  const css: {
    readonly disclosed: string;
    readonly doors: string;
    readonly message: string;
    readonly note: string;
    readonly report: string;
    readonly vouched: string;
  };
  export default css;
}

declare module "*/campaigns.module.css" {
  const css: {
    readonly digest: string;
    readonly flag: string;
    readonly form: string;
    readonly group: string;
    readonly numbers: string;
    readonly preview: string;
    readonly progress: string;
  };
  export default css;
}

declare module "*/roles.module.css" {
  const css: {
    readonly actions: string;
    readonly changes: string;
    readonly draft: string;
    readonly fails: string;
    readonly faults: string;
    readonly gains: string;
    readonly grid: string;
    readonly list: string;
    readonly loses: string;
    readonly passes: string;
    readonly save: string;
    readonly scroll: string;
    readonly tests: string;
  };
  export default css;
}

declare module "*/set-up.module.css" {
  const css: {
    readonly facts: string;
    readonly how: string;
    readonly onward: string;
    readonly steps: string;
  };
  export default css;
}

declare module "*/services.module.css" {
  const css: {
    readonly address: string;
    readonly back: string;
    readonly offers: string;
    readonly removal: string;
    readonly step: string;
    readonly title: string;
  };
  export default css;
}

declare module "*/tokens.module.css" {
  const css: {
    readonly head: string;
    readonly secret: string;
    readonly who: string;
  };
  export default css;
}

declare module "*/app.module.css" {
  const css: {
    readonly framed: string;
    readonly page: string;
    readonly problem: string;
    readonly starting: string;
    readonly toast: string;
    readonly toasts: string;
    readonly unseen: string;
  };
  export default css;
}

declare module "*/watermark.module.css" {
  const css: {
    readonly mark: string;
  };
  export default css;
}

declare module "*/account-menu.module.css" {
  const css: {
    readonly me: string;
    readonly names: string;
  };
  export default css;
}

declare module "*/attachments.module.css" {
  const css: {
    readonly about: string;
    readonly card: string;
    readonly list: string;
    readonly name: string;
    readonly picture: string;
    readonly size: string;
  };
  export default css;
}

declare module "*/beginnings.module.css" {
  const css: {
    readonly doors: string;
  };
  export default css;
}

declare module "*/chat-page.module.css" {
  const css: {
    readonly inRoom: string;
    readonly main: string;
    readonly panel: string;
    readonly shell: string;
    readonly side: string;
    readonly welcome: string;
    readonly withPanel: string;
  };
  export default css;
}

declare module "*/code-block.module.css" {
  const css: {
    readonly block: string;
    readonly head: string;
  };
  export default css;
}

declare module "*/completion.module.css" {
  const css: {
    readonly choice: string;
    readonly current: string;
    readonly list: string;
  };
  export default css;
}

declare module "*/composer.module.css" {
  const css: {
    readonly above: string;
    readonly box: string;
    readonly composer: string;
    readonly hint: string;
    readonly send: string;
    readonly text: string;
    readonly tools: string;
  };
  export default css;
}

declare module "*/connection-banner.module.css" {
  const css: {
    readonly banner: string;
  };
  export default css;
}

declare module "*/continued.module.css" {
  const css: {
    readonly continued: string;
  };
  export default css;
}

declare module "*/emoji-grid.module.css" {
  const css: {
    readonly emoji: string;
    readonly find: string;
    readonly grid: string;
    readonly nothing: string;
    readonly row: string;
    readonly scroll: string;
    readonly section: string;
    readonly tones: string;
  };
  export default css;
}

declare module "*/format-bar.module.css" {
  const css: {
    readonly bar: string;
  };
  export default css;
}

declare module "*/found-message.module.css" {
  const css: {
    readonly found: string;
    readonly head: string;
    readonly text: string;
  };
  export default css;
}

declare module "*/markdown.module.css" {
  const css: {
    readonly code: string;
    readonly heading: string;
    readonly markdown: string;
    readonly mention: string;
    readonly mentionMe: string;
    readonly table: string;
  };
  export default css;
}

declare module "*/members-panel.module.css" {
  const css: {
    readonly about: string;
    readonly list: string;
    readonly member: string;
  };
  export default css;
}

declare module "*/message-actions.module.css" {
  const css: {
    readonly bar: string;
  };
  export default css;
}

declare module "*/message-row.module.css" {
  const css: {
    readonly action: string;
    readonly badge: string;
    readonly choose: string;
    readonly chosen: string;
    readonly edited: string;
    readonly end: string;
    readonly failed: string;
    readonly failure: string;
    readonly first: string;
    readonly gone: string;
    readonly head: string;
    readonly large: string;
    readonly lit: string;
    readonly main: string;
    readonly mentioned: string;
    readonly name: string;
    readonly pinned: string;
    readonly quote: string;
    readonly read: string;
    readonly readers: string;
    readonly row: string;
    readonly side: string;
    readonly sideTime: string;
    readonly state: string;
    readonly text: string;
    readonly thread: string;
    readonly unreadable: string;
    readonly unseen: string;
    readonly why: string;
  };
  export default css;
}

declare module "*/protection-banner.module.css" {
  const css: {
    readonly endToEnd: string;
    readonly open: string;
    readonly sealed: string;
  };
  export default css;
}

declare module "*/reactions.module.css" {
  const css: {
    readonly list: string;
    readonly mine: string;
    readonly reaction: string;
  };
  export default css;
}

declare module "*/room-header.module.css" {
  const css: {
    readonly back: string;
    readonly header: string;
    readonly roomy: string;
    readonly title: string;
    readonly tools: string;
  };
  export default css;
}

declare module "*/room-page.module.css" {
  const css: {
    readonly drop: string;
    readonly failed: string;
    readonly lost: string;
    readonly room: string;
    readonly typing: string;
  };
  export default css;
}

declare module "*/room-start.module.css" {
  const css: {
    readonly start: string;
  };
  export default css;
}

declare module "*/saved-panel.module.css" {
  const css: {
    readonly saved: string;
  };
  export default css;
}

declare module "*/search-panel.module.css" {
  const css: {
    readonly form: string;
    readonly scope: string;
  };
  export default css;
}

declare module "*/selection-bar.module.css" {
  const css: {
    readonly actions: string;
    readonly bar: string;
  };
  export default css;
}

declare module "*/sidebar.module.css" {
  const css: {
    readonly badge: string;
    readonly draft: string;
    readonly empty: string;
    readonly find: string;
    readonly foot: string;
    readonly head: string;
    readonly here: string;
    readonly mention: string;
    readonly name: string;
    readonly preview: string;
    readonly room: string;
    readonly scroll: string;
    readonly section: string;
    readonly sidebar: string;
    readonly silent: string;
    readonly time: string;
    readonly unread: string;
  };
  export default css;
}

declare module "*/storage-notice.module.css" {
  const css: {
    readonly notice: string;
  };
  export default css;
}

declare module "*/thread-panel.module.css" {
  const css: {
    readonly count: string;
    readonly scroll: string;
  };
  export default css;
}

declare module "*/threads-button.module.css" {
  const css: {
    readonly button: string;
  };
  export default css;
}

declare module "*/threads-panel.module.css" {
  const css: {
    readonly line: string;
    readonly thread: string;
  };
  export default css;
}

declare module "*/timeline-marks.module.css" {
  const css: {
    readonly day: string;
    readonly event: string;
    readonly unread: string;
  };
  export default css;
}

declare module "*/timeline.module.css" {
  const css: {
    readonly foot: string;
    readonly list: string;
    readonly loading: string;
    readonly passed: string;
    readonly timeline: string;
    readonly toEnd: string;
  };
  export default css;
}

declare module "*/uploads.module.css" {
  const css: {
    readonly about: string;
    readonly bad: string;
    readonly blocked: string;
    readonly detail: string;
    readonly name: string;
    readonly tray: string;
    readonly upload: string;
  };
  export default css;
}

declare module "*/edits-dialog.module.css" {
  const css: {
    readonly versions: string;
  };
  export default css;
}

declare module "*/file-dialog.module.css" {
  const css: {
    readonly pdf: string;
    readonly text: string;
    readonly waiting: string;
  };
  export default css;
}

declare module "*/invite-dialog.module.css" {
  const css: {
    readonly link: string;
    readonly note: string;
    readonly rooms: string;
  };
  export default css;
}

declare module "*/people-list.module.css" {
  const css: {
    readonly people: string;
    readonly title: string;
  };
  export default css;
}

declare module "*/picture-dialog.module.css" {
  const css: {
    readonly fitting: string;
    readonly large: string;
  };
  export default css;
}

declare module "*/shortcuts-dialog.module.css" {
  const css: {
    readonly keys: string;
  };
  export default css;
}

declare module "*/status-dialog.module.css" {
  const css: {
    readonly presets: string;
  };
  export default css;
}

declare module "*/switcher-dialog.module.css" {
  const css: {
    readonly current: string;
    readonly input: string;
    readonly list: string;
    readonly nothing: string;
    readonly target: string;
  };
  export default css;
}

declare module "*/emergency.module.css" {
  const css: {
    readonly lets: string;
    readonly loud: string;
  };
  export default css;
}

declare module "*/import-settings.module.css" {
  const css: {
    readonly buttons: string;
    readonly counts: string;
    readonly progress: string;
    readonly skipped: string;
    readonly status: string;
  };
  export default css;
}

declare module "*/reviews.module.css" {
  const css: {
    readonly bulk: string;
    readonly choices: string;
    readonly grant: string;
    readonly people: string;
    readonly reason: string;
    readonly told: string;
  };
  export default css;
}

declare module "*/alarm-banner.module.css" {
  const css: {
    readonly alarm: string;
  };
  export default css;
}

declare module "*/approval.module.css" {
  const css: {
    readonly digits: string;
    readonly dots: string;
    readonly note: string;
    readonly number: string;
    readonly stage: string;
  };
  export default css;
}

declare module "*/changed-notice.module.css" {
  const css: {
    readonly changed: string;
  };
  export default css;
}

declare module "*/confirm-group.module.css" {
  const css: {
    readonly first: string;
    readonly people: string;
  };
  export default css;
}

declare module "*/factors.module.css" {
  const css: {
    readonly codes: string;
    readonly or: string;
    readonly secret: string;
    readonly ways: string;
  };
  export default css;
}

declare module "*/level-choice.module.css" {
  const css: {
    readonly level: string;
    readonly levels: string;
    readonly says: string;
    readonly title: string;
  };
  export default css;
}

declare module "*/link-dialog.module.css" {
  const css: {
    readonly address: string;
    readonly dangers: string;
  };
  export default css;
}

declare module "*/lock.module.css" {
  const css: {
    readonly doors: string;
    readonly facts: string;
    readonly form: string;
  };
  export default css;
}

declare module "*/proof-dialog.module.css" {
  const css: {
    readonly bad: string;
    readonly broken: string;
    readonly good: string;
    readonly mark: string;
    readonly note: string;
    readonly step: string;
    readonly steps: string;
    readonly unreached: string;
    readonly verdict: string;
  };
  export default css;
}

declare module "*/protection-dialog.module.css" {
  const css: {
    readonly can: string;
    readonly cannot: string;
    readonly heading: string;
    readonly note: string;
    readonly readers: string;
    readonly words: string;
  };
  export default css;
}

declare module "*/qr-scanner.module.css" {
  const css: {
    readonly frame: string;
    readonly video: string;
  };
  export default css;
}

declare module "*/recovery.module.css" {
  const css: {
    readonly code: string;
    readonly doors: string;
    readonly good: string;
    readonly grave: string;
    readonly means: string;
    readonly over: string;
    readonly paper: string;
    readonly paperCode: string;
    readonly state: string;
    readonly tools: string;
    readonly typed: string;
    readonly wanting: string;
  };
  export default css;
}

declare module "*/safety-dialog.module.css" {
  const css: {
    readonly changed: string;
    readonly changedSays: string;
    readonly digits: string;
    readonly scan: string;
    readonly trust: string;
    readonly unverified: string;
    readonly verified: string;
  };
  export default css;
}

declare module "*/why.module.css" {
  const css: {
    readonly answer: string;
  };
  export default css;
}

declare module "*/quiet-settings.module.css" {
  const css: {
    readonly times: string;
  };
  export default css;
}

declare module "*/settings-page.module.css" {
  const css: {
    readonly buttons: string;
    readonly card: string;
    readonly form: string;
    readonly grow: string;
    readonly heading: string;
    readonly intro: string;
    readonly notice: string;
    readonly row: string;
    readonly says: string;
    readonly sessions: string;
    readonly tag: string;
    readonly wanting: string;
  };
  export default css;
}

declare module "*/sso.module.css" {
  const css: {
    readonly code: string;
    readonly ending: string;
    readonly or: string;
    readonly told: string;
    readonly ways: string;
  };
  export default css;
}

declare module "*/avatar.module.css" {
  const css: {
    readonly avatar: string;
    readonly away: string;
    readonly dot: string;
    readonly online: string;
  };
  export default css;
}

declare module "*/banner.module.css" {
  const css: {
    readonly banner: string;
    readonly says: string;
  };
  export default css;
}

declare module "*/button.module.css" {
  const css: {
    readonly button: string;
    readonly danger: string;
    readonly icon: string;
    readonly iconSmall: string;
    readonly plain: string;
    readonly primary: string;
    readonly quiet: string;
    readonly small: string;
    readonly spin: string;
    readonly tip: string;
    readonly wide: string;
  };
  export default css;
}

declare module "*/data-table.module.css" {
  const css: {
    readonly box: string;
    readonly frame: string;
    readonly sort: string;
    readonly spare: string;
    readonly table: string;
  };
  export default css;
}

declare module "*/dialog.module.css" {
  const css: {
    readonly body: string;
    readonly foot: string;
    readonly form: string;
    readonly head: string;
    readonly popup: string;
    readonly says: string;
    readonly shade: string;
    readonly title: string;
    readonly top: string;
    readonly wide: string;
  };
  export default css;
}

declare module "*/field.module.css" {
  const css: {
    readonly boxes: string;
    readonly choice: string;
    readonly choices: string;
    readonly field: string;
    readonly hint: string;
    readonly input: string;
    readonly label: string;
    readonly problem: string;
    readonly switch: string;
    readonly withButton: string;
  };
  export default css;
}

declare module "*/item-list.module.css" {
  const css: {
    readonly items: string;
  };
  export default css;
}

declare module "*/menu.module.css" {
  const css: {
    readonly danger: string;
    readonly item: string;
    readonly popup: string;
    readonly positioner: string;
    readonly separator: string;
  };
  export default css;
}

declare module "*/panel-frame.module.css" {
  const css: {
    readonly body: string;
    readonly empty: string;
    readonly frame: string;
    readonly head: string;
  };
  export default css;
}

declare module "*/people-picker.module.css" {
  const css: {
    readonly chip: string;
    readonly chosen: string;
    readonly isChosen: string;
    readonly list: string;
    readonly nobody: string;
    readonly person: string;
    readonly picker: string;
  };
  export default css;
}

declare module "*/problem.module.css" {
  const css: {
    readonly place: string;
    readonly problem: string;
  };
  export default css;
}

declare module "*/qr-code.module.css" {
  const css: {
    readonly code: string;
  };
  export default css;
}

declare module "*/section-frame.module.css" {
  const css: {
    readonly here: string;
    readonly link: string;
    readonly main: string;
    readonly nav: string;
    readonly page: string;
    readonly wide: string;
  };
  export default css;
}

declare module "*/select.module.css" {
  const css: {
    readonly field: string;
    readonly hint: string;
    readonly select: string;
  };
  export default css;
}

declare module "*/voice.module.css" {
  const css: {
    readonly broken: string;
    readonly dot: string;
    readonly levels: string;
    readonly player: string;
    readonly recorder: string;
    readonly refused: string;
    readonly says: string;
    readonly send: string;
    readonly speed: string;
    readonly time: string;
    readonly unseen: string;
  };
  export default css;
}

declare module "*?worker&url" {
  const url: string;
  export default url;
}
