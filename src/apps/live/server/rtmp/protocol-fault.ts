/** What an encoder sent is not RTMP, or is more than this house takes: its connection ends, and nothing else does. */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault'
  /** In kebab-case, for metrics: one of a few. */
  readonly code: 'handshake' | 'chunk' | 'amf' | 'command' | 'limit'

  constructor(code: ProtocolFault['code'], message: string) {
    super(message)
    this.code = code
  }
}
