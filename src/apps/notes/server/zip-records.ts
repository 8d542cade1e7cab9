/** The records of a zip file (APPNOTE 6.3), with the wider ones where a size, a place or a number needs them. */
export type Described = {
  path: string
  modifiedAt: string
  /** Bytes as they came, and as they stand in the zip. Told once they are written. */
  size: number
  packedSize: number
  sum: number
  deflated: boolean
  /** Whether its sizes are written in eight bytes; stands fast before the first byte. */
  wide: boolean
  /** Where its header stands. */
  offset: number
}

const most32 = 0xffff_ffff
/** Whether an announced size could be more than the short fields hold, when packing makes it a little more. */
export const needsWide = (size: number): boolean => size > 0xf000_0000

/** Sizes and checksum follow the bytes. */
export function localHeader(entry: Described): Buffer {
  const name = Buffer.from(entry.path)
  // Zeros in the wide field say that the sizes behind the bytes are wide.
  const extra = Buffer.concat([timeField(entry), entry.wide ? wideField([0, 0]) : Buffer.alloc(0)])
  return record(0x04034b50, [
    ...facts(entry),
    u32(0),
    u32(0),
    u32(0),
    u16(name.length),
    u16(extra.length),
    name,
    extra,
  ])
}

export const descriptor = (entry: Described): Buffer => {
  const size = entry.wide ? u64 : u32
  return record(0x08074b50, [u32(entry.sum), size(entry.packedSize), size(entry.size)])
}

export function centralRecord(entry: Described): Buffer {
  const name = Buffer.from(entry.path)
  const far = entry.offset >= most32
  const wide = [...(entry.wide ? [entry.size, entry.packedSize] : []), ...(far ? [entry.offset] : [])]
  const extra = Buffer.concat([timeField(entry), wide.length > 0 ? wideField(wide) : Buffer.alloc(0)])
  return record(0x02014b50, [
    u16((3 << 8) | 45),
    ...facts(entry),
    u32(entry.sum),
    u32(entry.wide ? most32 : entry.packedSize),
    u32(entry.wide ? most32 : entry.size),
    u16(name.length),
    u16(extra.length),
    // No comment, the first disk, no kind of text.
    Buffer.alloc(6),
    // An ordinary file that everybody may read.
    u32(0o100644 * 2 ** 16),
    u32(far ? most32 : entry.offset),
    name,
    extra,
  ])
}

/** `offset` and `size` of the directory, and how many entries are in it. */
export function endOfDirectory({
  count,
  offset,
  size,
}: {
  count: number
  offset: number
  size: number
}): Buffer {
  const wide = count >= 0xffff || offset >= most32 || size >= most32
  const few = wide ? 0xffff : count
  const end = record(0x06054b50, [
    Buffer.alloc(4),
    u16(few),
    u16(few),
    u32(wide ? most32 : size),
    u32(wide ? most32 : offset),
    u16(0),
  ])
  if (!wide) return end
  const wideEnd = record(0x06064b50, [
    u64(44),
    u16((3 << 8) | 45),
    u16(45),
    Buffer.alloc(8),
    u64(count),
    u64(count),
    u64(size),
    u64(offset),
  ])
  const locator = record(0x07064b50, [u32(0), u64(offset + size), u32(1)])
  return Buffer.concat([wideEnd, locator, end])
}

/** Version needed, flags (sizes follow the bytes, the name is UTF-8), method, time and date. */
function facts(entry: Described): Buffer[] {
  const time = new Date(entry.modifiedAt)
  const year = Math.min(2107, Math.max(1980, time.getUTCFullYear()))
  return [
    u16(entry.wide ? 45 : 20),
    u16(0x0808),
    u16(entry.deflated ? 8 : 0),
    u16((time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1)),
    u16(((year - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate()),
  ]
}

/** Seconds since 1970: the date above has no time zone. */
function timeField(entry: Described): Buffer {
  const seconds = Math.floor(Date.parse(entry.modifiedAt) / 1000)
  return Buffer.concat([
    u16(0x5455),
    u16(5),
    Buffer.from([1]),
    u32(Math.min(Math.max(0, seconds), 0x7fff_ffff)),
  ])
}

const wideField = (numbers: number[]): Buffer =>
  Buffer.concat([u16(1), u16(8 * numbers.length), ...numbers.map(u64)])

const record = (signature: number, fields: Buffer[]): Buffer => Buffer.concat([u32(signature), ...fields])

function u16(value: number): Buffer {
  const field = Buffer.alloc(2)
  field.writeUInt16LE(value)
  return field
}
function u32(value: number): Buffer {
  const field = Buffer.alloc(4)
  field.writeUInt32LE(value)
  return field
}
function u64(value: number): Buffer {
  const field = Buffer.alloc(8)
  field.writeBigUInt64LE(BigInt(value))
  return field
}
