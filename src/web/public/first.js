// Runs before the first paint: neither theme nor frame change under the reader's eyes, and what the asked page needs is fetched
// beside the shell instead of after it.
{
  // { path: its pattern, styles, data: its first answer of the API, pictures: the sizes of those in it, paint: the script and its
  // function that show that answer before the app is there }[], filled in by the build.
  // Its scripts the browser knows from the header of the page (platform/http/early-fetches.ts).
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
  const link = (attributes) => {
    const element = Object.assign(document.createElement('link'), attributes)
    document.head.append(element)
    return new Promise((ended) => Object.assign(element, { onload: ended, onerror: ended }))
  }
  const styled = Promise.all((page?.styles ?? []).map((href) => link({ rel: 'stylesheet', href })))

  // api.ts takes these answers over; what it has not taken soon is old.
  const answers = (globalThis.firstAnswers = {})
  const ask = (address) => (answers[address] = fetch(address).catch(() => undefined))
  // The pictures that are seen first are fetched while the scripts are still on their way.
  const showEarly = ({ items, playback }) => {
    for (const { poster, pictures } of items?.slice(0, innerWidth < 560 ? 1 : 3) ?? [playback ?? {}]) {
      const all = pictures?.length > 0 ? [...pictures, { url: poster, width: 1280 }] : []
      const imageSrcset = all.map(({ url, width }) => `${url} ${width}w`).join()
      const how = { rel: 'preload', as: 'image', fetchPriority: 'high', imageSizes: page.pictures }
      if (poster) void link({ ...how, imageSrcset, href: poster })
    }
  }
  const askFirst = async () => {
    const answer = await ask('/api/v1/welcome')
    if (!answer?.ok || !page?.data || location.search) return
    const { firstSpace } = await answer.clone().json()
    const slug = space ?? firstSpace?.slug
    const [, part = ''] = new RegExp(page.path).exec(path)
    const first = slug && (await ask(`/api/v1${page.data.replace(':space', slug).replace('$1', part)}`))
    if (!first?.ok) return
    const data = await first.clone().json()
    if (page.pictures) showEarly(data)
    if (page.paint) await paintFirst(data)
  }
  // A phone is seconds busy with the app itself: what the answer says is shown before, in the place where the app will show it.
  const paintFirst = async (data) => {
    const { script, name } = page.paint
    const [painters] = await Promise.all([import(script), styled])
    document.getElementById('first-page')?.replaceChildren(...painters[name](data))
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))
  }
  globalThis.firstPainted = askFirst().catch(() => undefined)
  setTimeout(() => delete globalThis.firstAnswers, 10_000)
}
