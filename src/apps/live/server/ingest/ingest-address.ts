import type { Config } from '#platform/config/config.ts'

/**
 * What OBS calls the server: the host that people reach this house by, with the port of RTMP, or what RTMP_PUBLIC_URL says. A house that was
 * told no name of its own has the one that `asked` reached it by. `secureServer` is null while nothing takes RTMPS.
 */
export function ingestAddress(
  { publicUrl, live }: Pick<Config, 'publicUrl' | 'live'>,
  asked: { hostname: string },
): { server: string; secureServer: string | null } {
  const said = new URL(publicUrl).hostname
  const hostname = said === 'localhost' ? asked.hostname || said : said
  const { rtmpPort, rtmps, publicRtmp, publicRtmps } = live
  const secure = publicRtmps ?? (rtmps && `rtmps://${hostname}:${rtmps.port}`)
  return {
    server: `${publicRtmp ?? `rtmp://${hostname}:${rtmpPort}`}/live`,
    secureServer: secure && `${secure}/live`,
  }
}
