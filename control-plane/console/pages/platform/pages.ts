import {
  IconBuildingStore,
  IconChartAreaLine,
  IconDatabase,
  IconFileInvoice,
  IconHistory,
  IconListCheck,
  IconShieldQuestion,
  IconUserShield,
} from '@tabler/icons-react'
import type { Area } from '../area.ts'

const scope = 'platform'

export const platform: Area = {
  name: 'platform',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope,
      path: '',
      title: { en: 'Overview', de: 'Übersicht', fr: 'Vue d’ensemble', ar: 'نظرة عامة' },
      nav: { group: 'overview', icon: IconChartAreaLine, order: 0 },
      load: () => import('./overview.tsx'),
    },
    {
      scope,
      path: 'tenants',
      title: { en: 'Stores', de: 'Shops', fr: 'Boutiques', ar: 'المتاجر' },
      nav: { group: 'platform', icon: IconBuildingStore, order: 1 },
      load: () => import('./tenants.tsx'),
    },
    {
      scope,
      path: 'tenants/$tenant',
      title: { en: 'Store', de: 'Shop', fr: 'Boutique', ar: 'متجر' },
      load: () => import('./tenant.tsx'),
    },
    {
      scope,
      path: 'shards',
      title: { en: 'Shards', de: 'Shards', fr: 'Partitions', ar: 'الأجزاء' },
      nav: { group: 'platform', icon: IconDatabase, order: 2 },
      load: () => import('./shards.tsx'),
    },
    {
      scope,
      path: 'shards/$shard',
      title: { en: 'Shard', de: 'Shard', fr: 'Partition', ar: 'جزء' },
      load: () => import('./shard.tsx'),
    },
    {
      scope,
      path: 'queues',
      title: {
        en: 'Jobs and queues',
        de: 'Aufträge und Warteschlangen',
        fr: 'Tâches et files',
        ar: 'المهام والطوابير',
      },
      nav: { group: 'platform', icon: IconListCheck, order: 3 },
      load: () => import('./queues.tsx'),
    },
    {
      scope,
      path: 'plans',
      title: { en: 'Plans', de: 'Tarife', fr: 'Offres', ar: 'الباقات' },
      nav: { group: 'platform', icon: IconFileInvoice, order: 4 },
      load: () => import('./plans.tsx'),
    },
    {
      scope,
      path: 'plans/$plan',
      title: { en: 'Plan', de: 'Tarif', fr: 'Offre', ar: 'باقة' },
      load: () => import('./plan.tsx'),
    },
    {
      scope,
      path: 'admins',
      title: { en: 'Administrators', de: 'Administratoren', fr: 'Administrateurs', ar: 'المشرفون' },
      nav: { group: 'platform', icon: IconUserShield, order: 5 },
      load: () => import('./admins.tsx'),
    },
    {
      scope,
      path: 'audit-log',
      title: { en: 'Audit log', de: 'Änderungsprotokoll', fr: 'Journal d’audit', ar: 'سجل التدقيق' },
      nav: { group: 'platform', icon: IconHistory, order: 6 },
      load: () => import('./audit-log.tsx'),
    },
    {
      scope,
      path: 'refusals',
      title: {
        en: 'Why was this refused?',
        de: 'Warum abgelehnt?',
        fr: 'Pourquoi ce refus ?',
        ar: 'لماذا رُفض الطلب؟',
      },
      nav: { group: 'platform', icon: IconShieldQuestion, order: 7 },
      load: () => import('./refusals.tsx'),
    },
  ],
}
