import { encodingLimits } from './budgets.ts'
import { encodeArgs, rungFiles } from './encode-args.ts'
import { finished } from './finished.ts'
import { inputOptions } from './input.ts'
import { frameSize, outputRate } from './ladder.ts'
import type { Media, MediaCall, Probe, RenditionFile, RenditionPlan } from './media.ts'
import { quietly } from './options.ts'
import { progressLines, progressOptions } from './progress.ts'
import type { Sandbox } from './sandbox.ts'

export async function encode(
  sandbox: Sandbox,
  path: string,
  probe: Probe,
  plans: RenditionPlan[],
  outFolder: string,
  call: Parameters<Media['encode']>[4],
): Promise<RenditionFile[]> {
  const report = progressLines(probe.durationSeconds, (percent, secondsLeft) => {
    call.progress?.(percent, secondsLeft)
    for (const plan of plans) call.rung?.(plan.height, percent)
  })
  await sandbox.run({
    program: 'ffmpeg',
    args: (input) => [
      ...quietly,
      ...progressOptions,
      ...inputOptions(probe.format),
      '-i',
      input,
      ...encodeArgs(probe, plans),
    ],
    input: path,
    outFolder,
    limits: limits(probe, plans),
    patient: true,
    signal: call.signal,
    line: report,
  })
  return finishAll(sandbox, probe, plans, outFolder, call)
}

function finishAll(
  sandbox: Sandbox,
  probe: Probe,
  plans: RenditionPlan[],
  outFolder: string,
  call: MediaCall,
): Promise<RenditionFile[]> {
  const { video } = probe
  return Promise.all(
    plans.map(({ height }) => {
      const size = video ? frameSize(video, height) : { width: 0, height: 0 }
      const shape = { height, width: size.width, pixelHeight: size.height }
      const made = { ...shape, frameRate: video && outputRate(video).value, ...rungFiles(height) }
      return finished(sandbox, probe, outFolder, made, call)
    }),
  )
}

function limits({ video, durationSeconds }: Probe, plans: RenditionPlan[]) {
  const sizes = video ? plans.map((plan) => frameSize(video, plan.height)) : []
  const source = video ? video.width * video.height : 0
  const pixels = sizes.reduce((sum, { width, height }) => sum + width * height, source)
  // Decoding HEVC and AV1 and tone mapping cost a few times more; sound alone has no pixels.
  const effort = video?.hdr ? 4 : 2
  const pixelRate = video ? pixels * Math.max(video.frameRate, outputRate(video).value) * effort : 1e6
  const bitrate = Math.max(...plans.map((plan) => plan.videoBitrate + plan.audioBitrate))
  return encodingLimits({ durationSeconds, pixels, pixelRate, bitrate })
}
