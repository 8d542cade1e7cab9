// Runs before the first paint: neither theme nor frame change under the reader's eyes, and the scripts of the page that is
// asked for are fetched beside those of the shell instead of after them.
{
  // [pattern of a path, its scripts][], filled in by the build.
  const pages = []
  const { dataset } = document.documentElement
  try {
    for (const name of ['theme', 'rail']) {
      const value = localStorage.getItem(`longhouse.${name}`)
      if (value) dataset[name] = value
    }
  } catch {
    // Storage is forbidden: the system's theme it is.
  }
  const path = location.pathname.replace(/^\/s\/[^/]+/, '') || '/'
  if (/^\/(setup|login|reset-password|invite|embed)(\/|$)/.test(path)) dataset.frame = 'none'
  const [, scripts] = pages.find(([pattern]) => new RegExp(pattern).test(path)) ?? [0, []]
  for (const href of scripts)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }))
}
