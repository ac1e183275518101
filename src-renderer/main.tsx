import './configure-zod.ts'
import './app/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from './api/connect.ts'
import { App } from './app/app.tsx'
import { refuseDrops } from './app/refuse-drops.ts'
import { ONLY_LOCAL } from './components/stores/stores.tsx'
import { languageFor, startLocales } from './locales/locales.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element.')
refuseDrops(window)
const client = connect(window.tokenDesk)
const [stores] = await Promise.all([
  client.call('desktop.stores', {}).catch(() => ONLY_LOCAL),
  startLocales(languageFor(navigator.languages)),
])
createRoot(root).render(
  <StrictMode>
    <App client={client} stores={stores} />
  </StrictMode>,
)
