import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Ingest } from '../../contract/channel.ts'

/**
 * A ZIP with one folder that OBS imports as a profile (Profile → Import): where to stream to and settings that every phone can play.
 * It holds the stream key. OBS takes no second profile from a folder of the same name, so it is named for its channel.
 */
export function obsProfile(channel: string, { server, secureServer, streamKey }: Ingest): Readable {
  const zip = new ZipFile()
  const service = {
    type: 'rtmp_custom',
    settings: { server: secureServer ?? server, key: streamKey, use_auth: false },
  }
  const encoder = { rate_control: 'CBR', bitrate: 4500, keyint_sec: 2, preset: 'veryfast', profile: 'high' }
  const name = profileName(channel)
  const files = {
    'basic.ini': settingsOf(name),
    'service.json': json(service),
    'streamEncoder.json': json(encoder),
  }
  for (const [file, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), `${name}/${file}`)
  zip.end()
  return Readable.from(zip.outputStream)
}

/** What every system takes as the name of a folder, and what begins no setting of its own. */
const profileName = (channel: string) => {
  // oxlint-disable-next-line no-control-regex
  const plain = `Longhouse ${channel.replaceAll(/[\u0000-\u001f\u007f"*/:<>?\\|]+/g, ' ')}`
  return Array.from(plain)
    .slice(0, 60)
    .join('')
    .replace(/[. ]+$/, '')
}

const settingsOf = (name: string) =>
  [
    '[General]',
    `Name=${name}`,
    '',
    '[Output]',
    'Mode=Advanced',
    'Reconnect=true',
    'RetryDelay=2',
    'MaxRetries=1000',
    '',
    '[AdvOut]',
    'Encoder=obs_x264',
    'TrackIndex=1',
    'Track1Bitrate=160',
    '',
    '[Video]',
    'BaseCX=1920',
    'BaseCY=1080',
    'OutputCX=1920',
    'OutputCY=1080',
    'FPSType=0',
    'FPSCommon=30',
    '',
    '[Audio]',
    'SampleRate=48000',
    'ChannelSetup=Stereo',
    '',
  ].join('\n')

const json = (value: unknown) => JSON.stringify(value, null, 2)
