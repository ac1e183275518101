import './configure-zod.ts'
import './app/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from './api/connect.ts'
import { App } from './app/app.tsx'
import { refuseDrops } from './app/refuse-drops.ts'
import { languageFor, startLocales } from './locales/locales.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element.')
refuseDrops(window)
await startLocales(languageFor(navigator.languages))
createRoot(root).render(
  <StrictMode>
    <App client={connect(window.tokenDesk)} />
  </StrictMode>,
)
