/**
 * Options of ffmpeg and ffprobe in the order they are written: `{ f: 'hls', nostats: true }` is `-f hls -nostats`.
 * Values are enums, numbers and names from here, never a member's text.
 */
export function options(values: Record<string, string | number | true>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === true ? [`-${name}`] : [`-${name}`, String(value)],
  )
}

/** How every ffmpeg run begins. */
export const quietly = options({ hide_banner: true, nostdin: true, v: 'error', y: true })
