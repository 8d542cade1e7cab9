import { expect, test } from 'vitest'
import { ingestAddress } from './ingest-address.ts'

const live = {
  rtmpHost: null,
  rtmpPort: 1935,
  rtmps: null,
  publicRtmp: null,
  publicRtmps: null,
  address: null,
}
const publicUrl = 'https://house.example'
const asked = { hostname: '192.0.2.7' }

test('encoders are sent to the name of the house, unless something stands in front', () => {
  expect(ingestAddress({ publicUrl, live }, asked)).toEqual({
    server: 'rtmp://house.example:1935/live',
    secureServer: null,
  })
  const rtmps = { port: 1936, certFile: '/c', keyFile: '/k' }
  expect(ingestAddress({ publicUrl, live: { ...live, rtmps } }, asked).secureServer).toBe(
    'rtmps://house.example:1936/live',
  )
  const behind = { ...live, rtmps, publicRtmp: 'rtmp://in.example:1935', publicRtmps: 'rtmps://in.example' }
  expect(ingestAddress({ publicUrl, live: behind }, asked)).toEqual({
    server: 'rtmp://in.example:1935/live',
    secureServer: 'rtmps://in.example/live',
  })
})

test('a house that was told no name is named as it was reached', () => {
  const { server } = ingestAddress({ publicUrl: 'http://localhost:5000', live }, asked)
  expect(server).toBe('rtmp://192.0.2.7:1935/live')
})
