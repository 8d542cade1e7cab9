import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Ingest } from '../../contract/channel.ts'

/**
 * A ZIP with one folder that OBS imports as a profile (Profile → Import): where to stream to and settings that every phone can play.
 * It holds the stream key.
 */
export function obsProfile(name: string, { server, secureServer, streamKey }: Ingest): Readable {
  const zip = new ZipFile()
  const service = {
    type: 'rtmp_custom',
    settings: { server: secureServer ?? server, key: streamKey, use_auth: false },
  }
  const encoder = { rate_control: 'CBR', bitrate: 4500, keyint_sec: 2, preset: 'veryfast', profile: 'high' }
  const files = {
    'basic.ini': settingsOf(name),
    'service.json': json(service),
    'streamEncoder.json': json(encoder),
  }
  for (const [file, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), `Longhouse/${file}`)
  zip.end()
  return Readable.from(zip.outputStream)
}

/** Line ends would begin settings of their own. */
const settingsOf = (name: string) =>
  [
    '[General]',
    // oxlint-disable-next-line no-control-regex
    `Name=Longhouse ${name.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')}`,
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
