import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide'
import { Icon } from '#web/ui/icon.tsx'
import type { Finding, SignalReport } from '../../contract/signal.ts'
import { bitrate } from '../words.ts'
import { SoundMeter } from './sound-meter.tsx'

/** What comes in, in plain words: what is good, and what to change where it is not. */
export const SignalCheck = ({ signal }: { signal: SignalReport }) => (
  <section aria-labelledby="signal">
    <h2 id="signal" className="mb-3">
      What we receive
    </h2>
    <dl className="facts">
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
      {signal.findings.map((finding) => (
        <FindingLine key={finding.code} finding={finding} />
      ))}
    </ul>
  </section>
)

const Fact = ({ name, children }: { name: string; children: string }) => (
  <div>
    <dt className="text-sm text-muted">{name}</dt>
    <dd className="font-semibold">{children}</dd>
  </div>
)

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
