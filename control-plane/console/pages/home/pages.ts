import { IconHome } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const home: Area = {
  name: 'home',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: '',
      title: { en: 'Home', de: 'Start', fr: 'Accueil', ar: 'الرئيسية' },
      nav: { group: 'overview', icon: IconHome, order: 0 },
      load: () => import('./home.tsx'),
    },
  ],
}
