import type { Visibility } from '../../../contract/shapes.ts'

export const viewersWords = (count: number): string => `${count} watching`

export const visibilityOptions: { value: Visibility; label: string }[] = [
  { value: 'public', label: 'Everybody' },
  { value: 'members', label: 'Members of this space' },
  { value: 'private', label: 'Operators, admins and owners' },
]

/** `6.1 Mb/s`, `820 kb/s`. */
export const bitrate = (bits: number): string =>
  bits >= 1_000_000 ? `${(bits / 1_000_000).toFixed(1)} Mb/s` : `${Math.round(bits / 1000)} kb/s`
