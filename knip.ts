import { existsSync } from 'node:fs'
import type { KnipConfig } from 'knip'

/** Packages that one app alone uses. They are nobody's waste when that app has been taken out of the house. */
const partsOf: Record<string, string[]> = {
  notes: ['@codemirror/.+', '@types/yauzl', '@types/yazl', 'diff', 'marked', 'node-diff3', 'yauzl', 'yazl'],
}
const takenOut = Object.keys(partsOf).filter((app) => !existsSync(`src/apps/${app}`))

// Read by knip itself.
// oxlint-disable-next-line import/no-default-export
export default {
  entry: [
    'src/main.ts',
    'src/cli/longhouse.ts',
    'src/apps/*/server/*-app.ts',
    'src/apps/*/server/*-{matrix,plans}.ts',
    'src/apps/*/web/index.tsx',
    'src/apps/*/web/first-paint.ts',
    'src/web/ui/**/*.{ts,tsx}',
    'tools/*.{ts,mjs}',
    'bench/*.ts',
    'test/**/*.ts',
    'src/apps/*/test/**/*.{test,long}.ts',
    'src/apps/*/bench/**/*.ts',
    'bench/parts/*.ts',
    'src/contract/*.ts',
    'src/platform/http/etags.ts',
  ],
  project: ['src/**/*.{ts,tsx}', 'tools/**/*.{ts,mjs}', 'bench/**/*.ts', 'test/**/*.ts'],
  ignoreBinaries: [
    'apt-get',
    'dpkg-query',
    'chrt',
    'strace',
    'ffmpeg',
    'mount',
    'umount',
    'nginx',
    'openssl',
    'systemd-analyze',
    'nft',
    'runc',
    'kubectl',
    'promtool',
  ],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    'pino-pretty',
    'oxlint',
    'oxlint-tsgolint',
    'tailwindcss',
    '@fontsource-variable/geist',
    ...takenOut.flatMap((app) => partsOf[app]!.map((name) => new RegExp(`^${name}$`))),
  ],
} satisfies KnipConfig
