import type { Lsn } from './fences.ts'

/** `16/B374D848`: two halves of 32 bits, hexadecimal (PostgreSQL's pg_lsn). */
export function lsnOf(text: string): Lsn {
  const [high = '', low = ''] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
