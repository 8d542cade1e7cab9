import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Runs a program and gives what it says; throws with its words when it fails. */
export const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 })

/** Buildah with its store in `folder`. */
export const openBuildah =
  (folder: string) =>
  (...args: string[]) =>
    run(
      'buildah',
      '--storage-driver',
      'vfs',
      '--root',
      join(folder, 'store'),
      '--runroot',
      join(folder, 'run'),
      ...args,
    )
export type Buildah = ReturnType<typeof openBuildah>

/**
 * Puts images under the names that the Dockerfiles begin from, where no registry of images can be reached: a Debian of its own
 * packages, and the same with this Node and its npm.
 */
export function makeStandIns(
  buildah: Buildah,
  folder: string,
  names: { debian: string; node: string },
): void {
  const root = join(folder, 'debian')
  run('debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', root)
  // Where a machine reaches its registries through somebody who signs for them, so does the image.
  copyIfThere('/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/ca-certificates.crt'))
  commit(buildah, root, names.debian)

  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'))
  const modules = join(root, 'usr/local/lib/node_modules')
  mkdirSync(modules, { recursive: true })
  // <prefix>/lib/node_modules/npm/bin/npm-cli.js
  const npm = join(realpathSync(run('sh', '-c', 'command -v npm').trim()), '../..')
  cpSync(npm, join(modules, 'npm'), { recursive: true, dereference: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'))
  mkdirSync(join(root, 'usr/local/etc'), { recursive: true })
  copyIfThere(join(npm, '../../../etc/npmrc'), join(root, 'usr/local/etc/npmrc'))
  run('chroot', root, 'useradd', '--uid', '1000', '--create-home', 'node')
  commit(buildah, root, names.node)
}

function commit(buildah: Buildah, root: string, name: string): void {
  const container = buildah('from', 'scratch').trim()
  buildah('add', '--quiet', container, root, '/')
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container)
  buildah('commit', '--quiet', container, name)
  buildah('rm', container)
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) copyFileSync(from, to)
}
