/** Checks a message's proof step by step, from its bytes to the log's signature, as an auditor would write it down. */
import { bytesFromBase64url, LIMITS, RECORD_KINDS, type RecordHeader, recordHashOf } from "@warbler/protocol";
import {
  commitToRecord,
  HASH_BYTES,
  openCheckpoint,
  parseVerifierKey,
  portableHasher,
  SALT_BYTES,
  type TreeHead,
  type VerifierKey,
  verifyBatchProof,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import * as z from "zod/mini";
import { equalBytes } from "../sync/equal-bytes.ts";
import { decodeContent } from "../wire/content.ts";
import type { ProofCheck, ProofFile, ProofFlaw } from "./message-proof.ts";

const MOST_STEPS = 64;
const MOST_NOTE_CHARS = 65_536;

const bytes = (length?: number) =>
  z.pipe(
    z.string().check(z.maxLength(Math.ceil((LIMITS.recordContentBytes * 4) / 3))),
    z.transform((text: string, context) => {
      const decoded = bytesFromBase64url(text);
      if (decoded !== undefined && (length === undefined || decoded.length === length)) return decoded;
      context.issues.push({ code: "custom", input: text, message: "expected bytes in base64url" });
      return z.NEVER;
    }),
  );
const count = z.int().check(z.gte(0));
const identifier = z.string().check(z.maxLength(64), z.regex(/^[\x20-\x7e]*$/));
const proofFile = z.object({
  format: z.literal("warbler-message-proof/1"),
  record: z.object({
    room: identifier,
    seq: count.check(z.lte(0xffff_ffff)),
    message: identifier,
    author: identifier,
    device: identifier,
    kind: count.check(z.lte(255)),
    atMs: count,
    imported: z.boolean(),
  }),
  content: bytes(),
  salt: bytes(SALT_BYTES),
  previousCommitment: bytes(HASH_BYTES),
  commitment: bytes(HASH_BYTES),
  leafEntry: bytes(),
  leaf: count,
  position: count,
  subtreePath: z.array(bytes(HASH_BYTES)).check(z.maxLength(MOST_STEPS)),
  inclusionPath: z.array(bytes(HASH_BYTES)).check(z.maxLength(MOST_STEPS)),
  checkpoint: z.string().check(z.maxLength(MOST_NOTE_CHARS)),
});

/** As `verifyProofOffline`. */
export async function checkProofText(json: unknown, verifierKey: string): Promise<ProofCheck> {
  const key = parseVerifierKey(verifierKey);
  const proof = z.safeParse(proofFile, typeof json === "string" ? parsed(json) : json);
  if (!key.ok || !proof.success) return { ok: false, reason: "malformed" };
  return checkProof(proof.data, key.value);
}

/** As above for a proof whose fields are already typed; what they say is still not believed. */
export async function checkProofFile(file: ProofFile, key: VerifierKey): Promise<ProofCheck> {
  const proof = z.safeParse(proofFile, file);
  return proof.success ? checkProof(proof.data, key) : { ok: false, reason: "malformed" };
}

async function checkProof(proof: z.output<typeof proofFile>, key: VerifierKey): Promise<ProofCheck> {
  const { record, content, salt, previousCommitment, commitment, leaf, position } = proof;
  const place = { record, ...textOf(record, content), leaf, position };
  const failed = (reason: ProofFlaw): ProofCheck => ({ ok: false, reason, ...place });

  const recordHash = recordHashOf(record, content, portableHasher.sha256);
  const recomputed = commitToRecord({ salt, recordHash, previousCommitment }, portableHasher);
  if (!equalBytes(recomputed, commitment)) return failed("commitment");

  const checkpoint = await openCheckpoint(proof.checkpoint, key, verifyEd25519ByWebCrypto);
  if (!checkpoint.ok) return failed("signature");

  const { leafEntry, subtreePath, inclusionPath } = proof;
  const head: TreeHead = checkpoint.value;
  const batchProof = { leafEntry, position, subtreePath, leafIndex: leaf, inclusionPath };
  const inLog = verifyBatchProof(commitment, batchProof, { head, hasher: portableHasher });
  if (!inLog.ok) return failed(inLog.refusal === "not in the log" ? "log" : "batch");
  return { ok: true, ...place, treeSize: head.size, loggedAtMs: inLog.value.timeMs };
}

function textOf({ kind }: RecordHeader, content: Uint8Array): { readonly text?: string } {
  if (kind !== RECORD_KINDS.message && kind !== RECORD_KINDS.edit) return {};
  const body = decodeContent(content);
  if (body?.case === "message") return { text: body.value.text };
  return body?.case === "edit" && body.value.message !== undefined ? { text: body.value.message.text } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
