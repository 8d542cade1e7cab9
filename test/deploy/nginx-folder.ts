import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What differs from one nginx of ours to the next, as lines of its file. */
type NginxFile = {
  /** Within `http`. */
  http: string
  /** Before `events`. */
  main?: string
  connections?: number
}

/** Makes `folder` one that nginx can run in, with an nginx.conf as Debian has it. The arguments that start it. */
export function writeNginxFolder(
  folder: string,
  { http, main = '', connections = 768 }: NginxFile,
): readonly string[] {
  // Its workers are not root.
  for (const one of [folder, join(folder, 'temp')]) {
    mkdirSync(one, { recursive: true })
    chmodSync(one, 0o777)
  }
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
${main}
events { worker_connections ${connections}; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  gzip on;
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
  ${http}
}
`,
  )
  return ['-p', folder, '-c', file]
}
