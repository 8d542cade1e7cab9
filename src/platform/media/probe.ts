import { stat } from 'node:fs/promises'
import { budgets, readingLimits } from './budgets.ts'
import { ProgramFailed } from './failures.ts'
import { type Answer, asked, askedMore, positive } from './ffprobe-answer.ts'
import { inputOptions } from './input.ts'
import { type MediaCall, MediaCrashed, MediaRefused, type Probe, type VideoStream } from './media.ts'
import { options } from './options.ts'
import { headSeconds, packetFields, type Packets, scanPackets } from './packet-scan.ts'
import { readRecordedAt } from './recorded-at.ts'
import type { Sandbox } from './sandbox.ts'
import { isElementary } from './sniff-elementary.ts'
import { type Format, sniff } from './sniff.ts'
import { canDecode, pickAudio, pickVideo, readAudio, readVideo } from './streams.ts'

type Source = { path: string; size: number; format: Format }

export async function probe(sandbox: Sandbox, path: string, call: MediaCall): Promise<Probe> {
  const source = { path, size: (await stat(path)).size, format: await sniff(path) }
  const answer = await askStreams(sandbox, source, call)
  const video = pickVideo(answer)
  const audio = pickAudio(answer)
  refuseStreams(answer, video, audio.length)

  const packets = await readPackets(sandbox, source, answer, video?.index ?? null, call)
  refuseOnePicture(source.format, packets.frames.count)
  const durationSeconds = trueDuration(source, answer, packets)
  const bitrate = Math.round((source.size * 8) / durationSeconds)
  const shown = video && readVideo(video, packets, { durationSeconds, bitrate })
  if (shown) refusePicture(shown, packets)
  return {
    format: source.format,
    durationSeconds,
    size: source.size,
    video: shown,
    audio: audio.map(readAudio),
    otherStreams: answer.streams.length - audio.length - (video ? 1 : 0),
    recordedAt: readRecordedAt(answer, Date.now()),
    rewrappable: shown !== null && !isElementary(source.format) && isRewrappable(shown),
  }
}

async function askStreams(
  sandbox: Sandbox,
  { path, size, format }: Source,
  call: MediaCall,
): Promise<Answer> {
  const { stdout, stderr } = await sandbox
    .run({
      program: 'ffprobe',
      args: (input) => [
        ...options({ v: 'error' }),
        ...inputOptions(format),
        ...options({
          analyzeduration: '10M',
          probesize: '20M',
          show_entries: `${asked}:${askedMore}`,
          of: 'json',
        }),
        input,
      ],
      input: path,
      limits: readingLimits(size),
      signal: call.signal,
    })
    .catch(refuseDamaged)
  // A decoder that met a picture over the budget leaves its size out of the answer.
  if (pastPixelBudget.test(stderr)) throw tooManyPixels()
  const { streams = [], format: whole = {} } = JSON.parse(stdout) as Partial<Answer>
  return { streams, format: whole }
}

const pastPixelBudget = /exceeds specified max pixel count/

/** ffprobe that gives up in good order has found the file damaged; one that was killed or crashed has not. */
function refuseDamaged(error: unknown): never {
  if (!(error instanceof MediaCrashed && error.cause instanceof ProgramFailed) || error.cause.code !== 1)
    throw error
  if (pastPixelBudget.test(error.cause.stderr)) throw tooManyPixels(error)
  throw new MediaRefused(
    'damaged',
    'This file is damaged or incomplete: its index is missing. Copy it from the camera again.',
  )
}

function refuseStreams(answer: Answer, video: Answer['streams'][number] | null, audio: number): void {
  if ((answer.format.nb_streams ?? answer.streams.length) > budgets.streams) {
    throw new MediaRefused('too-many-streams', `This file holds more than ${budgets.streams} streams.`)
  }
  if (video && (video.width ?? 0) * (video.height ?? 0) > budgets.pixels) throw tooManyPixels()
  if (video && !canDecode(video)) {
    throw new MediaRefused(
      'unknown-codec',
      `The pictures in this file are in a coding that is not known here (${plain(video.codec_name)}).`,
    )
  }
  if (!video && audio === 0) {
    throw new MediaRefused('no-streams', 'This file holds no video and no sound that can be played.')
  }
  if (video && !(video.width && video.height)) {
    throw new MediaRefused('damaged', 'This file is damaged: its pictures have no size.')
  }
}

