/** What the section on the audit log says in English. */
export const en = {
  says: "What was done here, as the log has it. Reading is recorded with its reason, and whoever is looked up learns of it.",
  reason: "Why do you read it? It is recorded.",
  kind: "Kind",
  anyKind: "Any kind",
  after: "From",
  before: "Until, this day included",
  read: "Read the newest",
  save: "Save with proofs",
  saveSays:
    "The file holds each fact with its proof. Anybody who has the log's key checks it without a server: warbler audit verify FILE --key KEY. It proves what is in it, not that nothing was left out.",
  saved: (facts: number) => `${facts.toLocaleString("en")} ${facts === 1 ? "fact" : "facts"} saved.`,
  more: "There are more: narrow the time, and make several files.",
  facts: "Facts that were read",
  none: "Nothing was recorded that fits.",
  server: "the server",
  erased: "erased",
  doneTitle: "The log was read",
  done: (facts: number) => `${facts} ${facts === 1 ? "fact" : "facts"}. They are shown this once: save them now.`,
};
