import { expect, test } from 'vitest'
import { ingestAddress } from './ingest-address.ts'

const live = { rtmpHost: null, rtmpPort: 1935, rtmps: null, publicRtmp: null, publicRtmps: null, address: null }
const publicUrl = 'https://house.example'

test('encoders are sent to the name of the house, unless something stands in front', () => {
  expect(ingestAddress({ publicUrl, live })).toEqual({
    server: 'rtmp://house.example:1935/live',
    secureServer: null,
  })
  const rtmps = { port: 1936, certFile: '/c', keyFile: '/k' }
  expect(ingestAddress({ publicUrl, live: { ...live, rtmps } }).secureServer).toBe(
    'rtmps://house.example:1936/live',
  )
  const behind = { ...live, rtmps, publicRtmp: 'rtmp://in.example:1935', publicRtmps: 'rtmps://in.example' }
  expect(ingestAddress({ publicUrl, live: behind })).toEqual({
    server: 'rtmp://in.example:1935/live',
    secureServer: 'rtmps://in.example/live',
  })
})
