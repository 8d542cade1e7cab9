import { Pause, Play, RectangleHorizontal, Undo2 } from 'lucide'
import { clock } from '#web/ui/format.ts'
import { PlayerButton } from '#web/ui/player/player-button.tsx'
import { ScreenButtons } from '#web/ui/player/screen-buttons.tsx'
import { SeekBar } from '#web/ui/player/seek-bar.tsx'
import { SoundControl } from '#web/ui/player/sound-control.tsx'
import type { Playback } from '#web/ui/player/use-playback.ts'
import { behindWords, liveEdge } from './live-edge.ts'
import type { LivePlayerProps } from './live-player.tsx'
import { QualityMenu } from './quality-menu.tsx'
import type { LiveActions } from './use-live-actions.ts'
import type { useLiveSource } from './use-live-source.ts'

/** The row below the live picture; with the line of the whole event above it. */
export function LiveControls({
  playback,
  source,
  actions,
  theatre,
}: {
  playback: Playback
  source: ReturnType<typeof useLiveSource>
  actions: LiveActions
  theatre: LivePlayerProps['theatre']
}) {
  const { now, target } = source.latency()
  const length = actions.length()
  const edge =
    source.mode === 'rewound'
      ? { isLive: false, words: behindWords(length - playback.time) }
      : liveEdge(now, target)
  const at = source.mode === 'rewound' ? playback.time : Math.max(0, length - (edge.isLive ? 0 : now))
  return (
    <div className="player-controls">
      {length > 0 && (
        <SeekBar
          time={at}
          duration={length}
          buffered={source.mode === 'rewound' ? playback.buffered : at}
          storyboard={undefined}
          onSeek={(seconds) => actions.seekTo(seconds / length)}
        />
      )}
      <div className="flex items-center">
        <PlayerButton
          label={playback.paused ? 'Play' : 'Pause'}
          icon={playback.paused ? Play : Pause}
          onClick={actions.toggle}
        />
        <PlayerButton label="Back 10 seconds" icon={Undo2} onClick={() => actions.skip(-10)} />
        <SoundControl playback={playback} onMute={actions.mute} onVolume={actions.volume} />
        <button
          type="button"
          className="live-edge"
          data-live={edge.isLive || undefined}
          onClick={source.toEdge}
        >
          <span className="live-dot" aria-hidden />
          {edge.words}
          {!edge.isLive && <span className="underline"> – go to live</span>}
        </button>
        {source.mode === 'rewound' && (
          <span className="px-2 text-sm whitespace-nowrap max-sm:hidden">{clock(playback.time)}</span>
        )}
        <span className="flex-1" />
        <QualityMenu
          qualities={source.qualities}
          playing={source.playing}
          chosen={source.chosen}
          onQuality={source.choose}
        />
        {theatre && (
          <PlayerButton
            label={theatre.on ? 'Leave theatre' : 'Theatre'}
            icon={RectangleHorizontal}
            pressed={theatre.on}
            onClick={theatre.turn}
            className="max-md:hidden"
          />
        )}
        <ScreenButtons actions={actions} />
      </div>
    </div>
  )
}
