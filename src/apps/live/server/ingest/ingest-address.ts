import type { Config } from '#platform/config/config.ts'

/**
 * What OBS calls the server: the host that people reach this house by, with the port of RTMP, or what RTMP_PUBLIC_URL says. `secureServer`
 * is null while nothing takes RTMPS.
 */
export function ingestAddress({ publicUrl, live }: Pick<Config, 'publicUrl' | 'live'>): {
  server: string
  secureServer: string | null
} {
  const { hostname } = new URL(publicUrl)
  const { rtmpPort, rtmps, publicRtmp, publicRtmps } = live
  const secure = publicRtmps ?? (rtmps && `rtmps://${hostname}:${rtmps.port}`)
  return {
    server: `${publicRtmp ?? `rtmp://${hostname}:${rtmpPort}`}/live`,
    secureServer: secure && `${secure}/live`,
  }
}
