import {
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  RectangleHorizontal,
  Undo2,
  Volume2,
  VolumeX,
} from 'lucide'
import { clock } from '#web/ui/format.ts'
import { PlayerButton } from '#web/ui/player/player-button.tsx'
import { SeekBar } from '#web/ui/player/seek-bar.tsx'
import { useFullscreen } from '#web/ui/player/use-fullscreen.ts'
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
  const full = useFullscreen()
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
        <PlayerButton
          label={playback.muted ? 'Sound on' : 'Sound off'}
          icon={playback.muted ? VolumeX : Volume2}
          onClick={actions.mute}
        />
        <input
          type="range"
          aria-label="Volume"
          min={0}
          max={1}
          step={0.05}
          value={playback.muted ? 0 : playback.volume}
          className="player-volume"
          onChange={(event) => actions.volume(Number(event.target.value))}
        />
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
        {document.pictureInPictureEnabled && (
          <PlayerButton
            label="Picture in picture"
            icon={PictureInPicture2}
            onClick={actions.pictureInPicture}
            className="max-sm:hidden"
          />
        )}
        <PlayerButton
          label={full ? 'Leave full screen' : 'Full screen'}
          icon={full ? Minimize : Maximize}
          onClick={actions.fullscreen}
        />
      </div>
    </div>
  )
}
