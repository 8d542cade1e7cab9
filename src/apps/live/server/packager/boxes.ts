/** A box of ISO/IEC 14496-12: its size, its name, what is in it. */
export function box(name: string, ...content: readonly Uint8Array[]): Buffer {
  const size = content.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(size), Buffer.from(name, 'latin1'), ...content], size)
}

/** A box that begins with a version and flags. */
export const fullBox = (
  name: string,
  version: number,
  flags: number,
  ...content: readonly Uint8Array[]
): Buffer => box(name, u32(version * 0x1_00_00_00 + flags), ...content)

export const u8 = (...values: readonly number[]): Buffer => Buffer.from(values)

export function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, i * 2)
  return bytes
}

export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4)
  return bytes
}

export const text = (value: string): Buffer => Buffer.from(value, 'latin1')
