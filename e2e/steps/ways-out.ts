/** Every way in which a page can go elsewhere by itself. Each runs in the page, and can use nothing from outside itself. */
export const waysToLeave: Readonly<Record<string, (address: string) => void>> = {
  'setting its location': (address) => {
    location.href = address
  },
  'replacing its location': (address) => location.replace(address),
  'opening a window': (address) => void window.open(address),
  'a link that is followed': (address) => {
    const link = Object.assign(document.createElement('a'), { href: address })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'a link to a new tab': (address) => {
    const link = Object.assign(document.createElement('a'), { href: address, target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'a link that downloads': (address) => {
    const link = Object.assign(document.createElement('a'), { href: address, download: 'file' })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'posting a form': (address) => {
    const form = Object.assign(document.createElement('form'), { action: address, method: 'post' })
    document.body.append(form)
    form.submit()
    form.remove()
  },
  'an element that refreshes the page': (address) => {
    const meta = Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${address}` })
    document.head.append(meta)
  },
  'going back': () => history.back(),
  'going far back': () => history.go(-100),
  'a history entry elsewhere': (address) => history.pushState(null, '', address),
  'a file': () => {
    location.href = 'file:///etc/passwd'
  },
  'a blob of markup': () => {
    location.href = URL.createObjectURL(new Blob(['<title>Elsewhere</title>'], { type: 'text/html' }))
  },
  'an address that is a script': () => {
    location.href = 'javascript:document.write("Elsewhere")'
  },
}

/**
 * Runs in the page: tries every way of reaching an address that a page has. Each answers `refused`, or what it got.
 * It can use nothing from outside itself.
 */
export async function tryToReach(host: string): Promise<Record<string, string>> {
  const address = `http://${host}/`
  const limitMs = 5_000
  /** `loads` says whether a load event means that something came: a frame that is kept empty loads too. */
  const byElement = (name: string, attributes: Record<string, string>, loads = true): Promise<string> =>
    new Promise((resolve) => {
      const element = document.createElement(name)
      const end = (outcome: string) => {
        element.remove()
        resolve(outcome)
      }
      document.addEventListener('securitypolicyviolation', () => end('refused'), { once: true })
      element.addEventListener('error', () => end('refused'), { once: true })
      element.addEventListener('load', () => end(loads ? 'loaded' : 'refused'), { once: true })
      element.addEventListener('loadeddata', () => end('loaded'), { once: true })
      setTimeout(() => end('refused'), limitMs)
      try {
        for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
      } catch {
        // Trusted types: the element does not even take the address.
        end('refused')
      }
      document.body.append(element)
    })
  const byPromise = (work: () => Promise<unknown>): Promise<string> =>
    Promise.race([
      Promise.resolve()
        .then(work)
        .then(
          () => 'reached',
          () => 'refused',
        ),
      new Promise<string>((resolve) => setTimeout(() => resolve('refused'), limitMs)),
    ])

  const outcomes: Record<string, string> = {
    fetch: await byPromise(() => fetch(address)),
    'fetch without answer': await byPromise(() => fetch(address, { mode: 'no-cors', keepalive: true })),
    XMLHttpRequest: await byPromise(
      () =>
        new Promise((resolve, reject) => {
          const request = new XMLHttpRequest()
          request.open('GET', address)
          request.onload = resolve
          request.onerror = reject
          request.send()
        }),
    ),
    WebSocket: await byPromise(
      () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(`ws://${host}/`)
          socket.onopen = resolve
          socket.onerror = reject
        }),
    ),
    EventSource: await byPromise(
      () =>
        new Promise((resolve, reject) => {
          const source = new EventSource(address)
          source.onopen = resolve
          source.onerror = reject
        }),
    ),
    WebTransport: await byPromise(() => {
      const { WebTransport } = window as unknown as { WebTransport: new (url: string) => { ready: Promise<void> } }
      return new WebTransport(`https://${host}/`).ready
    }),
    beacon: await byPromise(async () => {
      // The answer says only that it was queued; the visits tell the rest.
      navigator.sendBeacon(address, 'x')
      throw new Error('queued')
    }),
    'service worker': await byPromise(async () => {
      await navigator.serviceWorker.register('/worker.js' as string)
      // The browser shell’s driver answers as if it were done.
      if ((await navigator.serviceWorker.getRegistrations()).length === 0) throw new Error('none is registered')
    }),
    worker: await byPromise(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(address)
          worker.onmessage = resolve
          worker.onerror = reject
        }),
    ),
    import: await byPromise(() => import(address)),
    font: await byPromise(() => new FontFace('elsewhere', `url(${address})`).load()),
    image: await byElement('img', { src: address }),
    video: await byElement('video', { src: address }),
    'style sheet': await byElement('link', { rel: 'stylesheet', href: address }),
    preload: await byElement('link', { rel: 'preload', as: 'image', href: address }),
    prefetch: await byElement('link', { rel: 'prefetch', href: address }),
    preconnect: await byElement('link', { rel: 'preconnect', href: address }),
    frame: await byElement('iframe', { src: address }, false),
    object: await byElement('object', { data: address }),
    embed: await byElement('embed', { src: address }),
  }
  outcomes.script = await byElement('script', { src: address })
  outcomes.background = await byElement('div', { style: `background: url(${address})` })
  const painted = document.createElement('div')
  painted.style.background = `url(${address})`
  document.body.append(painted)
  painted.remove()

  outcomes.WebRTC = await byPromise(async () => {
    const peer = new RTCPeerConnection({
      iceServers: [
        { urls: `stun:${host}` },
        { urls: [`turn:${host}`, `turn:${host}?transport=tcp`], username: 'u', credential: 'c' },
      ],
    })
    const found: string[] = []
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null && /typ (srflx|relay)/.test(candidate.candidate)) found.push(candidate.candidate)
    }
    peer.createDataChannel('x')
    const gathered = new Promise((resolve) =>
      peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve(null)),
    )
    await peer.setLocalDescription(await peer.createOffer())
    await gathered
    peer.close()
    if (found.length === 0) throw new Error('nothing was reached')
  })
  return outcomes
}
