import { IconCalendarRepeat, IconRefresh } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const subscriptions: Area = {
  name: 'subscriptions',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'subscriptions',
      title: { en: 'Subscriptions', de: 'Abonnements', fr: 'Abonnements', ar: 'الاشتراكات' },
      nav: { group: 'sales', icon: IconRefresh, order: 15 },
      permission: 'subscriptions:read',
      load: () => import('./subscriptions.tsx'),
    },
    {
      scope: 'store',
      path: 'subscriptions/$subscriptionId',
      title: { en: 'Subscription', de: 'Abonnement', fr: 'Abonnement', ar: 'اشتراك' },
      permission: 'subscriptions:read',
      load: () => import('./subscription.tsx'),
    },
    {
      scope: 'store',
      path: 'subscription-plans',
      title: {
        en: 'Subscription plans',
        de: 'Abo-Angebote',
        fr: 'Formules d’abonnement',
        ar: 'خطط الاشتراك',
      },
      nav: { group: 'sales', icon: IconCalendarRepeat, order: 16 },
      permission: 'subscriptions:read',
      load: () => import('./plans.tsx'),
    },
    {
      scope: 'store',
      path: 'subscription-plans/new',
      title: { en: 'New plan', de: 'Neues Angebot', fr: 'Nouvelle formule', ar: 'خطة جديدة' },
      permission: 'subscriptions:write',
      load: () => import('./new-plan.tsx'),
    },
    {
      scope: 'store',
      path: 'subscription-plans/$planId',
      title: { en: 'Plan', de: 'Angebot', fr: 'Formule', ar: 'خطة' },
      permission: 'subscriptions:read',
      load: () => import('./plan.tsx'),
    },
  ],
}
