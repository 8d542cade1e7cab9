import { type Html, html } from '#platform/html.ts'

export type PageWords =
  /** The name of the channel, where it may be told. */
  { state: 'asks'; channel: string | null } | { state: 'over' } | { state: 'torn' }

/** A page of its own without a script: it is opened from letters, by whoever reads them there, signed in or not. */
export const unfollowPage = (words: PageWords): string =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="robots" content="noindex" />
      <title>${titles[words.state]}</title>
      <style>
        ${style}
      </style>
      <main>
        <h1>${titles[words.state]}</h1>
        ${said(words)}
      </main>
    </html> `.html

export const tornWords =
  'Mail programs sometimes cut long links, so nothing was changed. Copy the whole link from the letter, or sign in and choose under Settings, Notifications.'

const titles = {
  asks: 'Stop these letters?',
  over: 'You are not told any more',
  torn: 'This link is not whole',
} as const

function said(words: PageWords): Html {
  if (words.state === 'over')
    return html`<p>
      No more letters come about this channel. On its page you can follow it again at any time.
    </p>`
  if (words.state === 'torn') return html`<p>${tornWords}</p>`
  const name = words.channel === null ? html`this channel` : html`<strong>${words.channel}</strong>`
  return html`<p>You will not be told any more when ${name} goes live.</p>
    <form method="post"><button>Stop</button></form>`
}

const style = {
  html: `
:root{color-scheme:light dark;--text:#14171f;--page:#fff;--accent:#3d4ee0;--on:#fff}
@media(prefers-color-scheme:dark){:root{--text:#f1f3f7;--page:#0e1015;--accent:#8f9cff;--on:#0e1015}}
body{margin:0;font:16px/1.5 'Geist Variable',system-ui,sans-serif;color:var(--text);background:var(--page)}
main{max-width:30rem;margin:0 auto;padding:15vh 20px}
h1{font-size:24px;line-height:1.25;margin:0 0 12px}
p{margin:0 0 20px;overflow-wrap:anywhere}
button{font:inherit;font-weight:550;min-height:44px;padding:0 24px;border:0;border-radius:8px;background:var(--accent);color:var(--on);cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`,
} satisfies Html
