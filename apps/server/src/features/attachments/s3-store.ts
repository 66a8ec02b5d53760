/** Chunks in an S3 bucket. */
import type { Secret } from "@warbler/crypto";
import { AwsClient } from "aws4fetch";
import type { Clock } from "../../kernel/clock.ts";
import type { BlobStore } from "./blob-store.ts";

export interface S3Settings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret<string>;
}

const DEADLINE_MS = 60_000;

export function s3Store(settings: S3Settings, clock: Pick<Clock, "deadline">): BlobStore {
  const client = new AwsClient({
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey.reveal(),
    service: "s3",
    region: settings.region,
    retries: 3,
  });
  const urlOf = (key: string) => `${settings.endpoint.replace(/\/$/, "")}/${settings.bucket}/attachments/${key}`;
  return {
    put: async (key, bytes) => {
      const answer = await client.fetch(urlOf(key), {
        method: "PUT",
        body: new Uint8Array(bytes),
        signal: clock.deadline(DEADLINE_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`the bucket answered ${answer.status} to a put`);
    },
    get: async (key) => {
      const answer = await client.fetch(urlOf(key), { signal: clock.deadline(DEADLINE_MS) });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`the bucket answered ${answer.status} to a get`);
      return bytes;
    },
    remove: async (key) => {
      const answer = await client.fetch(urlOf(key), { method: "DELETE", signal: clock.deadline(DEADLINE_MS) });
      await answer.arrayBuffer();
      if (!answer.ok && answer.status !== 404) throw new Error(`the bucket answered ${answer.status} to a delete`);
    },
  };
}
