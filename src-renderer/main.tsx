import './configure-zod.ts'
import './app/theme.css'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { connect } from './api/connect.ts'
import { App } from './app/app.tsx'
import { refuseDrops } from './app/refuse-drops.ts'
import { learnStanding, type Standing, UNKNOWN } from './app/standing.ts'
import { ONLY_LOCAL } from './components/stores/stores.tsx'
import { languageFor, startLocales } from './locales/locales.ts'

/** A store that answers within it is never seen opening. */
const LONGEST_BLANK_MS = 250

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element.')
refuseDrops(window)
const client = connect(window.tokenDesk)
// Asked all at once, so that the first thing drawn is the first screen.
const [standing, stores] = await Promise.all([
  Promise.race([learnStanding(client.call), unknownAfter(LONGEST_BLANK_MS)]),
  client.call('desktop.stores', {}).catch(() => ONLY_LOCAL),
  startLocales(languageFor(navigator.languages)),
])
const page = createRoot(root)
// At once: left to itself React begins behind a frame that has nothing on it.
flushSync(() =>
  page.render(
    <StrictMode>
      <App client={client} first={{ stores, standing }} />
    </StrictMode>,
  ),
)

function unknownAfter(delayMs: number): Promise<Standing> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, UNKNOWN))
}
