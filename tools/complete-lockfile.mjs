// Completes package-lock.json after a dependency changed: native packages of other platforms that the registry of the
// moment could not show are left out by npm, and then `npm ci` refuses the lockfile on every machine.
// Names them with the platform their name tells, so that they are in the lockfile and skipped where they do not fit.
import { readFileSync, writeFileSync } from 'node:fs'

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const pick = (name, words) => words.find((word) => name.includes(word))

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = lookUp(path, name)
    if (found) continue
    const os = pick(name, [
      'android',
      'darwin',
      'freebsd',
      'netbsd',
      'openbsd',
      'openharmony',
      'sunos',
      'aix',
      'win32',
      'linux',
    ])
    const cpu = pick(name, [
      'wasm32',
      'arm64',
      'x64',
      'arm',
      'ia32',
      'ppc64',
      'riscv64',
      's390x',
      'loong64',
      'mips64el',
    ])
    if (!cpu || !/^\d/.test(version))
      throw new Error(`${name}@${version} of ${path} is missing and tells no platform`)
    const libc = os === 'linux' ? (name.includes('musl') ? ['musl'] : ['glibc']) : undefined
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    }
    console.log(`named ${name}@${version}`)
  }
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(sorted)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

function lookUp(path, name) {
  for (let at = path; ; at = above(at)) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at) return false
  }
}

function above(path) {
  const end = path.lastIndexOf('/node_modules/')
  return end < 0 ? '' : path.slice(0, end)
}
