import { IconGift } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const giftCards: Area = {
  name: 'gift-cards',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'gift-cards',
      title: { en: 'Gift cards', de: 'Gutscheine', fr: 'Cartes cadeaux', ar: 'بطاقات الهدايا' },
      nav: { group: 'sales', icon: IconGift, order: 50 },
      permission: 'gift_cards:read',
      load: () => import('./gift-cards.tsx'),
    },
    {
      scope: 'store',
      path: 'gift-cards/$giftCardId',
      title: { en: 'Gift card', de: 'Gutschein', fr: 'Carte cadeau', ar: 'بطاقة هدية' },
      permission: 'gift_cards:read',
      load: () => import('./gift-card.tsx'),
    },
  ],
}
