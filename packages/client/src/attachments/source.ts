/** Files as the SDK takes and gives them, so that a 2 GB file never is in memory whole. */

/** A `File` or `Blob` of a browser or of Node (`fs.openAsBlob`), or anything with the same three members. */
export interface BytesSource {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export interface FileSource extends BytesSource {
  readonly name: string;
  /** Media type; empty when unknown. */
  readonly type: string;
}

export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Takes the parts of a file in order; the next part comes when the promise resolved. */
export type FileSink = (bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void;
