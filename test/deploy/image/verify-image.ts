import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../bed/program.ts'
import { until } from '../../until.ts'
import { startContainer } from './container.ts'
import { makeStandIns, openBuildah, run } from './stand-in.ts'

/**
 * Builds the images of deploy/ and runs them as compose and Kubernetes would, by hand: `node test/deploy/image/verify-image.ts`. Needs root,
 * buildah, debootstrap and runc (Debian's packages of these names), a registry of npm and of Debian; no registry of images, no
 * docker. Five minutes and 5 GB, which it gives back.
 */
const checkout = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'longhouse-image-'))
const buildah = openBuildah(folder)
const deployed = (name: string) => readFileSync(join(checkout, 'deploy', name), 'utf8')
const step = (words: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${words}`)

try {
  step('stand-ins for the images that these begin from')
  const node = /^ARG NODE_IMAGE=(\S+)$/m.exec(deployed('Dockerfile'))![1]!
  const debian = /^FROM (\S+)$/m.exec(deployed('compose/nginx.Dockerfile'))![1]!
  makeStandIns(buildah, folder, { debian, node })
  await verifyHouse(build('deploy/Dockerfile', 'longhouse'))
  await verifyNginx(build('deploy/compose/nginx.Dockerfile', 'longhouse-nginx'))
  step('all is as deploy/ says')
} finally {
  buildah('umount', '--all')
  rmSync(folder, { recursive: true, force: true })
}

/** Gives the folder that is the root of the image. */
function build(dockerfile: string, name: string): string {
  step(`building ${dockerfile}`)
  const how = ['--isolation', 'chroot', '--format', 'docker', '--pull-never', '--quiet']
  buildah('bud', ...how, '-f', join(checkout, dockerfile), '-t', name, checkout)
  const root = buildah('mount', buildah('from', '--pull-never', `localhost/${name}`).trim()).trim()
  step(`${name}: ${run('du', '-sm', root).split('\t')[0]} MB`)
  return root
}

async function verifyHouse(root: string): Promise<void> {
  const port = await freePort()
  const house = startContainer({
    root,
    folder,
    name: 'house',
    args: ['tini', '--', 'longhouse', 'start'],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: '/data',
      NODE_COMPILE_CACHE: '/opt/longhouse/cache',
    },
    user: 1000,
    memory: ['/data', '/tmp'],
  })
  try {
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    await until(async () => (await ask('/livez'))?.ok, { seconds: 60, what: 'the house in its container' })
    const ready = (await (await ask('/readyz'))!.json()) as { status: string }
    step(`/readyz ${JSON.stringify(ready)}`)
    // Also the sandbox: bubblewrap works without a capability, under the profile of system calls.
    assert.equal(ready.status, 'ready')
    assert.match(await (await ask('/'))!.text(), /<title>/)

    const health = JSON.parse(
      /HEALTHCHECK[\s\S]*?CMD (\[.*\])$/m.exec(deployed('Dockerfile'))![1]!,
    ) as string[]
    assert.deepEqual(house.exec(...health), { status: 0, said: '' })
    const picture =
      'ffmpeg -v error -f lavfi -i testsrc2 -f lavfi -i sine -t 1 -c:v libx264 -c:a aac -y /tmp/film.mp4'
    assert.deepEqual(house.exec(...picture.split(' ')), { status: 0, said: '' })
    assert.deepEqual(house.exec('longhouse', 'db', 'status').status, 0)
    assert.notEqual(house.exec('sh', '-c', 'echo > /opt/longhouse/src/x').status, 0)
  } catch (error) {
    console.error(house.log())
    throw error
  } finally {
    const code = await house.stop()
    step(`the house ended with ${code}`)
    assert.equal(code, 0)
  }
}

/** nginx reads its file, not as root, with the certificate that make-secrets made. */
async function verifyNginx(root: string): Promise<void> {
  run('cp', '-r', join(checkout, 'deploy/compose'), folder)
  run(join(folder, 'compose/make-secrets'), 'https://house.example')
  const nginx = startContainer({
    root,
    folder,
    name: 'nginx',
    args: ['nginx', '-t'],
    ownNetwork: true,
    env: {},
    user: 33,
    mounts: Object.fromEntries(
      ['tls_certificate', 'tls_key'].map((one) => [
        `/run/secrets/${one}`,
        join(folder, 'compose/secrets', one),
      ]),
    ),
    memory: ['/tmp', '/var/cache/nginx'],
  })
  const code = await nginx.ended
  step(nginx.log().trim())
  assert.equal(code, 0)
}
