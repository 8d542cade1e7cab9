import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerErrors } from './error-answers.ts'
import { webFiles } from './web-files.ts'

let folder: string
let app: FastifyInstance
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-web-'))
  app = Fastify({ exposeHeadRoutes: false })
  answerErrors(app)
})
afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

const script = 'console.log("hello")'.repeat(100)

async function build() {
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Longhouse</title>')
  await writeFile(join(folder, 'assets/main-AbC123.js'), script)
  await writeFile(join(folder, 'assets/main-AbC123.js.br'), brotliCompressSync(script))
  await webFiles(app, folder, async (url) => `<${url}>; rel=preload`)
}

describe('the built web app', () => {
  test('is sent compressed, for ever where the name holds the content', async () => {
    await build()
    const answer = await app.inject({ url: '/assets/main-AbC123.js', headers: { 'accept-encoding': 'br' } })
    expect(answer.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
    })
    const plain = await app.inject({ url: '/assets/main-AbC123.js' })
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, script])
  })

  test.each(['/', '/footage', '/s/our-club/footage/01936c1e?t=5', '/embed/01936c1e'])(
    'answers %s',
    async (url) => {
      await build()
      const answer = await app.inject({ url, headers: { accept: 'text/html,*/*;q=0.8' } })
      expect(answer.statusCode).toBe(200)
      expect(answer.body).toContain('<title>Longhouse')
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', link: `<${url}>; rel=preload` })
      expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(200)
    },
  )

  test.each([
    ['GET', '/assets/main-old.js', '*/*'],
    ['GET', '/api/v2/x', 'text/html'],
    ['GET', '/api', '*/*'],
    ['GET', '/missing.js', '*/*'],
    ['GET', '/footage', 'application/json'],
    ['POST', '/footage', '*/*'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd.txt', '*/*'],
    ['GET', '/assets/../../secret.key', '*/*'],
  ] as const)('does not pretend that %s %s is a page', async (method, url, accept) => {
    await build()
    await writeFile(join(folder, '../secret.key'), 'secret')
    const answer = await app.inject({ method, url, headers: { accept } })
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toMatch(/doctype|secret$|root:/)
    await rm(join(folder, '../secret.key'))
  })

  test('that is not built says how to build it', async () => {
    await webFiles(app, folder, async (url) => `<${url}>; rel=preload`)
    const answer = await app.inject('/')
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('npm run build')])
  })
})
