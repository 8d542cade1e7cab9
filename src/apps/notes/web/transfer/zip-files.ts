/** A file and where it stands in the folder: `journal/2026/may.md`. */
export type PlacedFile = { path: string; file: Blob & { lastModified?: number } }

/**
 * One zip of many files, stored as they are: text is small, and pictures do not get smaller. The parts stay on the disk; only their
 * check sums are computed here. Throws a `RangeError` past 4 GB or 65,535 files, where the plain format ends.
 */
export async function zipOf(files: readonly PlacedFile[]): Promise<Blob> {
  if (files.length > 0xffff) throw new RangeError('A zip holds at most 65,535 files.')
  const parts: BlobPart[] = []
  const directory: BlobPart[] = []
  let at = 0
  let directorySize = 0
  for (const { path, file } of files) {
    const name = new TextEncoder().encode(path)
    const about = [await crcOf(file), file.size, file.size] as const
    const local = header(localSign, name, file.lastModified ?? 0, about)
    const entry = header(entrySign, name, file.lastModified ?? 0, about, at)
    parts.push(local, name, file)
    directory.push(entry, name)
    at += local.byteLength + name.byteLength + file.size
    directorySize += entry.byteLength + name.byteLength
    if (at + directorySize > 0xffffffff) throw new RangeError('A zip holds at most 4 GB.')
  }
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, 0x06054b50, true)
  end.setUint16(8, files.length, true)
  end.setUint16(10, files.length, true)
  end.setUint32(12, directorySize, true)
  end.setUint32(16, at, true)
  return new Blob([...parts, ...directory, end.buffer], { type: 'application/zip' })
}

const localSign = 0x04034b50
const entrySign = 0x02014b50
/** Names are UTF-8. */
const utf8 = 0x0800

/** The head of a file, or with `offset` its entry in the directory at the end. */
function header(
  sign: number,
  name: Uint8Array,
  modified: number,
  [crc, packed, size]: readonly [number, number, number],
  offset?: number,
): ArrayBuffer {
  const isEntry = offset !== undefined
  const view = new DataView(new ArrayBuffer(isEntry ? 46 : 30))
  const { date, time } = dosTime(new Date(modified))
  view.setUint32(0, sign, true)
  // Version 2.0, in the entry also as the one that made it.
  view.setUint16(4, 20, true)
  if (isEntry) view.setUint16(6, 20, true)
  const from = isEntry ? 8 : 6
  view.setUint16(from, utf8, true)
  view.setUint16(from + 4, time, true)
  view.setUint16(from + 6, date, true)
  view.setUint32(from + 8, crc, true)
  view.setUint32(from + 12, packed, true)
  view.setUint32(from + 16, size, true)
  view.setUint16(from + 20, name.byteLength, true)
  if (isEntry) view.setUint32(42, offset, true)
  return view.buffer
}

/** Two seconds are the smallest step, 1980 is the first year. */
const dosTime = (at: Date) => ({
  time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
  date: (Math.max(0, at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
})

async function crcOf(file: Blob): Promise<number> {
  let crc = 0xffffffff
  const reader = file.stream().getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read())
    for (const byte of read.value) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})
