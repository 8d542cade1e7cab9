import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { obsProfile } from './obs-profile.ts'

const ingest = { server: 'rtmp://house/live', secureServer: null, streamKey: 'abc' }

async function filesOf(channel: string): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(await buffer(obsProfile(channel, ingest)))
  const files: Record<string, string> = {}
  for await (const entry of zip.eachEntry())
    files[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString()
  return files
}

test.each([
  ['Main hall', 'Longhouse Main hall'],
  ['Gemeindehaus: große Bühne', 'Longhouse Gemeindehaus  große Bühne'],
  ['../../autostart', 'Longhouse .. .. autostart'],
  ['a\r\n[Stream]\nb=1', 'Longhouse a [Stream] b=1'],
  ['Am Ende ...', 'Longhouse Am Ende'],
  ['🎉'.repeat(60), `Longhouse ${'🎉'.repeat(50)}`],
])('of the channel %j is one folder that every system takes', async (channel, name) => {
  const files = await filesOf(channel)
  expect(Object.keys(files)).toEqual([
    `${name}/basic.ini`,
    `${name}/service.json`,
    `${name}/streamEncoder.json`,
  ])
  expect(files[`${name}/basic.ini`]!.split('\n').slice(0, 3)).toEqual(['[General]', `Name=${name}`, ''])
  expect(JSON.parse(files[`${name}/service.json`]!).settings).toMatchObject({
    server: 'rtmp://house/live',
    key: 'abc',
  })
})
