import { IconAward, IconSitemap, IconStack2 } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const collections: Area = {
  name: 'collections',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'collections',
      title: { en: 'Collections', de: 'Kollektionen', fr: 'Collections', ar: 'المجموعات' },
      nav: { group: 'catalogue', icon: IconStack2, order: 10 },
      permission: 'products:read',
      load: () => import('./collections.tsx'),
    },
    {
      scope: 'store',
      path: 'collections/new',
      title: { en: 'New collection', de: 'Neue Kollektion', fr: 'Nouvelle collection', ar: 'مجموعة جديدة' },
      permission: 'products:write',
      load: () => import('./new-collection.tsx'),
    },
    {
      scope: 'store',
      path: 'collections/$id',
      title: { en: 'Collection', de: 'Kollektion', fr: 'Collection', ar: 'مجموعة' },
      permission: 'products:read',
      load: () => import('./collection.tsx'),
    },
    {
      scope: 'store',
      path: 'categories',
      title: { en: 'Categories', de: 'Kategorien', fr: 'Catégories', ar: 'الفئات' },
      nav: { group: 'catalogue', icon: IconSitemap, order: 20 },
      permission: 'products:read',
      load: () => import('./categories.tsx'),
    },
    {
      scope: 'store',
      path: 'categories/new',
      title: { en: 'New category', de: 'Neue Kategorie', fr: 'Nouvelle catégorie', ar: 'فئة جديدة' },
      permission: 'products:write',
      load: () => import('./new-category.tsx'),
    },
    {
      scope: 'store',
      path: 'categories/$id',
      title: { en: 'Category', de: 'Kategorie', fr: 'Catégorie', ar: 'فئة' },
      permission: 'products:read',
      load: () => import('./category.tsx'),
    },
    {
      scope: 'store',
      path: 'brands',
      title: { en: 'Brands', de: 'Marken', fr: 'Marques', ar: 'العلامات التجارية' },
      nav: { group: 'catalogue', icon: IconAward, order: 30 },
      permission: 'products:read',
      load: () => import('./brands.tsx'),
    },
    {
      scope: 'store',
      path: 'brands/new',
      title: { en: 'New brand', de: 'Neue Marke', fr: 'Nouvelle marque', ar: 'علامة تجارية جديدة' },
      permission: 'products:write',
      load: () => import('./new-brand.tsx'),
    },
    {
      scope: 'store',
      path: 'brands/$id',
      title: { en: 'Brand', de: 'Marke', fr: 'Marque', ar: 'علامة تجارية' },
      permission: 'products:read',
      load: () => import('./brand.tsx'),
    },
  ],
}
