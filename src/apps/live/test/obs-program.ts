import { type Program, startProgram } from '../../../../test/bed/program.ts'
import { until } from '../../../../test/until.ts'

/** A screen that nobody sees. `display` is what programs are told of it. */
export async function openScreen(): Promise<{ display: string; stop: Program['stop'] }> {
  const screen = await startProgram({
    command: 'Xvfb',
    args: ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
    ready: () => true,
  })
  await until(() => /^\d+$/m.test(screen.output()), { seconds: 30, what: 'the number of the screen' })
  return { display: `:${/^\d+$/m.exec(screen.output())![0]}`, stop: screen.stop }
}

/** OBS at `home` with the profile of this name, streaming from its start, as if somebody had chosen Start Streaming. */
export const startObs = (home: string, display: string, profile: string): Promise<Program> =>
  startProgram({
    command: 'obs',
    args: ['--multi', '--startstreaming', '--profile', profile, '--collection', 'Live', '--scene', 'Scene'],
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: display },
    ready: () => true,
  })
