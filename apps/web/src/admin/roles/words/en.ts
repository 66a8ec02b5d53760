/** What the section on roles says in English. */
export const en = {
  people: {
    title: "Who has a role",
    says: "Everybody else is a member.",
    suspended: "Suspended",
    role: (name: string) => `Role of ${name}`,
    suspend: "Suspend",
    reinstate: "Lift the suspension",
    reason: "Why? The person and whoever reads the audit log see it.",
    suspendTitle: (name: string) => `Suspend ${name}?`,
    suspendSays: "Every session ends at once, and the person may do nothing until you lift it. Role and rooms stay.",
  },
  roles: {
    title: "What a role may do",
    says: "No role in the organisation opens a room: only who is in a room reads it.",
    role: "Role",
    may: "May",
    nothing: "Nothing beyond what everybody may do with their own account.",
    dual: (count: number) => `${count} others must sign`,
    officers: "Three officers: system, security and audit are never in one hand.",
  },
};
