import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Config } from '#platform/config/config.ts'
import type { Finding } from '#platform/doctor/finding.ts'
import { listenFault } from './listen-fault.ts'

/** Days before its end at which a certificate should have been renewed. */
const renewedBy = 14

/** What encoders need: the port of RTMP, and for RTMPS its port and its certificate. Nothing where this process takes no streams. */
export async function streams(config: Config, now = new Date()): Promise<Finding[]> {
  const { live, roles, apps } = config
  if (!roles.includes('live') || !apps.includes('live')) return []
  const found = [...(await portOf(config, 'RTMP', live.rtmpPort)), ...wayForViewers(config)]
  if (!live.rtmps) return found
  found.push(...(await portOf(config, 'RTMPS', live.rtmps.port)))
  return [...found, await certificate(config, live.rtmps, now)]
}

/** Other machines send their viewers to the one that has the push; a house is on several when its database is not on this one. */
function wayForViewers({ db, live, port }: Config): Finding[] {
  if (!('url' in db) || isHere(new URL(db.url).hostname)) return []
  const name = 'LIVE_ADDRESS'
  if (live.address !== null && !isLoopback(new URL(live.address).hostname))
    return [{ name, state: 'well', found: `other machines send viewers to ${live.address}` }]
  return [
    {
      name,
      state: 'weak',
      found: `${live.address ? 'this machine itself' : 'not set'}: viewers who come in at another machine find no picture of what is pushed to this one`,
      mend: `Set LIVE_ADDRESS to where the others reach this machine, for example http://${ownAddresses()[0] ?? '10.0.0.7'}:${port}.`,
    },
  ]
}

const isLoopback = (host: string): boolean => /^(localhost|127\..*|\[?::1\]?)$/.test(host)

/** A socket in a folder has no host, or an escaped path. */
const isHere = (host: string): boolean =>
  host === '' || host.startsWith('%2') || isLoopback(host) || ownAddresses().includes(host)

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((cards) =>
    (cards ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address),
  )

/** A house whose port for streams is taken opens all the same, and takes none. */
async function portOf(config: Config, protocol: 'RTMP' | 'RTMPS', port: number): Promise<Finding[]> {
  if (port === 0) return []
  const name = `port ${port}`
  const code = await listenFault(port, config.live.rtmpHost)
  if (code === null) return [{ name, state: 'well', found: `free for ${protocol}` }]
  const weak = (found: string, mend: string): Finding[] => [{ name, state: 'weak', found, mend }]
  if (code !== 'EADDRINUSE')
    return weak(`cannot be used (${code}): no streams will be taken`, `Set ${protocol}_PORT above 1023.`)
  const house = await healthOfLive(config.port)
  if (house?.state === 'ready') return [{ name, state: 'well', found: 'Longhouse takes streams there' }]
  // Another process of this house, as longhouse-live.service, answers on a port that is not known here.
  if (!house && protocol === 'RTMP' && (await speaksRtmp(port)))
    return [
      {
        name,
        state: 'well',
        found: `a server for RTMP is running there; \`ss -ltnp | grep ${port}\` tells whether it is this house`,
      },
    ]
  return weak(
    house?.detail ?? `cannot be used (${code}): no streams will be taken`,
    `Another program listens there: set ${protocol}_PORT to a free one, or see who it is with \`ss -ltnp | grep ${port}\`.`,
  )
}

type Health = { state: string; detail?: string }
type Readyz = { dependencies?: Record<string, Health> }

/** What the house on this port says of its streams; null when none answers, or it takes none. */
async function healthOfLive(port: number): Promise<Health | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5000) })
    const body = (await answer.json()) as Readyz
    return body.dependencies?.live ?? null
  } catch {
    return null
  }
}

/** Whether a handshake is answered: its first byte is the version, 3. */
function speaksRtmp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      const opening = Buffer.alloc(1537)
      opening[0] = 3
      socket.write(opening)
    })
    const answer = (speaks: boolean) => {
      socket.destroy()
      resolve(speaks)
    }
    socket.setTimeout(3000, () => answer(false))
    socket.on('data', (bytes: Buffer) => answer(bytes[0] === 3))
    socket.on('error', () => answer(false))
    socket.on('end', () => answer(false))
  })
}

async function certificate(
  { publicUrl, live }: Config,
  files: { certFile: string; keyFile: string },
  now: Date,
): Promise<Finding> {
  const name = 'RTMPS certificate'
  const ill = (found: string, mend: string): Finding => ({ name, state: 'ill', found, mend })
  let read: X509Certificate
  try {
    const [cert, key] = await Promise.all([readFile(files.certFile), readFile(files.keyFile)])
    read = new X509Certificate(cert)
    if (!read.checkPrivateKey(createPrivateKey(key)))
      return ill(
        `${files.keyFile} is not the key of ${files.certFile}`,
        'Set RTMPS_CERTIFICATE_PATH and RTMPS_KEY_PATH to files of the same certificate.',
      )
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    const found = path ? `${path} cannot be read (${code})` : 'the files hold no certificate and key in PEM'
    return ill(
      found,
      'Set RTMPS_CERTIFICATE_PATH and RTMPS_KEY_PATH to PEM files that the account of the house may read.',
    )
  }
  const days = Math.floor((read.validToDate.getTime() - now.getTime()) / 86_400_000)
  const until = `good until ${read.validToDate.toISOString().slice(0, 10)}`
  const renew = 'Renew it, for example with `certbot renew`; the house reads the files again by itself.'
  if (days < 0) return ill(`not ${until.replace('until', 'since')}: encoders refuse it`, renew)
  const { hostname } = new URL((live.publicRtmps ?? publicUrl).replace(/^rtmps:/, 'https:'))
  if (!read.checkHost(hostname))
    return {
      name,
      state: 'weak',
      found: `${until}, but not for ${hostname}, where encoders are sent`,
      mend: `Take a certificate for ${hostname}, or set RTMPS_PUBLIC_URL to a name that it is for.`,
    }
  if (days < renewedBy) return { name, state: 'weak', found: until, mend: renew }
  return { name, state: 'well', found: until }
}
