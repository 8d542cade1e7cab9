import { createServer, type AddressInfo } from 'node:net'
import { openRtmpServer } from '../../server/rtmp/open-rtmp-server.ts'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'

/** Takes pushes in and forgets them: as the house does (`house`), or as a bare socket that reads (`bare`). Prints its port. */
console.log(process.argv[2] === 'house' ? await house() : await bare())

async function house(): Promise<number> {
  const nothing = () => {}
  const sink = { meta: nothing, video: nothing, audio: nothing, end: nothing }
  const gate = { admit: async () => ({ sink, stop: new AbortController().signal }) }
  const options = { gate, log: quietLog(), metrics: bareMetrics(), host: '127.0.0.1', port: 0 }
  return (await openRtmpServer(options)).port
}

function bare(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('data', () => {})
    socket.on('error', () => {})
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
