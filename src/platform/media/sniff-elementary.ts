/** Bare video, as recorders write it without a container: it begins with what every decoder needs first. */
export type Elementary = (typeof elementary)[number]
const elementary = ['h264', 'hevc', 'mpegvideo'] as const

/** Bare video holds no times: nothing can be kept of them, nor looked up by them. */
export const isElementary = (format: string): boolean => (elementary as readonly string[]).includes(format)

/** Which bare video these first bytes begin: both of its parameter sets have to be there, in their order. */
export function elementaryOf(head: Buffer): Elementary | null {
  if (head[0] !== 0 || head[1] !== 0) return null
  const units = unitsOf(head)
  if (units[0]?.at !== (head[2] === 0 ? 4 : 3)) return null
  const [first, ...rest] = units.map(({ byte }) => byte)
  if (first === 0xb3) return [0xb2, 0xb5, 0xb8].includes(rest[0] ?? 0) ? 'mpegvideo' : null
  if (holds(units.map(avcType), [7, 8], 9)) return 'h264'
  if (holds(units.map(hevcType), [32, 33, 34], 35)) return 'hevc'
  return null
}

type Unit = { at: number; byte: number; next: number }

/** Bytes behind the start codes of the head. */
function unitsOf(head: Buffer): Unit[] {
  const units: Unit[] = []
  for (let at = head.indexOf(startCode); at !== -1; at = head.indexOf(startCode, at + 3))
    if (at + 4 < head.length) units.push({ at: at + 3, byte: head[at + 3]!, next: head[at + 4]! })
  return units
}
const startCode = Buffer.from([0, 0, 1])

/** −1 where a bit stands that has to be 0. */
const avcType = ({ byte }: Unit) => (byte & 0x80 ? -1 : byte & 0x1f)
const hevcType = ({ byte, next }: Unit) => (byte & 0x81 || next >> 3 || !(next & 7) ? -1 : byte >> 1)

/** The first unit is the first set, or a delimiter before it; the other sets follow. */
function holds(types: number[], sets: number[], delimiter: number): boolean {
  const begun = types[0] === delimiter ? types.slice(1) : types
  if (begun[0] !== sets[0]) return false
  let wanted = 0
  for (const type of begun) if (type === sets[wanted]) wanted += 1
  return wanted === sets.length
}
