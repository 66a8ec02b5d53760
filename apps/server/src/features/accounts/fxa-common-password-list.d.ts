// The package has no types of its own; this is its whole interface.
// oxlint-disable-next-line house/syntax
declare module "fxa-common-password-list" {
  const list: { test(password: string): boolean };
  // oxlint-disable-next-line house/syntax
  export default list;
}
