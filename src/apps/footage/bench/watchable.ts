import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUp, upload, type Visitor, watch } from '../test/club.ts'
import { ffmpeg, film } from '../test/films.ts'
import { startHouse } from '../../../../test/uploads/start-house.ts'

/** Seconds from a film's last byte to the moment its page can play it, on a house of its own. */
export const bench = {
  name: 'watchable',
  title: 'Footage: from the last byte to something to watch (1080p30, H.264 and AAC)',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-'))
    const house = await startHouse(join(folder, 'data'))
    try {
      const { owner, footage } = await setUp(house.origin)
      const minute = await film(join(folder, 'minute.mp4'), {
        size: '1920x1080',
        seconds: 60,
        args: ['-b:v', '1500k', '-maxrate', '2000k', '-bufsize', '4000k'],
      })
      const hour = join(folder, 'hour.mp4')
      await ffmpeg(['-stream_loop', '59', '-i', minute, '-map', '0', '-c', 'copy', hour])
      return {
        rows: [
          await row(owner, footage, minute, '60 s', 3),
          await row(owner, footage, hour, '60 minutes', 15),
        ],
      }
    } finally {
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function row(owner: Visitor, footage: string, path: string, length: string, most: number) {
  const { size } = await stat(path)
  const { id } = await upload(owner, footage, path)
  const lastByte = performance.now()
  await watch(owner, footage, id, (clip) => {
    if (clip.state === 'failed') throw new Error(clip.failure?.message)
    return clip.playback !== null
  })
  const seconds = (performance.now() - lastByte) / 1000
  // The ladder is another bench's business.
  await owner.call('DELETE', `${footage}/${id}?forever=true`)
  return {
    what: `${length}, ${Math.round(size / 1e6)} MB`,
    value: `${seconds.toFixed(2)} s`,
    target: `≤ ${most} s`,
    ok: seconds <= most,
  }
}
