import type { Finding } from '../../contract/signal.ts'
import type { Signal } from '../packager/packaged.ts'

/** What a volunteer is told of the signal, worst first. `soundPeak`: dB below full scale, null while it is not measured. `rungTrouble`: why there is no small picture. `now`: milliseconds. */
export function findingsOf(
  signal: Signal,
  soundPeak: number | null,
  now: number,
  rungTrouble: string | null = null,
): Finding[] {
  const found = [
    picture(signal, now),
    ...size(signal),
    keyframes(signal),
    bitrate(signal),
    frames(signal),
    sound(signal, soundPeak),
    ...clock(signal),
    rungTrouble === null ? null : finding('warn', 'small-picture-off', rungTrouble),
  ].filter((finding) => finding !== null)
  return found.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

const order: Finding['level'][] = ['bad', 'warn', 'good']
const finding = (level: Finding['level'], code: string, message: string): Finding => ({
  level,
  code,
  message,
})

function picture({ lastPictureAt, videoCodec, notes }: Signal, now: number): Finding | null {
  if (notes.includes('picture-unread'))
    return finding(
      'bad',
      'picture-unread',
      'A picture comes, but the encoder does not say how to read it. Choose H.264 in its settings and start it again.',
    )
  if (notes.includes('no-picture'))
    return finding('bad', 'no-picture', 'No picture comes: add a camera or a window to the scene in OBS.')
  if (lastPictureAt === null) return null
  const seconds = Math.round((now - lastPictureAt) / 1000)
  if (seconds >= 3)
    return finding(
      'bad',
      'picture-stopped',
      `No picture for ${seconds} seconds: look at OBS and at the network.`,
    )
  return finding(
    'good',
    'picture',
    `The picture comes in${videoCodec ? '' : ', waiting for its first keyframe'}.`,
  )
}

function size({ width, height }: Signal): Finding[] {
  if (width === null || height === null) return []
  const said = `${width} × ${height}`
  if (Math.min(width, height) > 1080)
    return [
      finding(
        'warn',
        'picture-large',
        `The picture is ${said}: many phones cannot show it. In OBS: Settings, Video, Output Resolution 1920x1080.`,
      ),
    ]
  return [finding('good', 'picture-size', `The picture is ${said}.`)]
}

function keyframes({ keyframeSeconds, notes }: Signal): Finding | null {
  if (notes.includes('keyframes-partial'))
    return finding(
      'bad',
      'keyframes-partial',
      'The keyframes are none that viewers can begin with: switch Intra Refresh off in the encoder. In OBS: Settings, Output, x264 Options without intra-refresh.',
    )
  if (notes.includes('keyframes-open'))
    return finding(
      'bad',
      'keyframes-open',
      'The keyframes hang on pictures before them: most browsers that come later cannot begin. Switch Closed GOP on in the encoder; in OBS: Settings, Output, x264 Options without open-gop.',
    )
  if (notes.includes('keyframes-missing'))
    return finding('bad', 'keyframes-missing', `Keyframes hardly come: viewers start late. ${setTwo}`)
  if (keyframeSeconds === null) return null
  const every = `Keyframes come every ${round(keyframeSeconds)} s`
  if (keyframeSeconds > 4.2)
    return finding('bad', 'keyframes-far-apart', `${every}: viewers start late. ${setTwo}`)
  if (keyframeSeconds > 2.6)
    return finding('warn', 'keyframes-far-apart', `${every}: 2 s would be better. ${setTwo}`)
  return finding('good', 'keyframes', `${every}.`)
}
// Where OBS is as it was installed, the simple mode hides it and sends one each 250 pictures.
const setTwo = 'In OBS: Settings, Output, Output Mode Advanced, Keyframe Interval 2 s.'

/** Bits for each pixel of a second: below, moving pictures fall apart; above, phones stop to load. */
const [leastBits, mostBits] = [0.03, 0.3]

function bitrate({ bitsPerSecond, framesPerSecond, width, height }: Signal): Finding | null {
  if (width === null || height === null || framesPerSecond < 1) return null
  const megabits = `${round(bitsPerSecond / 1e6)} Mb/s`
  const perPixel = bitsPerSecond / (width * height * framesPerSecond)
  if (bitsPerSecond > 12e6 || (perPixel > mostBits && bitsPerSecond > 4e6))
    return finding(
      'warn',
      'bitrate-high',
      `${megabits} is a lot: viewers with weak lines will wait. In OBS: Settings, Output, Bitrate 4500 Kbps.`,
    )
  // A still slide needs next to nothing, and looks well with it.
  if (perPixel < leastBits && bitsPerSecond > 150e3)
    return finding(
      'warn',
      'bitrate-low',
      `${megabits} is little for this size: movement will blur. In OBS: Settings, Output, a higher Bitrate, or a smaller Output Resolution.`,
    )
  return finding('good', 'bitrate', `${megabits} come in.`)
}

function frames({ framesPerSecond, lastPictureAt }: Signal): Finding | null {
  if (lastPictureAt === null || framesPerSecond === 0) return null
  const said = `${round(framesPerSecond)} pictures a second`
  if (framesPerSecond < 14)
    return finding(
      'warn',
      'frames-few',
      `${said}: it will stutter. The computer may be too slow: close other programs, or choose a smaller size.`,
    )
  return finding('good', 'frames', `${said}.`)
}

/** Decibels below full scale. */
const [silent, faint, tooLoud] = [-60, -35, -0.3]

function sound({ audioCodec, audioBitsPerSecond, notes }: Signal, peak: number | null): Finding | null {
  if (notes.includes('no-sound') || (audioCodec === null && audioBitsPerSecond === 0))
    return finding('warn', 'sound-missing', 'No sound comes: add a microphone in OBS (Settings, Audio).')
  if (audioBitsPerSecond === 0)
    return finding(
      'bad',
      'sound-stopped',
      'Sound was announced, and none comes: viewers hear silence. Look at the microphone and at OBS.',
    )
  if (peak === null) return null
  if (peak <= silent)
    return finding('bad', 'sound-silent', 'Sound is silent: is the microphone muted, in OBS or on the mixer?')
  if (peak < faint)
    return finding(
      'warn',
      'sound-faint',
      `Sound is faint (${Math.round(peak)} dB at its loudest): turn the microphone up.`,
    )
  if (peak > tooLoud)
    return finding('warn', 'sound-too-loud', 'Sound is too loud and may crackle: turn the microphone down.')
  return finding('good', 'sound', `Sound is there (${Math.round(peak)} dB at its loudest).`)
}

function clock({ notes }: Signal): Finding[] {
  if (!notes.includes('time-mended')) return []
  return [
    finding(
      'warn',
      'time-mended',
      'The clock of the encoder jumped; picture and sound were put right. If it goes on, restart OBS.',
    ),
  ]
}

const round = (value: number) => Math.round(value * 10) / 10
