import { readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Bench,
  complaints,
  encodeAll,
  h264,
  keyframes,
  openBench,
  picture,
  sound,
  streamsOf,
} from './made.ts'

const quiet = (more = '') => ['-x265-params', `log-level=none${more}`]
const hevc = (more = '') => ['-c:v', 'libx265', '-preset', 'ultrafast', ...quiet(more)]
const hdr = (transfer: string) => [
  ...hevc(`:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`),
  ...`-pix_fmt yuv420p10le -color_primaries bt2020 -color_trc ${transfer} -colorspace bt2020nc`.split(' '),
]
const aac = ['-c:a', 'aac']
const both = [...picture(), ...sound()]
const dropped = "select='not(between(mod(n,10),3,6))'"

/** Without a container there are no times to keep: all of it is encoded. */
const bare = { durationSeconds: expect.closeTo(2, 1), rewrappable: false, audio: [] }

type Source = { name: string; args: string[]; probe: object; width?: number; height?: number }
const sources: Source[] = [
  { name: 'phone.mp4', args: [...both, ...h264, ...aac], probe: { rewrappable: true, format: 'mov' } },
  {
    name: 'hev1.mp4',
    args: [...both, ...hevc(), ...aac, '-tag:v', 'hev1'],
    probe: { video: { tag: 'hev1' } },
  },
  {
    name: 'vp9.webm',
    args: [...both, ...'-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus'.split(' ')],
    probe: { format: 'matroska', rewrappable: false },
  },
  { name: 'camera.ts', args: [...both, ...h264, ...aac], probe: { format: 'mpegts', rewrappable: true } },
  { name: 'camera.m2ts', args: [...both, ...h264, ...aac], probe: { format: 'mpegts', rewrappable: true } },
  {
    name: 'odd.mkv',
    args: [...picture('427x241'), ...h264, '-pix_fmt', 'yuv444p'],
    probe: { rewrappable: false },
  },
  { name: 'silent.mp4', args: [...picture(), ...h264], probe: { audio: [], rewrappable: true } },
  {
    name: 'variable.mp4',
    args: [...picture(), '-vf', dropped, '-fps_mode', 'vfr', ...h264],
    probe: { video: { variableFrameRate: true } },
  },
  { name: 'fast.mp4', args: [...picture('426x240', 120), ...h264], probe: { video: { frameRate: 120 } } },
  {
    name: 'ten-bit.mp4',
    args: [...picture(), ...hevc(), '-pix_fmt', 'yuv420p10le'],
    probe: { video: { bitsPerSample: 10, hdr: null } },
  },
  { name: 'pq.mp4', args: [...picture(), ...hdr('smpte2084')], probe: { video: { hdr: 'pq' } } },
  { name: 'hlg.mp4', args: [...picture(), ...hdr('arib-std-b67')], probe: { video: { hdr: 'hlg' } } },
  {
    name: 'surround.mp4',
    args: [...picture(), ...sound(), ...h264, '-af', 'pan=5.1|c0=c0|c2=c0|c3=c0', ...aac],
    probe: { audio: [{ channels: 6 }], rewrappable: true },
  },
  {
    name: 'two-tracks.mp4',
    args: [
      ...[picture(), sound(), sound(880)].flat(),
      ...'-map 0 -map 1 -map 2 -metadata:s:a:1 language=deu -disposition:a:0 0 -disposition:a:1 default'.split(
        ' ',
      ),
      ...[h264, aac].flat(),
    ],
    probe: { audio: [{ index: 2, language: 'deu' }, { index: 1 }] },
  },
  { name: 'old.avi', args: [...both, '-c:v', 'mpeg4', '-c:a', 'libmp3lame'], probe: { format: 'avi' } },
  { name: 'old.mpg', args: [...both, '-c:v', 'mpeg2video', '-c:a', 'mp2'], probe: { format: 'mpeg' } },
  {
    name: 'broadcast.mxf',
    args: [...picture('720x576', 25), ...sound(), '-c:v', 'mpeg2video', '-b:v', '8M'],
    probe: { format: 'mxf', durationSeconds: expect.closeTo(2, 1), rewrappable: false },
    width: 300,
  },
  { name: 'recorder.h264', args: [...picture(), ...h264], probe: { format: 'h264', ...bare } },
  { name: 'recorder.hevc', args: [...picture(), ...hevc()], probe: { format: 'hevc', ...bare } },
  {
    name: 'recorder.m2v',
    args: [...picture(), '-c:v', 'mpeg2video', '-f', 'mpeg2video'],
    probe: { format: 'mpegvideo', ...bare },
  },
  {
    name: 'tape.dv',
    args: [...picture(), ...sound(), '-target', 'pal-dv'],
    probe: { format: 'dv', durationSeconds: expect.closeTo(2, 1), rewrappable: false },
  },
  {
    name: 'moving.gif',
    args: [...picture(), '-vf', 'fps=10'],
    probe: { format: 'gif', audio: [], video: { frameRate: 10 }, durationSeconds: expect.closeTo(2, 1) },
  },
  {
    name: 'old-phone.3gp',
    args: [...picture('352x288'), ...sound(), '-c:v', 'h263', ...aac],
    probe: { format: 'mov', rewrappable: false },
    width: 292,
  },
  { name: 'old.wmv', args: both, probe: { format: 'asf', durationSeconds: expect.closeTo(2, 0) } },
  { name: 'old.flv', args: [...both, '-c:v', 'flv1', '-ar', '44100'], probe: { format: 'flv' } },
  { name: 'free.ogv', args: [...both, '-c:v', 'libtheora', '-c:a', 'libvorbis'], probe: { format: 'ogg' } },
  {
    name: 'disc.vob',
    args: [...both, '-target', 'pal-dvd'],
    probe: { format: 'mpeg', audio: [{ codec: 'ac3' }] },
  },
  {
    name: 'webcam.avi',
    args: [...both, '-c:v', 'mjpeg', '-c:a', 'pcm_s16le'],
    probe: { format: 'avi', video: { codec: 'mjpeg' } },
  },
  {
    name: 'no-length.mkv',
    args: [...both, ...h264, ...aac, '-live', '1'],
    probe: { durationSeconds: expect.closeTo(2, 0) },
  },
  {
    name: 'fragments.mp4',
    args: [...both, ...h264, ...aac, '-movflags', 'frag_keyframe+empty_moov'],
    probe: { durationSeconds: expect.closeTo(2, 0) },
  },
  {
    name: 'interlaced.ts',
    args: [...picture(), '-vf', 'tinterlace=interleave_top', ...h264, '-flags', '+ilme+ildct'],
    probe: { video: { interlaced: true }, rewrappable: false },
  },
  {
    name: 'anamorphic.mp4',
    args: [...picture('360x240'), '-vf', 'setsar=4/3', ...h264],
    probe: { video: { width: 480, height: 240 } },
    width: 480,
  },
  {
    name: 'sliver.mp4',
    args: [...picture(), '-frames:v', '1', ...h264],
    probe: { durationSeconds: expect.closeTo(0.033, 2) },
  },
]

