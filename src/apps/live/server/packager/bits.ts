/** Reads bits from a buffer that strangers wrote. Throws `EndOfBits` past its end, and for a number that no header of ours can hold. */
export type Bits = {
  /** At most 32 bits. */
  u(count: number): number
  flag(): boolean
  skip(count: number): void
  /** Exp-Golomb, unsigned and signed. */
  ue(): number
  se(): number
  left(): number
}

export class EndOfBits extends Error {
  override readonly name = 'EndOfBits'
}

export function openBits(bytes: Buffer): Bits {
  const size = bytes.length * 8
  let at = 0

  const u = (count: number) => {
    if (at + count > size) throw new EndOfBits('the header is cut off')
    let value = 0
    for (let i = 0; i < count; i++, at++) value = value * 2 + ((bytes[at >> 3]! >> (7 - (at & 7))) & 1)
    return value
  }
  const ue = () => {
    let zeros = 0
    while (u(1) === 0) if (++zeros > 31) throw new EndOfBits('a number is out of bounds')
    return 2 ** zeros - 1 + u(zeros)
  }
  return {
    u,
    ue,
    flag: () => u(1) === 1,
    skip(count) {
      if (at + count > size) throw new EndOfBits('the header is cut off')
      at += count
    },
    se() {
      const code = ue()
      return code % 2 === 1 ? (code + 1) / 2 : -code / 2
    },
    left: () => size - at,
  }
}

/** What `read` makes of a header, or null when it is cut off or out of bounds. */
export function readHeader<T>(read: () => T | null): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof EndOfBits) return null
    throw error
  }
}
