import { copyingLimits } from './budgets.ts'
import { hlsOutput, nothingElse } from './encode-args.ts'
import { finished } from './finished.ts'
import { inputOptions } from './input.ts'
import { type AudioStream, type MediaCall, MediaRefused, type Probe, type RenditionFile } from './media.ts'
import { options, quietly } from './options.ts'
import { progressLines, progressOptions } from './progress.ts'
import type { Sandbox } from './sandbox.ts'

const segmentSeconds = 6
const files = { file: 'source.mp4', playlist: 'source.m3u8' }

export async function rewrap(
  sandbox: Sandbox,
  path: string,
  probe: Probe,
  outFolder: string,
  call: MediaCall,
): Promise<RenditionFile> {
  const { video } = probe
  if (!probe.rewrappable || video === null) {
    throw new MediaRefused('not-rewrappable', 'This file must be converted before it can be played.')
  }
  await sandbox.run({
    program: 'ffmpeg',
    args: (input) => [
      ...quietly,
      ...progressOptions,
      ...inputOptions(probe.format),
      '-i',
      input,
      ...rewrapArgs(probe),
    ],
    input: path,
    outFolder,
    limits: copyingLimits(probe.size, probe.durationSeconds),
    signal: call.signal,
    line: progressLines(probe.durationSeconds, (percent, left) => call.progress?.(percent, left)),
  })
  const shape = { height: Math.min(video.width, video.height), width: video.width, pixelHeight: video.height }
  return finished(sandbox, probe, outFolder, { ...shape, frameRate: video.frameRate, ...files }, call)
}

/**
 * Without edit lists: streams that begin apart would need two-entry ones, which browsers ignore, and sound would run
 * ahead of the picture.
 */
export function rewrapArgs({ video, audio: [sound] }: Probe): string[] {
  return [
    ...options({ map: `0:${video!.index}`, 'c:v': 'copy' }),
    ...(sound ? options({ map: `0:${sound.index}`, ...soundCoding(sound) }) : []),
    ...options({ ...nothingElse, max_muxing_queue_size: 9999, hls_segment_options: 'use_editlist=0' }),
    ...hlsOutput(files, segmentSeconds),
  ]
}

/** AAC from transport streams carries its header in every frame, which MP4 cannot hold; elsewhere the filter does nothing. */
function soundCoding(sound: AudioStream): Record<string, string | number> {
  const { codec, profile, channels, sampleRate } = sound
  const copied = codec === 'aac' && profile === 'LC' && channels <= 2 && sampleRate <= 48_000
  if (copied) return { 'c:a': 'copy', 'bsf:a': 'aac_adtstoasc' }
  return { 'c:a': 'aac', aac_coder: 'fast', 'b:a': 128_000, ac: 2, ar: 48_000 }
}
