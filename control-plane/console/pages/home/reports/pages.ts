import { IconChartBar } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const reports: Area = {
  name: 'reports',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'reports',
      title: { en: 'Reports', de: 'Berichte', fr: 'Rapports', ar: 'التقارير' },
      nav: { group: 'overview', icon: IconChartBar, order: 20 },
      permission: 'reports:read',
      load: () => import('./reports.tsx'),
    },
  ],
}
