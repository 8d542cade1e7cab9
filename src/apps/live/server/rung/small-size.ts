import type { Sps } from '../packager/sps.ts'

/** Pixels of the shorter side. */
const short = 360

/** How large the small picture is, in square pixels; null for a source that is not larger. */
export function smallSize({ width, height, pixel }: Sps): { width: number; height: number } | null {
  const shown = Math.round((width * pixel.width) / pixel.height)
  const side = Math.min(shown, height)
  if (side <= short) return null
  const long = Math.round((short * Math.max(shown, height)) / side / 2) * 2
  return shown >= height ? { width: long, height: short } : { width: short, height: long }
}
