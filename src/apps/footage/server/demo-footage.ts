import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenedApp } from '#platform/app.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Platform } from '#platform/platform.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import type { Clips } from './clips.ts'
import type { Comments } from './comments.ts'

type Needs = Pick<Platform, 'storage' | 'clock'> & { clips: Clips; comments: Comments }
type Place = Parameters<NonNullable<OpenedApp['demo']>>[0]

/** Fills a space with a dashcam club's week: made-up pictures, real uploads' way through processing. */
export async function demoFootage({ storage, clock, clips, comments }: Needs, place: Place): Promise<void> {
  const memberAt = (index: number): Standing => ({
    space: { id: place.spaceId, slug: '', name: '' },
    role: 'member',
    accountId: place.accountIds[index % place.accountIds.length]!,
  })
  await storage.withFolder(async (folder) => {
    for (const [index, scene] of scenes.entries()) {
      place.say(`Filming “${scene.title}”`)
      const path = join(folder, `${index}.mp4`)
      await film(scene, path)
      const author = memberAt(index)
      const recordedAt = clock.iso(-scene.daysAgo * 86_400 - 5 * 3600)
      const file = { name: scene.file, size: (await stat(path)).size, type: 'video/mp4' }
      const clip = await clips.bring(
        author,
        { ...scene.words, title: scene.title, recordedAt, file },
        async (id) => {
          const key = `${uploadFolder(id)}/original`
          await storage.putFile(key, path)
          return key
        },
      )
      for (const [turn, remark] of scene.remarks.entries())
        await comments.create(memberAt(index + 1 + turn), clip.id, remark)
    }
  })
}

type Scene = {
  title: string
  file: string
  daysAgo: number
  words: { description: string; visibility: 'public' | 'members' | 'private'; tags: string[] }
  /** ffmpeg's own picture and sound makers. */
  picture: string
  sound: string
  remarks: { body: string; at?: number }[]
}

const scenes: Scene[] = [
  {
    title: 'Morning fog on the pass road',
    file: 'FRONT_0412.mp4',
    daysAgo: 6,
    words: {
      description: 'The whole climb in four minutes of fog, shortened. Lights on, please.',
      visibility: 'public',
      tags: ['fog', 'pass road', 'morning'],
    },
    picture: 'gradients=s=1280x720:r=30:c0=0x9fb4c7:c1=0xe8edf2:c2=0x5d7488:nb_colors=3:speed=0.02:seed=7',
    sound: 'anoisesrc=color=brown:amplitude=0.25:r=48000:seed=7',
    remarks: [
      { body: 'That lorry at the bend had no lights at all.', at: 4 },
      { body: 'Same place last Tuesday. Good that you slowed down early.' },
    ],
  },
  {
    title: 'Camera check: front, full HD',
    file: 'CHECK_1080.mp4',
    daysAgo: 5,
    words: {
      description: 'Test picture from the new front camera: sharpness, colours and the clock.',
      visibility: 'members',
      tags: ['camera', 'setup'],
    },
    picture: 'testsrc2=s=1920x1080:r=30',
    sound: 'sine=f=440:b=4:r=48000',
    remarks: [{ body: 'The clock runs two seconds late, otherwise perfect.', at: 2 }],
  },
  {
    title: 'Drone flight over the coast',
    file: 'DJI_0077.mp4',
    daysAgo: 4,
    words: {
      description: 'Not a dashcam, but too pretty to keep. Zoom in to the very end.',
      visibility: 'public',
      tags: ['drone', 'coast', 'off topic'],
    },
    picture: 'mandelbrot=s=1280x720:r=30:end_scale=0.03:maxiter=400',
    sound: 'sine=f=220:b=2:r=48000',
    remarks: [{ body: 'More of this!' }, { body: 'Which drone is it?', at: 6 }],
  },
  {
    title: 'Phone held upright: roundabout',
    file: 'IMG_2231.mp4',
    daysAgo: 3,
    words: {
      description: 'Filmed from the passenger seat. Two cars, one lane.',
      visibility: 'members',
      tags: ['phone', 'roundabout', 'near miss'],
    },
    picture: 'cellauto=s=540x960:r=30:rule=110:seed=3',
    sound: 'anoisesrc=color=pink:amplitude=0.15:r=48000:seed=3',
    remarks: [{ body: 'The silver one has to wait there.', at: 3.5 }],
  },
  {
    title: 'Night drive, rear camera',
    file: 'REAR_0099.mp4',
    daysAgo: 1,
    words: {
      description: 'Grain test at night, for ourselves only.',
      visibility: 'private',
      tags: ['night', 'camera'],
    },
    picture: 'life=s=640x360:r=25:mold=12:ratio=0.08:death_color=0x203040:life_color=0xf2d479:seed=11',
    sound: 'sine=f=110:b=1:r=48000',
    remarks: [],
  },
  {
    title: 'Rain on the ring road',
    file: 'FRONT_0431.mp4',
    daysAgo: 0,
    words: {
      description: 'Standing water after the tunnel, right lane.',
      visibility: 'public',
      tags: ['rain', 'ring road'],
    },
    picture: 'gradients=s=1280x720:r=30:c0=0x22303c:c1=0x6b7f8d:c2=0x0e151b:nb_colors=3:speed=0.08:seed=21',
    sound: 'anoisesrc=color=white:amplitude=0.08:r=48000:seed=21',
    remarks: [{ body: 'Reported to the town. They answered!', at: 8 }],
  },
]

const seconds = 12

/** H.264 and AAC, as cameras make them. */
async function film(scene: Scene, path: string): Promise<void> {
  const args = ['-v', 'error', '-nostdin', '-y']
  args.push('-f', 'lavfi', '-i', scene.picture, '-f', 'lavfi', '-i', scene.sound, '-t', String(seconds))
  args.push('-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-g', '60', '-pix_fmt', 'yuv420p')
  args.push('-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', path)
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`ffmpeg could not film “${scene.title}”: ${words}`)),
    )
  })
}
