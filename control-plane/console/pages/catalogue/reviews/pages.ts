import { IconStar } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const reviews: Area = {
  name: 'reviews',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'reviews',
      title: { en: 'Reviews', de: 'Bewertungen', fr: 'Avis', ar: 'التقييمات' },
      nav: { group: 'catalogue', icon: IconStar, order: 60 },
      permission: 'reviews:read',
      load: () => import('./reviews.tsx'),
    },
    {
      scope: 'store',
      path: 'reviews/$id',
      title: { en: 'Review', de: 'Bewertung', fr: 'Avis', ar: 'تقييم' },
      permission: 'reviews:read',
      load: () => import('./review.tsx'),
    },
  ],
}
