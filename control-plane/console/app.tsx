import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { queryClient } from './api/query-client.ts'
import { LANGUAGES } from './i18n/languages.ts'
import { currentLanguage } from './i18n/text.ts'
import { Toasts } from './parts/toasts.tsx'
import { router } from './router.tsx'
import { cssVariables, theme } from './theme.ts'

export const App = () => (
  <DirectionProvider initialDirection={LANGUAGES[currentLanguage()].dir} detectDirection={false}>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <DirectionOfLanguage />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
      <Toasts />
    </MantineProvider>
  </DirectionProvider>
)

function DirectionOfLanguage() {
  const { setDirection } = useDirection()
  const { i18n } = useTranslation()
  const { dir } = LANGUAGES[i18n.language as keyof typeof LANGUAGES]
  useEffect(() => setDirection(dir), [dir, setDirection])
  return null
}
