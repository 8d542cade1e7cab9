import { endlessLimits } from './budgets.ts'
import { inputOptions } from './input.ts'
import type { NarrowCall, NarrowPlan } from './media.ts'
import { options, quietly } from './options.ts'
import type { Sandbox } from './sandbox.ts'

/** One decode and one encode without looking ahead: what goes in comes out a frame or two later. */
export async function narrow(sandbox: Sandbox, plan: NarrowPlan, call: NarrowCall): Promise<void> {
  await sandbox.run({
    program: 'ffmpeg',
    args: () => narrowArgs(plan),
    input: null,
    limits: endlessLimits(plan.source.width * plan.source.height),
    patient: true,
    ...call,
  })
}

export function narrowArgs({ size, bitrate }: NarrowPlan): string[] {
  // The header says all: looking for more would hold the first frames back.
  const input = {
    threads: 2,
    probesize: 32,
    analyzeduration: 0,
    codec_whitelist: 'h264',
    copyts: true,
  } as const
  return [
    ...quietly,
    ...options(input),
    ...inputOptions('flv', 'pipe'),
    '-i',
    'pipe:0',
    ...options({
      map: '0:v:0',
      vf: `scale=${size.width}:${size.height}:flags=bicubic,setsar=1,format=yuv420p`,
      // Every frame once, at its own time.
      fps_mode: 'passthrough',
      enc_time_base: -1,
      'c:v': 'libx264',
      preset: 'veryfast',
      tune: 'zerolatency',
      'profile:v': 'high',
      bf: 0,
      // Keyframes where the source has them, and nowhere else.
      g: 100_000,
      sc_threshold: 0,
      'forced-idr': 1,
      force_key_frames: 'source',
      crf: 26,
      maxrate: bitrate,
      bufsize: bitrate * 2,
      threads: 1,
      map_metadata: -1,
      flush_packets: 1,
      f: 'flv',
      flvflags: 'no_metadata+no_duration_filesize',
    }),
    'pipe:1',
  ]
}
