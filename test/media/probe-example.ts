import type { Probe, VideoStream } from '../../src/platform/media/media.ts'

/** A 1080p30 H.264/AAC clip of a minute, for tests; give what differs. */
export function aProbe(differs: Partial<Probe> = {}): Probe {
  const audio = { index: 1, codec: 'aac', profile: 'LC', channels: 2, sampleRate: 48_000 }
  return {
    format: 'mov',
    durationSeconds: 60,
    size: 60_000_000,
    video: aVideo(),
    audio: [{ ...audio, language: null, bitrate: 128_000 }],
    otherStreams: 0,
    recordedAt: null,
    rewrappable: true,
    ...differs,
  }
}

export function aVideo(differs: Partial<VideoStream> = {}): VideoStream {
  return {
    index: 0,
    codec: 'h264',
    tag: 'avc1',
    width: 1920,
    height: 1080,
    rotation: 0,
    frameRate: 30,
    variableFrameRate: false,
    pixelFormat: 'yuv420p',
    bitsPerSample: 8,
    hdr: null,
    interlaced: false,
    durationSeconds: 60,
    keyframeSeconds: 2,
    bitrate: 8_000_000,
    profile: 'High',
    level: 40,
    ...differs,
  }
}
