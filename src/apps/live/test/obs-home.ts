import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A home folder in which OBS 29 finds a profile that sends an empty scene to `server`, and asks its user nothing. */
export function writeObsHome(home: string, server: string, key: string): void {
  const folder = join(home, '.config', 'obs-studio')
  const profile = join(folder, 'basic', 'profiles', 'Live')
  const scenes = join(folder, 'basic', 'scenes')
  for (const one of [profile, scenes]) mkdirSync(one, { recursive: true })
  writeFileSync(
    join(folder, 'global.ini'),
    ini({
      General: { FirstRun: true, EnableAutoUpdates: false, ConfirmOnExit: false },
      Basic: {
        Profile: 'Live',
        ProfileDir: 'Live',
        SceneCollection: 'Live',
        SceneCollectionFile: 'Live',
        ConfigOnNewProfile: false,
      },
      BasicWindow: { WarnBeforeStartingStream: false, SysTrayEnabled: false },
    }),
  )
  writeFileSync(
    join(profile, 'basic.ini'),
    ini({
      General: { Name: 'Live' },
      Output: { Mode: 'Simple', Reconnect: true, RetryDelay: 1, MaxRetries: 25 },
      SimpleOutput: { VBitrate: 400, StreamEncoder: 'x264', UseAdvanced: true, Preset: 'ultrafast' },
      Video: { BaseCX: 320, BaseCY: 180, OutputCX: 320, OutputCY: 180, FPSType: 1, FPSInt: 10 },
    }),
  )
  const settings = { server, key, use_auth: false, bwtest: false }
  writeFileSync(join(profile, 'service.json'), JSON.stringify({ type: 'rtmp_custom', settings }))
  const scene = { id: 'scene', name: 'Scene', settings: { items: [] } }
  const names = { name: 'Live', current_scene: 'Scene', current_program_scene: 'Scene' }
  writeFileSync(
    join(scenes, 'Live.json'),
    JSON.stringify({ ...names, scene_order: [{ name: 'Scene' }], sources: [scene] }),
  )
}

const ini = (sections: Record<string, Record<string, string | number | boolean>>) =>
  Object.entries(sections)
    .map(([name, values]) =>
      [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key}=${value}`)].join('\n'),
    )
    .join('\n')
