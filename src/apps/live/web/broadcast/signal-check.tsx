import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide'
import { Icon } from '#web/ui/icon.tsx'
import type { Finding, SignalReport } from '../../contract/signal.ts'
import { bitrate } from '../words.ts'
import { Fact } from './fact.tsx'
import { SoundMeter } from './sound-meter.tsx'

/** What comes in, in plain words: what is good, and what to change where it is not. */
export const SignalCheck = ({ signal }: { signal: SignalReport }) => (
  <section aria-labelledby="signal">
    <h2 id="signal" className="mb-3">
      What we receive
    </h2>
    <dl className="facts mb-4">
      <Fact name="Picture">
        {signal.width && signal.height ? `${signal.width} × ${signal.height}` : 'none yet'}
      </Fact>
      <Fact name="Pictures a second">
        {signal.framesPerSecond > 0 ? signal.framesPerSecond.toFixed(0) : '–'}
      </Fact>
      <Fact name="Bitrate">{bitrate(signal.bitsPerSecond)}</Fact>
      <Fact name="Keyframe each">
        {signal.keyframeSeconds === null ? '–' : `${signal.keyframeSeconds.toFixed(1)} s`}
      </Fact>
    </dl>
    <SoundMeter signal={signal} />
    <ul className="mt-4 grid gap-2">
      {verdict(signal).map((finding) => (
        <FindingLine key={finding.code} finding={finding} />
      ))}
    </ul>
  </section>
)

/** What is to be changed; where nothing is, that. What is good stands above in figures. */
function verdict({ findings }: SignalReport): Finding[] {
  const wrong = findings.filter(({ level }) => level !== 'good')
  const measured = findings.some(({ code }) => code === 'keyframes')
  if (wrong.length > 0 || !measured) return wrong
  return [{ level: 'good', code: 'all', message: 'Picture and sound come in as they should.' }]
}

export const FindingLine = ({ finding: { level, message } }: { finding: Finding }) => (
  <li className={`notice ${tones[level].notice}`}>
    <Icon of={tones[level].icon} className="mt-px" />
    <p>
      <span className="sr-only">{tones[level].word}: </span>
      {message}
    </p>
  </li>
)

const tones = {
  good: { icon: CircleCheck, notice: 'notice-success', word: 'Good' },
  warn: { icon: TriangleAlert, notice: 'notice-warn', word: 'Worth a look' },
  bad: { icon: CircleAlert, notice: 'notice-danger', word: 'To be changed' },
} as const
