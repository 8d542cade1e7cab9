import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listens } from '../bed/listens.ts'
import { freePort, startProgram } from '../bed/program.ts'
import { writeNginxFolder } from './nginx-folder.ts'

const shipped = readFileSync(new URL('../../deploy/nginx/media.conf', import.meta.url), 'utf8')

/** nginx with the media.conf we ship, in front of a house at `house`: only the folder of the disk is the test's. */
export async function startMediaNginx(
  folder: string,
  house: string,
  disk: string,
): Promise<{ origin: string; errors(): string; stop(): Promise<void> }> {
  const port = await freePort()
  const alias = 'alias /var/lib/longhouse/storage/;'
  if (!shipped.includes(alias)) throw new Error(`media.conf has no "${alias}" any more`)
  const args = writeNginxFolder(folder, { http: serverOf(folder, port, house) })
  writeFileSync(join(folder, 'media.conf'), shipped.replace(alias, `alias ${disk}/;`))
  const program = await startProgram({
    command: 'nginx',
    args,
    ready: () => listens(port),
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    errors: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: () => program.stop('SIGTERM'),
  }
}

/** As the files for one process and for a fleet include it: within a server that sets headers of its own for the house. */
const serverOf = (
  folder: string,
  port: number,
  house: string,
) => `gzip_types application/vnd.apple.mpegurl text/vtt;
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    error_page 502 504 = @away;
    location @away { return 503 away; }
    include ${folder}/media.conf;
    location / { proxy_pass ${house}; }
  }`
