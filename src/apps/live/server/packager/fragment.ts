import { trackIds } from './init-segment.ts'

/** One frame of the picture, in ticks of `videoTimescale`. */
export type VideoSample = { time: number; duration: number; offset: number; key: boolean; data: Buffer }
/** One frame of sound, in ticks of the sound's own rate. */
export type AudioSample = { time: number; duration: number; data: Buffer }

/** A fragment: moof and mdat with these samples, pictures first. At least one sample. */
export function fragment(
  number: number,
  video: readonly VideoSample[],
  audio: readonly AudioSample[],
): Buffer {
  const videoHead = video.length > 0 ? 64 + video.length * 16 : 0
  const audioHead = audio.length > 0 ? 68 + audio.length * 8 : 0
  const head = 24 + videoHead + audioHead
  const [videoSize, audioSize] = [sizeOf(video), sizeOf(audio)]
  const out = Buffer.allocUnsafe(head + 8 + videoSize + audioSize)
  let at = 0
  const u32 = (...values: readonly number[]) => {
    for (const value of values) at = out.writeUInt32BE(value, at)
  }
  const box = (size: number, name: string) => {
    u32(size)
    at += out.write(name, at, 'latin1')
  }
  const time = (value: number) => u32(Math.floor(value / 2 ** 32), value % 2 ** 32)

  box(head, 'moof')
  box(16, 'mfhd')
  u32(0, number)
  if (video.length > 0) {
    box(videoHead, 'traf')
    box(16, 'tfhd')
    u32(0x02_00_00, trackIds.video)
    box(20, 'tfdt')
    u32(0x01_00_00_00)
    time(video[0]!.time)
    box(videoHead - 44, 'trun')
    u32(0x01_00_0f_01, video.length, head + 8)
    for (const { duration, data, key, offset } of video)
      u32(duration, data.length, key ? 0x02_00_00_00 : 0x01_01_00_00, offset >>> 0)
  }
  if (audio.length > 0) {
    box(audioHead, 'traf')
    box(20, 'tfhd')
    u32(0x02_00_20, trackIds.audio, 0x02_00_00_00)
    box(20, 'tfdt')
    u32(0x01_00_00_00)
    time(audio[0]!.time)
    box(audioHead - 48, 'trun')
    u32(0x00_03_01, audio.length, head + 8 + videoSize)
    for (const { duration, data } of audio) u32(duration, data.length)
  }
  box(8 + videoSize + audioSize, 'mdat')
  for (const { data } of video) at += data.copy(out, at)
  for (const { data } of audio) at += data.copy(out, at)
  return out
}

const sizeOf = (samples: readonly { data: Buffer }[]) =>
  samples.reduce((sum, { data }) => sum + data.length, 0)
