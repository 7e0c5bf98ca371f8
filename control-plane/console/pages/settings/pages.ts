import { IconBuildingStore, IconFileInvoice, IconGauge, IconHistory, IconWorld } from '@tabler/icons-react'
import type { Area } from '../area.ts'

export const settings: Area = {
  name: 'settings',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'settings',
      title: { en: 'Store details', de: 'Shopdaten', fr: 'Détails de la boutique', ar: 'بيانات المتجر' },
      nav: { group: 'settings', icon: IconBuildingStore, order: 0 },
      permission: 'store:read',
      load: () => import('./store.tsx'),
    },
    {
      scope: 'store',
      path: 'invoices',
      title: { en: 'Invoices', de: 'Rechnungen', fr: 'Factures', ar: 'الفواتير' },
      nav: { group: 'settings', icon: IconFileInvoice, order: 35 },
      permission: 'store:read',
      load: () => import('./invoices.tsx'),
    },
    {
      scope: 'store',
      path: 'domains',
      title: { en: 'Domains', de: 'Domains', fr: 'Domaines', ar: 'النطاقات' },
      nav: { group: 'settings', icon: IconWorld, order: 50 },
      permission: 'domains:read',
      load: () => import('./domains.tsx'),
    },
    {
      scope: 'store',
      path: 'domains/$id',
      title: { en: 'Domain', de: 'Domain', fr: 'Domaine', ar: 'نطاق' },
      permission: 'domains:read',
      load: () => import('./domain.tsx'),
    },
    {
      scope: 'store',
      path: 'plan',
      title: {
        en: 'Plan and limits',
        de: 'Tarif und Grenzen',
        fr: 'Forfait et limites',
        ar: 'الخطة والحدود',
      },
      nav: { group: 'settings', icon: IconGauge, order: 70 },
      permission: 'tenant:read',
      load: () => import('./plan.tsx'),
    },
    {
      scope: 'store',
      path: 'audit-log',
      title: { en: 'Audit log', de: 'Änderungsprotokoll', fr: 'Journal d’audit', ar: 'سجل التدقيق' },
      nav: { group: 'settings', icon: IconHistory, order: 80 },
      permission: 'audit:read',
      load: () => import('./audit-log.tsx'),
    },
  ],
}
