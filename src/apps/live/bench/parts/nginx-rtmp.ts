import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listens } from '../../../../../test/bed/listens.ts'
import { freePort, startProgram } from '../../../../../test/bed/program.ts'
import { writeNginxFolder } from '../../../../../test/deploy/nginx-folder.ts'

export type NginxRtmp = {
  /** Of its first process. */
  pid: number
  /** Where an encoder pushes to. */
  address: string
  /** A page that plays it. */
  page: string
  /** Resolves as a web server answers: whether there is a list. */
  onAir(): Promise<boolean>
  recordings(): string[]
  stop(): Promise<void>
}

/**
 * nginx-rtmp as a careful operator sets it up for HLS: fragments of 2 s, lists that go on after a break, every push recorded. The page is hls.js, at
 * two fragments behind the newest one, which is nearer than it goes by itself.
 */
export async function startNginxRtmp(folder: string): Promise<NginxRtmp> {
  const [rtmpPort, port] = [await freePort(), await freePort()]
  const [lists, recorded] = [join(folder, 'www/hls'), join(folder, 'recorded')]
  for (const one of [lists, recorded]) mkdirSync(one, { recursive: true })
  const args = writeNginxFolder(folder, {
    main: `
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
worker_processes 1;
rtmp {
  server {
    listen 127.0.0.1:${rtmpPort};
    chunk_size 4096;
    application live {
      live on;
      record all;
      record_path ${recorded};
      record_unique on;
      hls on;
      hls_path ${lists};
      hls_fragment 2s;
      hls_playlist_length 20s;
      hls_continuous on;
    }
  }
}`,
    http: `
  types { text/html html; text/javascript js; application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
  server {
    listen 127.0.0.1:${port};
    root ${folder}/www;
    location /hls { add_header cache-control no-cache; }
  }`,
  })
  // Its worker is not root.
  for (const one of [join(folder, 'www'), lists, recorded]) chmodSync(one, 0o777)
  const player = new URL('../../../../../node_modules/hls.js/dist/hls.min.js', import.meta.url).pathname
  copyFileSync(player, join(folder, 'www/hls.js'))
  writeFileSync(join(folder, 'www/index.html'), page)
  const program = await startProgram({ command: 'nginx', args, ready: () => listens(port) })
  const origin = `http://127.0.0.1:${port}`
  return {
    pid: program.pid,
    address: `rtmp://127.0.0.1:${rtmpPort}/live/hall`,
    page: `${origin}/index.html`,
    onAir: async () => (await fetch(`${origin}/hls/hall.m3u8`)).ok,
    recordings: () => readdirSync(recorded),
    stop: () => program.stop('SIGTERM'),
  }
}

const page = `<!doctype html>
<title>nginx-rtmp</title>
<video muted autoplay playsinline width="1280"></video>
<script src="hls.js"></script>
<script>
  const hls = new Hls({ liveSyncDurationCount: 2, maxLiveSyncPlaybackRate: 1.1 })
  hls.loadSource('hls/hall.m3u8')
  hls.attachMedia(document.querySelector('video'))
</script>
`
