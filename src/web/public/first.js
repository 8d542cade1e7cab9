// Runs before the first paint: neither theme nor frame change under the reader's eyes, and what the asked page needs is fetched
// beside the shell instead of after it.
{
  // { path: its pattern, scripts, data: its first answer of the API }[], filled in by the build.
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
  const [, , space, rest] = /^(\/s\/([^/]+))?(\/.*)?$/.exec(location.pathname) ?? []
  const path = rest ?? '/'
  if (/^\/(setup|login|reset-password|invite|embed|shared)(\/|$)/.test(path)) dataset.frame = 'none'

  const page = pages.find((one) => new RegExp(one.path).test(path))
  for (const href of page?.scripts ?? [])
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }))

  // api.ts takes these answers over; what it has not taken soon is old.
  const answers = (globalThis.firstAnswers = {})
  const ask = (address) => (answers[address] = fetch(address).catch(() => undefined))
  const askFirst = async () => {
    const answer = await ask('/api/v1/welcome')
    if (!answer?.ok || !page?.data || location.search) return
    const { firstSpace } = await answer.clone().json()
    const slug = space ?? firstSpace?.slug
    const [, part = ''] = new RegExp(page.path).exec(path)
    if (slug) await ask(`/api/v1${page.data.replace(':space', slug).replace('$1', part)}`)
  }
  void askFirst()
  setTimeout(() => delete globalThis.firstAnswers, 10_000)
}
