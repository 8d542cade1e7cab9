import type { Config } from '#platform/config/config.ts'

/** What OBS calls the server: the host that people reach this house by, with the port of RTMP. `secureServer` is null without a certificate. */
export function ingestAddress({ publicUrl, live }: Pick<Config, 'publicUrl' | 'live'>): {
  server: string
  secureServer: string | null
} {
  const { hostname } = new URL(publicUrl)
  return {
    server: `rtmp://${hostname}:${live.rtmpPort}/live`,
    secureServer: live.rtmps && `rtmps://${hostname}:${live.rtmps.port}/live`,
  }
}
