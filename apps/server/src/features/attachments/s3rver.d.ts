// The test server has no types of its own; this is what the tests use of it.
// oxlint-disable-next-line house/syntax
declare module "s3rver" {
  // oxlint-disable-next-line house/syntax
  export default class S3rver {
    constructor(options: {
      readonly port: number;
      readonly address: string;
      readonly silent: boolean;
      readonly directory: string;
      readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
    });
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
