// What the hosted shop reads of theme, pages and menus.
export { readMenus, readPage, readPages, readTheme } from './service/storefront.ts'
