import type { Twins } from './send-body.ts'

/**
 * An answer that is serialised already, returned by a handler instead of an object. The maker holds it against the contract. Kept
 * and sent again, it is compressed once for each encoding.
 */
export class RawJson {
  readonly body: Buffer
  /** With its quotes or without. */
  readonly etag: string | null
  readonly twins: Twins = {}
  constructor(body: Buffer, etag: string | null = null) {
    this.body = body
    this.etag = etag === null || etag.endsWith('"') ? etag : `"${etag}"`
  }
}
