import { IconPackage } from '@tabler/icons-react'
import type { Area } from '../../area.ts'

export const products: Area = {
  name: 'products',
  texts: {
    en: () => import('./texts/en.ts'),
    de: () => import('./texts/de.ts'),
    fr: () => import('./texts/fr.ts'),
    ar: () => import('./texts/ar.ts'),
  },
  pages: [
    {
      scope: 'store',
      path: 'products',
      title: { en: 'Products', de: 'Produkte', fr: 'Produits', ar: 'المنتجات' },
      nav: { group: 'catalogue', icon: IconPackage, order: 0 },
      permission: 'products:read',
      load: () => import('./products.tsx'),
    },
    {
      scope: 'store',
      path: 'products/new',
      title: { en: 'New product', de: 'Neues Produkt', fr: 'Nouveau produit', ar: 'منتج جديد' },
      permission: 'products:write',
      step: 'product',
      load: () => import('./new-product.tsx'),
    },
    {
      scope: 'store',
      path: 'products/imports',
      title: {
        en: 'Import products',
        de: 'Produkte importieren',
        fr: 'Importer des produits',
        ar: 'استيراد المنتجات',
      },
      permission: 'products:write',
      load: () => import('./imports.tsx'),
    },
    {
      scope: 'store',
      path: 'products/imports/$id',
      title: { en: 'Import', de: 'Import', fr: 'Importation', ar: 'استيراد' },
      permission: 'products:read',
      load: () => import('./import.tsx'),
    },
    {
      scope: 'store',
      path: 'products/$id',
      title: { en: 'Product', de: 'Produkt', fr: 'Produit', ar: 'منتج' },
      permission: 'products:read',
      load: () => import('./product.tsx'),
    },
  ],
}
