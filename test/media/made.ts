import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Media, Probe } from '../../src/platform/media/media.ts'
import { openMedia } from '../../src/platform/media/open-media.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'

const program = promisify(execFile)

/** Two seconds of moving picture, or sound, as inputs of ffmpeg. */
export const picture = (size = '426x240', rate = 30) => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}`]
export const sound = (hertz = 440) => ['-f', 'lavfi', '-i', `sine=${hertz}:r=48000`]
export const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30'.split(' ')

export type Bench = {
  folder: string
  media: Media
  call: { signal: AbortSignal }
  /** Makes a file with ffmpeg, 2 s long unless the arguments say otherwise; gives its path. */
  make(name: string, args: string[]): Promise<string>
  /** A fresh empty folder for outputs. */
  out(): Promise<string>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'media-'))
  return {
    folder,
    media: openMedia({ log: quietLog(), metrics: bareMetrics() }),
    call: { signal: new AbortController().signal },
    async make(name, args) {
      const path = join(folder, name)
      await program('ffmpeg', [
        '-v',
        'error',
        '-y',
        ...args,
        ...(args.includes('-t') ? [] : ['-t', '2']),
        path,
      ])
      return path
    },
    out: () => mkdtemp(join(folder, 'out-')),
    close: () => rm(folder, { recursive: true }),
  }
}

/** Decodes all of a file or playlist; gives what ffmpeg complained about, which should be nothing. */
export async function complaints(path: string): Promise<string> {
  return (await program('ffmpeg', ['-v', 'error', '-xerror', '-i', path, '-f', 'null', '-'])).stderr
}

export type Written = {
  kind: string
  codec: string
  width: number
  height: number
  pixels: string
  start: number
}

/** The streams of a file, as an ordinary ffprobe sees them. */
export async function streamsOf(path: string): Promise<Written[]> {
  const entries = 'stream=codec_type,codec_name,width,height,pix_fmt,start_time'
  const { stdout } = await program('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', path])
  const { streams } = JSON.parse(stdout) as { streams: Record<string, string>[] }
  return streams.map((s) => ({
    kind: s['codec_type']!,
    codec: s['codec_name']!,
    width: Number(s['width'] ?? 0),
    height: Number(s['height'] ?? 0),
    pixels: s['pix_fmt'] ?? '',
    start: Number(s['start_time']),
  }))
}

/** Times of the keyframes. */
export async function keyframes(path: string): Promise<number[]> {
  const entries = ['-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0']
  const { stdout } = await program('ffprobe', ['-v', 'error', ...entries, path])
  return stdout
    .split('\n')
    .filter((line) => line.includes(',K'))
    .map((line) => Number(line.split(',')[0]))
}

/** Programs that work for this process or on files in `folder`. */
export async function programsLeft(folder: string): Promise<string[]> {
  const isOurs = ({ parent, text }: Running) => parent === process.pid || text.includes(folder)
  const isProgram = ({ text }: Running) =>
    /(ffmpeg|ffprobe|bwrap|nice|choom|prlimit)$/.test(text.split('\0')[0] ?? '')
  return (await running())
    .filter((one) => isOurs(one) && isProgram(one))
    .map(({ pid, text }) => `${pid} ${text.replaceAll('\0', ' ')}`)
}

/** Ids of all processes below this one. */
export async function processesBelow(root = process.pid): Promise<number[]> {
  const all = await running()
  const below = (pid: number): number[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)])
  return below(root)
}

type Running = { pid: number; parent: number; text: string }

async function running(): Promise<Running[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    ids.map(async (id) => {
      const [text, stat] = await Promise.all(
        ['cmdline', 'stat'].map((name) => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '')),
      )
      return { pid: Number(id), parent: Number(stat!.split(') ').at(-1)!.split(' ')[1]), text: text! }
    }),
  )
}

export const encodeAll = (bench: Bench, path: string, probe: Probe, heights: number[], out: string) =>
  bench.media.encode(path, probe, bench.media.ladder(probe, heights), out, bench.call)
