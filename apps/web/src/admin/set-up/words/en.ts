/** What the first run says in English; `zh.ts` has the same keys. */
export const en = {
  steps: {
    connection: "Connection",
    protection: "Protection",
    people: "People",
    import: "Earlier messages",
  },
  step: (at: number, all: number) => `Step ${at} of ${all}`,
  says: {
    connection: "How people reach this server, and by what their browsers know that it is yours.",
    protection:
      "What counts for everybody from now on. All of it can be changed later, in the sections of this console.",
    people: "Each link lets one person in, once, within seven days. Pass it on by a way that you trust.",
    import: "What people wrote in Slack or Mattermost can go on here. Without it, the rooms begin empty.",
  },
  done: "done",
  next: "Go on",
  skip: "Leave it for now",
  finish: "To the messages",
  later: "You can leave at any time: the first page leads back here until you are through.",
  welcome: (left: number) => (left === 1 ? "One step of setting up is left." : `${left} steps of setting up are left.`),
  goOn: "Go on with setting up",
  dismiss: "Not needed",
  connection: {
    url: "Reached by",
    names: "Good for",
    signedBy: "Signed by",
    local: (issuer: string) => `this server's own authority (${issuer})`,
    until: "Good until",
    fingerprint: "Fingerprint of the certificate, as browsers show it (SHA-256)",
    authority: "Fingerprint of the authority, as the server prints it (SHA-256)",
    tls: "Oldest TLS that is accepted",
    hybrid: "TLS 1.3, with a key exchange that is also made to withstand quantum computers where the browser has one",
    old: "TLS 1.2 is allowed by WARBLER_TLS12. Take that away as soon as no old device needs it.",
    moment: (time: string) => `${time}.`,
    daysLeft: (days: number) =>
      days < 0 ? "It is over: browsers refuse it." : days === 1 ? "1 day is left." : `${days} days are left.`,
    renews: "It is renewed by itself thirty days before its end.",
    ownSays: "You brought it. Warbler looks at the two files every few seconds and serves a new one without a restart.",
    localSays:
      "Browsers do not know this authority and warn at the first visit. That is right for trying it out. Compare the fingerprint of the authority with the one that the server printed when it started; links for people carry it, and the command line checks it.",
    howTitle: "A certificate that every browser knows",
    how: [
      "Have one made for the name by which people reach the server, by your organisation's authority or a public one.",
      "Start the server with WARBLER_PUBLIC_HOST, WARBLER_TLS_CERT and WARBLER_TLS_KEY: the name, the certificate with those between it and its root, and its key.",
      "Renew the two files where they lie. Nothing has to be restarted.",
    ],
  },
};
