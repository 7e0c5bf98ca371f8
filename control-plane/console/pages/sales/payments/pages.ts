import { IconCreditCard } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const payments: Area = {
  name: 'payments',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'payment-gateways',
      title: { en: 'Payments', de: 'Zahlungen', fr: 'Paiements', ar: 'المدفوعات' },
      nav: { group: 'settings', icon: IconCreditCard, order: 35 },
      permission: 'payments:read',
      step: 'payment',
      load: () => import('./gateways.tsx'),
    },
    {
      scope: 'store',
      path: 'payment-gateways/new',
      title: {
        en: 'New payment provider',
        de: 'Neuer Zahlungsanbieter',
        fr: 'Nouveau prestataire de paiement',
        ar: 'مزوّد دفع جديد',
      },
      permission: 'payments:write',
      load: () => import('./new-gateway.tsx'),
    },
    {
      scope: 'store',
      path: 'payment-gateways/$gatewayId',
      title: {
        en: 'Payment provider',
        de: 'Zahlungsanbieter',
        fr: 'Prestataire de paiement',
        ar: 'مزوّد الدفع',
      },
      permission: 'payments:read',
      load: () => import('./gateway.tsx'),
    },
  ],
}
