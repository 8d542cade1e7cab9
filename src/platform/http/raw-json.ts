/** An answer that is serialised already, returned by a handler instead of an object. The maker holds it against the contract. */
export class RawJson {
  readonly body: Buffer
  readonly etag: string | null
  constructor(body: Buffer, etag: string | null = null) {
    this.body = body
    this.etag = etag
  }
}
