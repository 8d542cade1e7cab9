import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listens } from '../bed/listens.ts'
import { freePort, startProgram } from '../bed/program.ts'
import { writeNginxFolder } from './nginx-folder.ts'

const shipped = (name: string) => readFileSync(new URL(`../../deploy/nginx/${name}`, import.meta.url), 'utf8')

/** nginx with the live edge that we ship, in front of a house at `address` (host and port): only addresses and folders are the test's. */
export async function startLiveEdge(
  folder: string,
  address: string,
): Promise<{ origin: string; pid: number; errors(): string; stop(): Promise<void> }> {
  const port = await freePort()
  mkdirSync(folder, { recursive: true })
  const edge = replaced(
    replaced(shipped('live-edge.conf'), '127.0.0.1:5000', address),
    '/var/cache/nginx',
    folder,
  )
  writeFileSync(join(folder, 'locations.conf'), shipped('live-edge-locations.conf'))
  const http = `${edge}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    include ${folder}/locations.conf;
    location / { return 418; }
  }`
  const program = await startProgram({
    command: 'nginx',
    args: writeNginxFolder(folder, { http }),
    ready: () => listens(port),
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: program.pid,
    errors: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: () => program.stop('SIGTERM'),
  }
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`live-edge.conf has no "${from}" any more`)
  return text.replaceAll(from, to)
}
