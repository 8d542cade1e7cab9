export type Amf0Writable =
  | number
  | boolean
  | string
  | null
  | undefined
  | { readonly [name: string]: Amf0Writable }

/** Values as AMF0, one after the other. Texts are at most 65,535 bytes long. */
export function writeAmf0(...values: readonly Amf0Writable[]): Buffer {
  return Buffer.concat(values.map(bytesOf))
}

function bytesOf(value: Amf0Writable): Buffer {
  if (value === null) return Buffer.of(0x05)
  if (value === undefined) return Buffer.of(0x06)
  if (typeof value === 'boolean') return Buffer.of(0x01, value ? 1 : 0)
  if (typeof value === 'string') return Buffer.concat([Buffer.of(0x02), textOf(value)])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  const fields = Object.entries(value).flatMap(([name, field]) => [textOf(name), bytesOf(field)])
  return Buffer.concat([Buffer.of(0x03), ...fields, Buffer.of(0, 0, 0x09)])
}

function textOf(text: string): Buffer {
  const bytes = Buffer.from(`\0\0${text}`)
  bytes.writeUInt16BE(bytes.length - 2, 0)
  return bytes
}
