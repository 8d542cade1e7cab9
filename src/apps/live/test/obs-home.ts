import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** As OBS lists it, and its folder below `obsProfiles`. */
export type ObsProfile = { name: string; folder: string }
/** A video that fills the scene, over and over. */
export type ObsFilm = { file: string; muted: boolean }

const folderOf = (home: string) => join(home, '.config', 'obs-studio')

/** Where OBS puts a profile that it imports. */
export const obsProfiles = (home: string) => join(folderOf(home), 'basic', 'profiles')

/** A home folder in which OBS 29 opens one scene with this profile, and asks its user nothing. Without a film the scene is empty. */
export function writeObsHome(home: string, profile: ObsProfile, film?: ObsFilm): void {
  const folder = folderOf(home)
  const scenes = join(folder, 'basic', 'scenes')
  for (const one of [obsProfiles(home), scenes]) mkdirSync(one, { recursive: true })
  writeFileSync(
    join(folder, 'global.ini'),
    ini({
      General: { FirstRun: true, EnableAutoUpdates: false, ConfirmOnExit: false },
      Basic: {
        Profile: profile.name,
        ProfileDir: profile.folder,
        SceneCollection: 'Live',
        SceneCollectionFile: 'Live',
        ConfigOnNewProfile: false,
      },
      BasicWindow: { WarnBeforeStartingStream: false, SysTrayEnabled: false },
    }),
  )
  const scene = { id: 'scene', name: 'Scene', settings: { items: film ? [whole] : [], id_counter: 1 } }
  const names = { name: 'Live', current_scene: 'Scene', current_program_scene: 'Scene' }
  const sources = film ? [scene, sourceOf(film)] : [scene]
  writeFileSync(
    join(scenes, 'Live.json'),
    JSON.stringify({ ...names, scene_order: [{ name: 'Scene' }], sources }),
  )
}

/** A profile that sends a small picture to `server`. */
export function writeObsProfile(home: string, server: string, key: string): ObsProfile {
  const folder = join(obsProfiles(home), 'Live')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'basic.ini'),
    ini({
      General: { Name: 'Live' },
      Output: { Mode: 'Simple', Reconnect: true, RetryDelay: 1, MaxRetries: 25 },
      SimpleOutput: { VBitrate: 400, StreamEncoder: 'x264', UseAdvanced: true, Preset: 'ultrafast' },
      Video: { BaseCX: 320, BaseCY: 180, OutputCX: 320, OutputCY: 180, FPSType: 1, FPSInt: 10 },
    }),
  )
  const settings = { server, key, use_auth: false, bwtest: false }
  writeFileSync(join(folder, 'service.json'), JSON.stringify({ type: 'rtmp_custom', settings }))
  return { name: 'Live', folder: 'Live' }
}

/** The film in the scene, in its own size. */
const whole = { name: 'Film', id: 1, visible: true, align: 5, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } }

const sourceOf = ({ file, muted }: ObsFilm) => ({
  id: 'ffmpeg_source',
  name: 'Film',
  enabled: true,
  muted,
  volume: 1,
  mixers: 255,
  settings: { local_file: file, is_local_file: true, looping: true },
})

const ini = (sections: Record<string, Record<string, string | number | boolean>>) =>
  Object.entries(sections)
    .map(([name, values]) =>
      [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key}=${value}`)].join('\n'),
    )
    .join('\n')
