/** Those that shops speak. */
export const SHOP_LANGUAGES = ['en', 'de', 'fr', 'ar', 'hi']
