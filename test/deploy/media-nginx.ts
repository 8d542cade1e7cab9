import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, type Program, startProgram } from '../bed/program.ts'

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
  mkdirSync(join(folder, 'temp'), { recursive: true })
  // Its workers are not root.
  for (const one of [folder, join(folder, 'temp')]) chmodSync(one, 0o777)
  writeFileSync(join(folder, 'media.conf'), shipped.replace(alias, `alias ${disk}/;`))
  writeFileSync(join(folder, 'nginx.conf'), around(folder, port, house))
  const program: Program = await startProgram({
    command: 'nginx',
    args: ['-p', folder, '-c', join(folder, 'nginx.conf')],
    ready: () => listens(port),
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    errors: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: () => program.stop('SIGTERM'),
  }
}

/** As the files for one process and for a fleet include it: within a server that sets headers of its own for the house. */
const around = (folder: string, port: number, house: string) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 768; }
http {
  access_log off;
  gzip on;
  gzip_types application/vnd.apple.mpegurl text/vtt;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
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
  }
}
`

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
