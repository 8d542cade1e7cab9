const [single, pair, lowFrequency, end] = [0, 1, 3, 7] as const
/** The elements of a frame by channel configuration (ISO/IEC 14496-3, table 1.19), from 1 on. */
const elements: readonly (readonly number[])[] = [
  [single],
  [pair],
  [single, pair],
  [single, pair, single],
  [single, pair, pair],
  [single, pair, pair, lowFrequency],
  [single, pair, pair, pair, lowFrequency],
]

/**
 * One AAC frame (`raw_data_block`, 4.4.2.1) in which nothing is heard: each channel has no band, and so no number behind its header. Null
 * for a layout that a program config element spells out.
 */
export function silentFrame(channelConfiguration: number): Buffer | null {
  const layout = elements[channelConfiguration - 1]
  if (!layout) return null
  const counts = new Map<number, number>()
  let bits = ''
  for (const element of layout) {
    const tag = counts.get(element) ?? 0
    counts.set(element, tag + 1)
    bits += binary(element, 3) + binary(tag, 4)
    // A pair says first that its channels share no header.
    bits += element === pair ? `0${silentChannel}${silentChannel}` : silentChannel
  }
  bits += binary(end, 3)
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}

/** `individual_channel_stream`: gain 8, one long window 4, no bands 6, and no prediction, pulses, shaping or gain control. */
const silentChannel = '0'.repeat(8 + 4 + 6 + 1 + 3)

const binary = (value: number, size: number) => value.toString(2).padStart(size, '0')
