// Puts Node 24 first on the PATH of every npm script when the machine's own Node is older.
// Plain JavaScript for Node 20: it runs before anything is installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wanted = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const link = join(root, 'node_modules/.bin/node')

const ask = (program, expression) => {
  const run = spawnSync(program, ['-p', expression], { encoding: 'utf8' })
  return run.status === 0 ? run.stdout.trim() : ''
}
const major = (program) => Number(ask(program, 'process.versions.node.split(".")[0]'))

/**
 * Links a Node of the wanted age into node_modules/.bin: the machine's own where that is young enough, else the carried one. What starts
 * the house outside of npm (deploy/systemd, deploy/pm2) names this place. Returns what to tell the person, or null.
 */
export function ensureRuntime() {
  if (existsSync(link) && major(link) >= wanted) return null
  rmSync(link, { force: true })
  if (major('node') >= wanted) {
    linkTo(ask('node', 'process.execPath'))
    return null
  }
  const carried = join(root, `tools/runtime/node_modules/node-linux-${process.arch}/bin/node`)
  if (process.platform === 'linux' && !existsSync(carried)) {
    try {
      execFileSync('npm', ['ci', '--prefix', join(root, 'tools/runtime'), '--no-audit', '--no-fund'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    } catch {
      // Told below: the carried program is not there.
    }
  }
  if (major(carried) < wanted)
    return `Longhouse needs Node ${wanted} or newer; this machine has ${process.version} and the carried Node ${wanted} could not be installed. Install Node ${wanted} (https://nodejs.org) and start again.`
  linkTo(relative(dirname(link), carried))
  return null
}

function linkTo(program) {
  // There, links are for administrators, and nothing outside of npm starts the house.
  if (process.platform === 'win32') return
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(program, link)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const fault = ensureRuntime()
  if (fault) console.warn(fault)
}
