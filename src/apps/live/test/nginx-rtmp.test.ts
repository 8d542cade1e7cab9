import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listens } from '../../../../test/bed/listens.ts'
import { freePort, startProgram } from '../../../../test/bed/program.ts'
import { until } from '../../../../test/until.ts'
import { openCollectingServer } from './collecting-server.ts'
import { pushWithFfmpeg } from './ffmpeg-push.ts'

const shipped = readFileSync(new URL('../../../../deploy/nginx/rtmp.conf', import.meta.url), 'utf8')

let folder = ''
const closers: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longhouse-nginx-rtmp-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true })
})

/** A house that knows the key `the-key`, and sends its pushes on with the ticket `good`, which the collecting server takes. */
async function openHook(rtmpPort: number) {
  const asked: Record<string, string>[] = []
  let running = true
  const hook = createServer((request, response) => {
    void text(request).then((body) => {
      const form = Object.fromEntries(new URLSearchParams(body))
      asked.push({ path: request.url ?? '', method: request.method ?? '', ...form })
      const known = form.name === 'the-key'
      if (form.call === 'publish' && known)
        response.writeHead(302, { location: `rtmp://127.0.0.1:${rtmpPort}/ingest/good`, 'content-length': 0 })
      else response.writeHead(known && running ? 204 : 403, { 'content-length': 0 })
      response.end()
    })
  })
  hook.listen(0, '127.0.0.1')
  await once(hook, 'listening')
  closers.push(() => hook.close())
  return {
    asked,
    port: (hook.address() as AddressInfo).port,
    end: () => (running = false),
  }
}

async function openNginx(hookPort: number): Promise<{ url: string; output(): string }> {
  const port = await freePort()
  const changes = [
    ['user www-data;', ''],
    ['pid /run/longhouse-rtmp.pid;', `daemon off; pid ${folder}/nginx.pid;`],
    ['/var/log/nginx/longhouse-rtmp.log', `${folder}/error.log`],
    ['listen 1935;', `listen 127.0.0.1:${port};`],
    ['http://127.0.0.1:5000/', `http://127.0.0.1:${hookPort}/`],
  ] as const
  const conf = changes.reduce((text, [ours, tests]) => {
    if (!text.includes(ours)) throw new Error(`rtmp.conf has no "${ours}" any more`)
    return text.replaceAll(ours, tests)
  }, shipped)
  writeFileSync(join(folder, 'rtmp.conf'), conf)
  const args = ['-p', folder, '-c', join(folder, 'rtmp.conf')]
  const program = await startProgram({ command: 'nginx', args, ready: () => listens(port) })
  closers.push(() => program.stop('SIGTERM'))
  return { url: `rtmp://127.0.0.1:${port}/live`, output: program.output }
}

test('nginx-rtmp asks the house, hands the push on with a ticket, and logs no key', async () => {
  const { server, pushes } = await openCollectingServer()
  closers.push(() => server.close(0))
  const hook = await openHook(server.port)
  const nginx = await openNginx(hook.port)

  const push = pushWithFfmpeg(`${nginx.url}/the-key`)
  await until(() => pushes[0]?.tags.some(({ kind }) => kind === 'video'), { seconds: 30 })
  expect(pushes[0]!.request).toMatchObject({ by: 'ticket', key: 'good' })
  expect(hook.asked[0]).toMatchObject({ path: '/live/on-publish', method: 'POST', call: 'publish' })
  expect(hook.asked[0]).toMatchObject({ name: 'the-key', addr: '127.0.0.1' })
  // It asks again for both of its ends.
  for (const call of ['update_publish', 'update_play'])
    await until(() => hook.asked.some((one) => one.call === call), { seconds: 30, what: call })
  expect(pushes[0]!.ends).toEqual([])
  // The house ends the push: nginx hears of it, and so does the encoder, which would connect again.
  hook.end()
  pushes[0]!.stop('key-renewed', 'The stream key was renewed.')
  expect(await push.ended).not.toBe(0)

  const wrong = pushWithFfmpeg(`${nginx.url}/near-miss`)
  expect(await wrong.ended).not.toBe(0)
  expect(pushes).toHaveLength(1)
  const logs = readFileSync(join(folder, 'error.log'), 'utf8') + nginx.output()
  expect(logs).not.toMatch(/the-key|near-miss/)
})

test('what nginx-rtmp hands on can be decoded from its first picture', async () => {
  const { server, pushes } = await openCollectingServer()
  closers.push(() => server.close(0))
  const nginx = await openNginx((await openHook(server.port)).port)
  const push = pushWithFfmpeg(`${nginx.url}/the-key`, { seconds: 6 })
  await push.ended
  await until(() => pushes[0]?.ends.length === 1)
  const pictures = pushes[0]!.tags.filter(({ kind }) => kind === 'video')
  // AVC, the sequence header before everything else, then a keyframe.
  expect(pictures[0]!.body.subarray(0, 2)).toEqual(Buffer.of(0x17, 0))
  expect(pictures[1]!.body.subarray(0, 2)).toEqual(Buffer.of(0x17, 1))
  expect(pushes[0]!.tags.find(({ kind }) => kind === 'audio')!.body[1]).toBe(0)
  expect(pushes[0]!.metas[0]).toMatchObject({ width: 320, height: 180 })
})
