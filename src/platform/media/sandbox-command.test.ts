import { describe, expect, test } from 'vitest'
import { sandboxCommand, type Wrappers } from './sandbox-command.ts'

const wrappers: Wrappers = {
  nice: '/usr/bin/nice',
  choom: '/usr/bin/choom',
  prlimit: '/usr/bin/prlimit',
  setpriv: '/usr/bin/setpriv',
  bwrap: { path: '/usr/bin/bwrap', options: ['--unshare-user', '--disable-userns'] },
}
const inside = {
  program: '/usr/bin/ffmpeg',
  args: (input: string) => ['-i', input, 'out.mp4'],
  input: '/data/uploads/1; rm -rf $HOME',
  outFolder: '/data/out',
  limits: { wallSeconds: 10, memory: 1024 ** 3, fileSize: 1000.5 },
  patient: true,
  cpus: 2,
}

describe('the command line', () => {
  test('with bubblewrap: namespaces, one input, one output, no other name of the machine', () => {
    const { argv, cwd } = sandboxCommand(wrappers, inside)
    const text = argv.join(' ')
    expect(cwd).toBe('/')
    for (const wall of [
      '--unshare-all',
      '--die-with-parent',
      '--new-session',
      '--cap-drop ALL',
      '--disable-userns',
    ])
      expect(text).toContain(wall)
    expect(text).toContain(`--ro-bind ${inside.input} /in`)
    expect(text).toContain('--bind /data/out /out --chdir /out')
    expect(text).not.toMatch(/--share-net|--proc|--bind \/ /)
    expect(argv.slice(-5)).toEqual(['--', '/usr/bin/ffmpeg', '-i', 'file:/in', 'out.mp4'])
    expect(argv).toContain(inside.input)
  })

  test('limits stand in front of everything', () => {
    const { argv } = sandboxCommand(wrappers, inside)
    expect(argv.slice(0, 3)).toEqual(['/usr/bin/nice', '-n', '10'])
    expect(sandboxCommand(wrappers, { ...inside, patient: false }).argv[0]).toBe('/usr/bin/choom')
    expect(argv).toContain('--cpu=20:25')
    expect(argv).toContain('--fsize=1001')
    expect(argv).toContain(`--as=${4 * 1024 ** 3}`)
    expect(argv.indexOf('/usr/bin/prlimit')).toBeLessThan(argv.indexOf('/usr/bin/bwrap'))
  })

  test('without bubblewrap the other measures stay', () => {
    const { argv, cwd } = sandboxCommand({ ...wrappers, bwrap: null }, inside)
    expect(cwd).toBe('/data/out')
    expect(argv).toContain('/usr/bin/prlimit')
    expect(argv.slice(-7).join(' ')).toBe(
      `--pdeathsig KILL --no-new-privs /usr/bin/ffmpeg -i file:${inside.input} out.mp4`,
    )
  })
})
