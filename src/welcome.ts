import type { Running } from './start.ts'

/** What the person who started the house sees: where it is, how to set it up, what is missing. */
export async function welcome({ house, http, address }: Running): Promise<string[]> {
  // A process that only works or schedules is nobody's door.
  if (http === null || address === null) return []
  const { config, media } = house.platform
  const port = new URL(address).port
  const url = config.publicUrl.startsWith('http://localhost:') ? `http://localhost:${port}` : config.publicUrl
  const token = await house.auth.setupToken()
  const { strong, detail, ffmpeg } = await media.sandbox()
  return [
    '',
    `  Longhouse is open: ${url}`,
    ...(token ? [`  Set it up at ${url}/setup`, `  Setup token, needed from another machine: ${token}`] : []),
    ...(ffmpeg
      ? []
      : ['  Missing: ffmpeg. Clips are kept, but cannot be processed: sudo apt-get install ffmpeg']),
    ...(strong || !ffmpeg ? [] : [`  Weak: ${detail}`]),
    '',
  ]
}
