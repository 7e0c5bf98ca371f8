// What stands where at a store's own address: below these names nothing is a page of its shop.

const NOT_PAGES = ['/store/v1', '/admin/v1', '/platform/v1', '/internal', '/docs', '/.well-known']

/** Whether a path at a store's address is one of its shop's pages, whether or not there is such a page. */
export const isPagePath = (path: string): boolean =>
  !NOT_PAGES.some((api) => path.startsWith(api) && (path.length === api.length || path[api.length] === '/'))

/** Whether who asks would rather see a page than data. */
export const takesHtml = (request: Request): boolean =>
  (request.headers.get('accept') ?? '').includes('text/html')