describe('every source becomes something that plays', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.close())

  test.each(sources)('$name', async ({ name, args, probe: expected, width = 426 }) => {
    const path = await bench.make(name, args)
    const probe = await bench.media.probe(path, bench.call)
    expect(probe).toMatchObject(expected)
    const out = await bench.out()

    const files = await encodeAll(bench, path, probe, [240, 120], out)
    const sources = probe.rewrappable ? [await bench.media.rewrap(path, probe, out, bench.call)] : []
    for (const file of [...sources, ...files]) {
      expect(await complaints(file.playlist)).toBe('')
      expect(file.codecs).toMatch(
        probe.audio.length > 0 ? /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/ : /^avc1\.[0-9a-f]{6}$/,
      )
    }

    expect(files.map(({ height }) => height)).toEqual([120, 240])
    for (const rung of files) {
      const [video, audio] = await streamsOf(rung.file)
      expect(video).toMatchObject({
        codec: 'h264',
        pixels: 'yuv420p',
        width: rung.width,
        height: rung.pixelHeight,
      })
      expect(audio?.codec).toBe(probe.audio.length > 0 ? 'aac' : undefined)
      expect(Math.abs(video!.start - (audio?.start ?? video!.start))).toBeLessThan(0.05)
    }
    expect(files[1]!.width).toBe(width)
    expect(await keyframes(files[0]!.file)).toEqual(await keyframes(files[1]!.file))

    const poster = await bench.media.poster(path, probe, out, bench.call)
    expect((await streamsOf(poster.file))[0]).toMatchObject({ width: poster.width, height: poster.height })
    const [small, ...larger] = await bench.media.shrink(poster.file, [64, 4096], out, bench.call)
    expect((await streamsOf(small!))[0]).toMatchObject({ codec: 'webp', width: 64 })
    expect((await streamsOf(larger[0]!))[0]).toMatchObject({ width: poster.width })
    const { image, vtt } = await bench.media.storyboard(path, probe, out, bench.call)
    expect((await stat(image)).size).toBeGreaterThan(500)
    expect(await readFile(vtt, 'utf8')).toContain('storyboard.jpg#xywh=0,0,160,')
  })

  test('a phone held upright stays upright', async () => {
    const lying = await bench.make('lying.mp4', [...picture(), ...h264])
    const path = await bench.make('upright.mp4', ['-i', lying, '-c', 'copy', '-metadata:s:v:0', 'rotate=270'])
    const probe = await bench.media.probe(path, bench.call)
    expect(probe).toMatchObject({ video: { width: 240, height: 426, rotation: 90 }, rewrappable: false })
    const [rung] = await encodeAll(bench, path, probe, [240], await bench.out())
    expect(rung).toMatchObject({ height: 240, width: 240, pixelHeight: 426 })
    expect((await streamsOf(rung!.file))[0]).toMatchObject({ width: 240, height: 426 })
    expect(await bench.media.poster(path, probe, await bench.out(), bench.call)).toMatchObject({
      width: 240,
      height: 426,
    })
  })

  test.each(['song.mp3', 'song.m4a', 'song.wav', 'song.flac', 'song.ogg', 'song.caf'])(
    '%s is sound with a waveform',
    async (name) => {
      const path = await bench.make(name, sound())
      const probe = await bench.media.probe(path, bench.call)
      expect(probe).toMatchObject({ video: null, rewrappable: false, audio: [{ channels: 1 }] })
      const out = await bench.out()
      const [rung, ...more] = await encodeAll(bench, path, probe, [240], out)
      expect(more).toEqual([])
      expect(rung).toMatchObject({ height: 0, width: 0, codecs: 'mp4a.40.2', frameRate: null })
      expect(await complaints(rung!.playlist)).toBe('')
      const poster = await bench.media.poster(path, probe, out, bench.call)
      expect((await streamsOf(poster.file))[0]).toMatchObject({ codec: 'mjpeg', width: 1280 })
    },
  )

  test('a GIF of one picture is a picture', async () => {
    const still = await bench.make('still.gif', [...picture(), '-frames:v', '1'])
    await expect(bench.media.probe(still, bench.call)).rejects.toMatchObject({ code: 'picture' })
  })

  test('the cover of a song is no video', async () => {
    const song = await bench.make('bare.mp3', sound())
    const cover = await bench.make('cover.png', [...picture('64x64'), '-frames:v', '1'])
    const args = ['-i', song, '-i', cover, ...'-map 0 -map 1 -c copy -disposition:v attached_pic'.split(' ')]
    const probe = await bench.media.probe(await bench.make('covered.mp3', args), bench.call)
    expect(probe).toMatchObject({ video: null, audio: [{ codec: 'mp3' }], otherStreams: 1 })
  })

  test('the poster is not the black beginning', async () => {
    const args = ['-f', 'lavfi', '-i', 'color=black:s=426x240:r=30:d=1.2', ...picture(), ...h264]
    const path = await bench.make('dark.mp4', [...args, '-filter_complex', '[0][1]concat', '-t', '4'])
    const probe = await bench.media.probe(path, bench.call)
    const poster = await bench.media.poster(path, probe, await bench.out(), bench.call)
    expect((await stat(poster.file)).size).toBeGreaterThan(8000)
  })

  test('nothing of where and when goes into renditions, and when is told by the probe', async () => {
    const tags = ['-metadata', 'creation_time=2024-05-01T10:00:00Z', '-metadata', 'location=+51.5-000.1/']
    const path = await bench.make('tagged.mp4', [...both, ...h264, ...aac, ...tags])
    const probe = await bench.media.probe(path, bench.call)
    expect(probe.recordedAt).toBe('2024-05-01T10:00:00.000Z')
    const out = await bench.out()
    const source = await bench.media.rewrap(path, probe, out, bench.call)
    const [rung] = await encodeAll(bench, path, probe, [240], out)
    expect(await tellsPlace(path)).toBe(true)
    expect(await tellsPlace(source.file)).toBe(false)
    expect(await tellsPlace(rung!.file)).toBe(false)
  })

  test('sound that begins later stays in step when re-wrapped', async () => {
    const plain = await bench.make('plain.mp4', [...both, ...h264, ...aac])
    const late = ['-i', plain, '-itsoffset', '0.5', '-i', plain, ...'-map 0:v -map 1:a -c copy'.split(' ')]
    const path = await bench.make('late.ts', late)
    const probe = await bench.media.probe(path, bench.call)
    const source = await bench.media.rewrap(path, probe, await bench.out(), bench.call)
    expect((await readFile(source.file)).includes('elst')).toBe(false)
    expect(await complaints(source.playlist)).toBe('')
  })
})

async function tellsPlace(path: string): Promise<boolean> {
  const bytes = await readFile(path)
  return bytes.includes('loci') || bytes.includes('51.5')
}
