/** What stands for everybody behind an @, in each language: a message is read by people of both. */
export const EVERYBODY = { en: "everyone", zh: "所有人" } as const;
