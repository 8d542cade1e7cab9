/** What an init segment that this house wrote says of itself. */
export function readTrack(init: Buffer): {
  codecs: string
  picture: { width: number; height: number; framesPerSecond: number | null } | null
} {
  const avc1 = init.indexOf('avc1', 0, 'latin1')
  const avcc = init.indexOf('avcC', 0, 'latin1')
  const sound = init.includes('mp4a', 0, 'latin1') ? ['mp4a.40.2'] : []
  if (avc1 === -1 || avcc === -1) return { codecs: sound.join(), picture: null }
  // Width and height stand 24 bytes into the body of a visual sample entry (ISO/IEC 14496-12, 12.1.3).
  const width = init.readUInt16BE(avc1 + 28)
  const height = init.readUInt16BE(avc1 + 30)
  const video = `avc1.${init.toString('hex', avcc + 5, avcc + 8)}`
  return { codecs: [video, ...sound].join(), picture: { width, height, framesPerSecond: null } }
}
