/** Any texts under the keys of these; functions keep their values. What lacks a key does not compile. */
export type Texts<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Texts<T[Key]> };