/** The first and the last seconds; all packets where the header tells no length or the end cannot be reached. */
async function readPackets(
  sandbox: Sandbox,
  { path, size, format }: Source,
  answer: Answer,
  videoIndex: number | null,
  call: MediaCall,
): Promise<Packets> {
  const read = async (intervals: string | null) => {
    const scan = scanPackets(videoIndex)
    await sandbox
      .run({
        program: 'ffprobe',
        args: (input) => [
          ...options({ v: 'error' }),
          ...inputOptions(format),
          ...(intervals === null ? [] : options({ read_intervals: intervals })),
          ...options({ show_entries: packetFields, of: 'csv=p=0' }),
          input,
        ],
        input: path,
        limits: readingLimits(size),
        signal: call.signal,
        line: scan.line,
      })
      .catch(refuseDamaged)
    return scan.result()
  }
  const claim = positive(answer.format.duration)
  if (claim === null || claim < headSeconds * 2 || claim > budgets.seconds) return read(null)
  const begin = Number(answer.format.start_time) || 0
  const packets = await read(`%+${headSeconds},${(begin + claim - 5).toFixed(3)}%`)
  const reached = (packets.end ?? 0) - begin > claim * 0.9
  return reached ? packets : read(null)
}

/** Containers whose header counts the length; in others it is a guess from the first packets. */
const countedLengths: readonly Format[] = ['mov', 'matroska', 'avi', 'mxf', 'caf']

/** Seconds. Throws when the file holds much less than it claims, or nothing, or too much. */
function trueDuration({ size, format }: Source, answer: Answer, packets: Packets): number {
  const held = packets.end === null ? 0 : packets.end - (packets.start ?? 0)
  if (held <= 0) throw new MediaRefused('damaged', 'This file is damaged: nothing in it can be played.')
  const claim = positive(answer.format.duration)
  // Counted from the beginning of the file's clock, where the first packet may be late.
  const missing = (claim ?? 0) - Math.max(held, packets.end ?? 0)
  if (claim !== null && countedLengths.includes(format) && missing > Math.max(0.75, claim * 0.1)) {
    if (claim > 3600 && claim > held * 10) {
      throw new MediaRefused(
        'false-duration',
        `This file says it is ${length(claim)} long but holds only ${length(held)}.`,
      )
    }
    throw new MediaRefused(
      'incomplete',
      `This file ends early: of ${length(claim)} only ${length(held)} are there. Copy it from the camera again.`,
    )
  }
  if (held > budgets.seconds) {
    throw new MediaRefused(
      'too-long',
      `This file is longer than ${budgets.seconds / 3600} hours. Cut it into parts.`,
    )
  }
  // Two kilobits a second is a tenth of the thinnest speech.
  if (held > 600 && (size * 8) / held < 2000) {
    throw new MediaRefused(
      'false-duration',
      `This file says it is ${length(held)} long but is far too small for that.`,
    )
  }
  return held
}

/** Where nothing but the pictures themselves tells that it is a video, one is not enough. */
function refuseOnePicture(format: Format, pictures: number): void {
  if (pictures > 1) return
  if (format === 'gif') throw new MediaRefused('picture', 'This is a picture, not a video or sound.')
  if (isElementary(format))
    throw new MediaRefused('damaged', 'This file is damaged: nothing in it can be played.')
}

function refusePicture(video: VideoStream, packets: Packets): void {
  if (video.width * video.height > budgets.pixels) throw tooManyPixels()
  if (
    Math.max(video.frameRate, (packets.frames.count >= 10 ? packets.frames.rate : 0) ?? 0) > budgets.frameRate
  ) {
    throw new MediaRefused('frame-rate', 'This video claims more than 240 pictures a second.')
  }
}

/** A keyframe every 20 s at most, or segments would be too large to start and seek in. */
const rewrapKeyframeSeconds = 20

/** The HLS muxer drops the rotation, and players disagree about interlaced pictures: both are encoded. */
function isRewrappable(video: VideoStream): boolean {
  return (
    video.codec === 'h264' &&
    /^yuvj?420p$/.test(video.pixelFormat) &&
    /^(Constrained Baseline|Baseline|Main|High)$/.test(video.profile ?? '') &&
    (video.level ?? 99) <= 52 &&
    video.rotation === 0 &&
    !video.interlaced &&
    video.keyframeSeconds <= rewrapKeyframeSeconds
  )
}

function tooManyPixels(cause?: unknown): MediaRefused {
  const error = new MediaRefused(
    'too-many-pixels',
    `Its pictures are larger than ${budgets.pixels / 1e6} million pixels.`,
  )
  error.cause = cause
  return error
}

function length(seconds: number): string {
  if (seconds >= 7200) return `${Math.round(seconds / 3600)} hours`
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`
}

function plain(codec: string | undefined): string {
  return (codec ?? 'unknown').replaceAll(/[^a-z0-9_]/gi, '')
}
