/** What one file may ask of a machine. Past these it is refused before anything is decoded. */
export const budgets = {
  /** Of one picture; ffmpeg itself is told too. 8K is 33 million. */
  pixels: 50_000_000,
  seconds: 12 * 3600,
  /** Frames a second; slow motion files say 240.02. */
  frameRate: 242,
  streams: 32,
  /** Bytes that ffprobe may answer with. */
  answer: 4 * 1024 * 1024,
} as const

/** Limits of one run of a program in the sandbox. */
export type Limits = {
  wallSeconds: number
  /** Resident bytes of all its processes together. */
  memory: number
  /** The largest file it may write, bytes. */
  fileSize: number
}

/** What of a probe the limits hang on. */
type Source = {
  durationSeconds: number
  size: number
  video: { width: number; height: number; frameRate: number } | null
}

const MiB = 1024 * 1024
const GiB = 1024 * MiB

/** Reading headers and packets: the disk is the measure. `size` in bytes. */
export function readingLimits(size: number): Limits {
  return { wallSeconds: 30 + size / (20 * MiB), memory: GiB, fileSize: MiB }
}

/** Copying encoded pictures into another container; sound may be encoded on the way. */
export function copyingLimits(size: number, durationSeconds: number): Limits {
  return {
    wallSeconds: 60 + size / (10 * MiB) + durationSeconds / 4,
    memory: GiB,
    fileSize: size * 1.5 + durationSeconds * 40_000 + 16 * MiB,
  }
}

/**
 * Decoding `pixelRate` pixels a second for `durationSeconds` and encoding files of at most `bitrate` bits a second.
 * Eight million pixels a second is a twentieth of what two cores of 2020 do.
 */
export function encodingLimits(work: {
  durationSeconds: number
  pixelRate: number
  pixels: number
  bitrate: number
}): Limits {
  return {
    wallSeconds: 120 + (work.durationSeconds * work.pixelRate) / 8e6,
    memory: 2 * GiB + work.pixels * 200,
    fileSize: (work.durationSeconds * work.bitrate) / 4 + 64 * MiB,
  }
}

/** Decoding and encoding a picture that goes on for days. Who feeds it ends it when it does not keep up; it writes no file. */
export function endlessLimits(pixels: number): Limits {
  return { wallSeconds: 7 * 86_400, memory: GiB / 2 + pixels * 100, fileSize: MiB }
}

/** Decoding at most `seconds` of it into a few pictures, and reading past the rest. */
export function decodingLimits({ size, video }: Source, seconds: number): Limits {
  const pixels = video ? video.width * video.height : 0
  const work = {
    durationSeconds: seconds,
    pixelRate: pixels * 2 * (video?.frameRate ?? 0),
    pixels,
    bitrate: 0,
  }
  const { wallSeconds, ...rest } = encodingLimits(work)
  return { wallSeconds: wallSeconds + readingLimits(size).wallSeconds, ...rest }
}
