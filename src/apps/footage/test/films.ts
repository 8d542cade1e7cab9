import { spawn } from 'node:child_process'

/** Made-up films for tests: H.264 and AAC as phones and dashcams make them, unless `args` say otherwise. */
export async function film(
  path: string,
  { size = '640x360', seconds = 4, args = [] as string[] } = {},
): Promise<string> {
  const made = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30`, '-f', 'lavfi', '-i', 'sine=f=440:r=48000']
  const encoded = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '60',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
  ]
  await ffmpeg([...made, '-t', String(seconds), ...encoded, ...args, path])
  return path
}

/** Runs ffmpeg to its end and answers what it wrote to standard output. Throws its own words when it fails. */
export async function ffmpeg(args: string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  let words = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}: ${words.slice(-2000)}`)
  return Buffer.concat(out)
}

/** Frames that ffmpeg can decode of an address or file. */
export async function frames(input: string): Promise<number> {
  const md5 = await ffmpeg(['-i', input, '-map', '0:v:0', '-f', 'framemd5', '-'])
  return md5
    .toString()
    .split('\n')
    .filter((line) => line && !line.startsWith('#')).length
}
