import type { AudioSample, VideoSample } from './fragment.ts'

/** The samples of a part that `fragment` made, with views of their bytes. Only for those: nothing is checked. */
export function readFragment(bytes: Buffer): { video: VideoSample[]; audio: AudioSample[] } {
  const video: VideoSample[] = []
  const audio: AudioSample[] = []
  const end = bytes.readUInt32BE(0)
  for (let at = 24; at < end; at += bytes.readUInt32BE(at)) readTrack(bytes, at, { video, audio })
  return { video, audio }
}

/** One traf: tfhd, tfdt and trun as `fragment` writes them; of sound with 4 bytes more of tfhd, and samples of 8 bytes. */
function readTrack(bytes: Buffer, traf: number, into: { video: VideoSample[]; audio: AudioSample[] }): void {
  const tfdt = traf + 8 + bytes.readUInt32BE(traf + 8)
  const trun = tfdt + 20
  const pictured = bytes.readUInt32BE(traf + 20) === 1
  const count = bytes.readUInt32BE(trun + 12)
  let time = Number(bytes.readBigUInt64BE(tfdt + 12))
  let from = bytes.readUInt32BE(trun + 16)
  for (let i = 0, at = trun + 20; i < count; i++, at += pictured ? 16 : 8) {
    const [duration, size] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
    const data = bytes.subarray(from, from + size)
    if (pictured) {
      const [flags, offset] = [bytes.readUInt32BE(at + 8), bytes.readInt32BE(at + 12)]
      into.video.push({ time, duration, offset, key: flags === 0x02_00_00_00, data })
    } else into.audio.push({ time, duration, data })
    time += duration
    from += size
  }
}
