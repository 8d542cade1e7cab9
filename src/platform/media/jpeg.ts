import { options } from './options.ts'

/** Output options of one JPEG without metadata. Quality as ffmpeg counts it: 2 best, 31 worst. */
export function jpeg(name: string, quality: number): string[] {
  const coding = { 'frames:v': 1, 'c:v': 'mjpeg', pix_fmt: 'yuvj420p', 'q:v': quality }
  return [...options({ ...coding, map_metadata: -1, update: 1 }), name]
}
