import type { Probe, RenditionPlan, VideoStream } from './media.ts'

const audioBitrate = 128_000
/** 1080p at 30 pictures a second; other sizes by pixel rate, with less than proportional growth. */
const reference = { pixelRate: 1920 * 1080 * 30, bitrate: 5_000_000, growth: 0.75 }
/** These codings need fewer bits than H.264 for the same picture. */
const thriftyCodecs = new Set(['hevc', 'vp9', 'av1'])
const mostFrameRate = 60

/** Lowest first. Heights are of the shorter side as shown; a source below all rungs gets one at its own size. */
export function ladder({ video }: Probe, heights: readonly number[]): RenditionPlan[] {
  if (video === null) return [{ height: 0, width: 0, videoBitrate: 0, audioBitrate }]
  const short = even(Math.min(video.width, video.height))
  const fitting = [...new Set(heights)].filter((height) => height <= short).toSorted((a, b) => a - b)
  return (fitting.length > 0 ? fitting : [short]).map((height) => {
    const plan = { height, width: 0, videoBitrate: 0, audioBitrate }
    const { width, height: tall } = frameSize(video, height)
    return { ...plan, width, videoBitrate: bitrate(video, width * tall) }
  })
}

/** Even pixel sizes of the rung whose shorter side is `short`, the way up that it is shown. */
export function frameSize(video: VideoStream, short: number): { width: number; height: number } {
  const long = even((short * Math.max(video.width, video.height)) / Math.min(video.width, video.height))
  return video.width >= video.height ? { width: long, height: short } : { width: short, height: long }
}

/**
 * The constant rate that a rung is encoded at: the source's own, a divisor of it when it is above 60, and for variable
 * rates a usual one, the nearest or else the next above the average. `expression` is exact, for ffmpeg.
 */
export function outputRate(video: VideoStream): { expression: string; value: number } {
  const wanted = video.frameRate / Math.ceil((video.frameRate - 0.1) / mostFrameRate)
  const distance = (rate: { value: number }) => Math.abs(rate.value / wanted - 1)
  const nearest = usualRates.toSorted((a, b) => distance(a) - distance(b))[0]!
  if (distance(nearest) < (video.variableFrameRate ? 0.02 : 0.0006)) return nearest
  const above = video.variableFrameRate ? usualRates.find(({ value }) => value > wanted) : undefined
  return above ?? { expression: wanted.toFixed(3), value: wanted }
}

const usualRates = '10 12 15 24000/1001 24 25 30000/1001 30 48 50 60000/1001 60'
  .split(' ')
  .map((expression) => {
    const [over, under = 1] = expression.split('/').map(Number)
    return { expression, value: over! / under }
  })

function bitrate(video: VideoStream, pixels: number): number {
  const share = (pixels * outputRate(video).value) / reference.pixelRate
  const source = (video.bitrate ?? Infinity) * (thriftyCodecs.has(video.codec) ? 1.6 : 1)
  return Math.round(Math.max(100_000, Math.min(reference.bitrate * share ** reference.growth, source)))
}

/** Down to an even number of pixels, as yuv420p needs; so never above the source. */
function even(pixels: number): number {
  return Math.max(2, Math.floor(pixels / 2 + 1e-6) * 2)
}
