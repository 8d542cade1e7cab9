import { piecesOf } from './links.ts'

/** What somebody wrote. Addresses can be opened; the page behind them learns nothing of this one. */
export const MessageText = ({ text }: { text: string }) => (
  <span className="whitespace-pre-wrap">
    {piecesOf(text).map(({ text: words, href }, at) =>
      href ? (
        <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow ugc" className="link">
          {words}
        </a>
      ) : (
        words
      ),
    )}
  </span>
)
