import './first.css'
import './console.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { commonTexts } from './i18n/common.ts'
import { fileTexts } from './i18n/files.ts'
import { permissionTexts } from './i18n/permissions.ts'
import { startTexts } from './i18n/text.ts'
import { areas } from './pages.ts'

const texts = Object.fromEntries(areas.map(({ name, texts }) => [name, texts]))
await startTexts({ ...texts, common: commonTexts, files: fileTexts, permissions: permissionTexts }, [
  'common',
])

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
